/** Stochastic gradient descent as PyTorch defines it. */
import * as tf from '@tensorflow/tfjs-core';
import { mapParams } from '../named-parameters.ts';
import { decayed } from './adam.ts';
import { at, checkRate, type Optimizer, type RateOptions, ratesOf } from './optimizer.ts';

/** The settings of {@link sgd}. */
export interface SgdOptions extends RateOptions {
  /** Default 0.9. */
  readonly momentum?: number;
  /** Nesterov's momentum: the update looks one velocity ahead. Default false. */
  readonly nesterov?: boolean;
  /** Times the parameter, it is added to the gradient (L2). Default 0. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent with momentum in the form of `torch.optim.SGD`: b ← μ b + g, p ← p − lr · b, or with Nesterov's
 * p ← p − lr · (g + μ b).
 *
 * @throws RangeError or TypeError on an unknown setting or a number below 0
 */
export function sgd({ momentum = 0.9, nesterov = false, weightDecay = 0, ...options }: SgdOptions = {}): Optimizer {
  checkRate('sgd', { momentum, weightDecay, ...options }, ['momentum', 'weightDecay']);
  const { learningRate = 0.01, schedule } = options;
  const rateAt = ratesOf(options);
  return {
    name: 'sgd',
    init: (params) => ({ velocity: mapParams(params, tf.zerosLike) }),
    coefficients: (step) => (schedule ? [rateAt(step)] : []),
    update(params, grads, state, [scheduled]) {
      if (!state.velocity) throw new TypeError('sgd.update: state must be that of sgd');
      const slopes = decayed(grads, params, weightDecay);
      const velocity = mapParams(state.velocity, (b, key) => tf.add(tf.mul(b, momentum), at(slopes, key)));
      const next = mapParams(params, (p, key) => {
        const b = at(velocity, key);
        const direction = nesterov ? tf.add(at(slopes, key), tf.mul(b, momentum)) : b;
        return tf.sub(p, tf.mul(direction, schedule && scheduled ? scheduled : learningRate));
      });
      return { params: next, state: { velocity } };
    },
  };
}
