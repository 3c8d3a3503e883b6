/** RMSprop as PyTorch defines it. */
import * as tf from '@tensorflow/tfjs-core';
import { mapParams } from '../named-parameters.ts';
import { decayed } from './adam.ts';
import { at, checkRate, type Optimizer, type RateOptions, ratesOf } from './optimizer.ts';

/** The settings of {@link rmsprop}, with PyTorch's names and defaults. */
export interface RmspropOptions extends RateOptions {
  /** How much of the mean of squares is kept. Default 0.99. */
  readonly alpha?: number;
  readonly eps?: number;
  /** Default 0. */
  readonly momentum?: number;
  /** Times the parameter, it is added to the gradient (L2). Default 0. */
  readonly weightDecay?: number;
}

/**
 * RMSprop (Hinton 2012) in the arithmetic of `torch.optim.RMSprop`: v ← α v + (1 − α) g², p ← p − lr · g / (√v + eps), with
 * momentum b ← μ b + g / (√v + eps), p ← p − lr · b.
 *
 * @throws RangeError or TypeError on an unknown setting or a number below 0
 */
export function rmsprop({
  alpha = 0.99,
  eps = 1e-8,
  momentum = 0,
  weightDecay = 0,
  ...options
}: RmspropOptions = {}): Optimizer {
  checkRate('rmsprop', { alpha, eps, momentum, weightDecay, ...options }, ['alpha', 'eps', 'momentum', 'weightDecay']);
  const rateAt = ratesOf(options);
  return {
    name: 'rmsprop',
    init: (params) => ({
      square: mapParams(params, tf.zerosLike),
      ...(momentum > 0 && { velocity: mapParams(params, tf.zerosLike) }),
    }),
    coefficients: (step) => [rateAt(step)],
    update(params, grads, state, [rate]) {
      if (!rate || !state.square)
        throw new TypeError('rmsprop.update: state and coefficients must be those of rmsprop');
      const slopes = decayed(grads, params, weightDecay);
      const square = mapParams(state.square, (v, key) =>
        tf.add(tf.mul(v, alpha), tf.mul(tf.mul(at(slopes, key), 1 - alpha), at(slopes, key))),
      );
      const scaled = mapParams(slopes, (g, key) => tf.div(g, tf.add(tf.sqrt(at(square, key)), eps)));
      const velocity =
        momentum > 0 ? mapParams(scaled, (g, key) => tf.add(tf.mul(at(state.velocity, key), momentum), g)) : undefined;
      const next = mapParams(params, (p, key) => tf.sub(p, tf.mul(at(velocity ?? scaled, key), rate)));
      return { params: next, state: { square, ...(velocity && { velocity }) } };
    },
  };
}
