/** Adam and AdamW as PyTorch defines them. */
import { checkNumber } from '@mnist1d/checks';
import type { Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { mapParams } from '../named-parameters.ts';
import { power } from './exact-numbers.ts';
import { at, checkRate, type Optimizer, type RateOptions, ratesOf } from './optimizer.ts';

/** The settings of {@link adam} and {@link adamw}, with PyTorch's names and, but for the learning rate, defaults. */
export interface AdamOptions extends RateOptions {
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  /** Of {@link adam}: times the parameter, it is added to the gradient (L2). Of {@link adamw}: see there. Default 0, of adamw 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam (Kingma & Ba 2015) in the arithmetic of `torch.optim.Adam`: the bias corrections enter as lr / (1 − β₁ᵗ) and
 * √(1 − β₂ᵗ), and eps is added after the corrected root.
 *
 * @throws RangeError or TypeError on an unknown setting, a number below 0, a beta that is not below 1
 */
export function adam({ weightDecay = 0, ...options }: AdamOptions = {}): Optimizer {
  checkAdam('adam', { weightDecay, ...options });
  const { init, coefficients, update } = moments(options);
  return {
    name: 'adam',
    init,
    coefficients,
    update: (params, grads, state, scalars) => update(params, decayed(grads, params, weightDecay), state, scalars),
  };
}

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019) as `torch.optim.AdamW`: before each update the parameters are
 * multiplied by 1 − lr · weightDecay.
 *
 * @throws as {@link adam}
 */
export function adamw({ weightDecay = 0.01, ...options }: AdamOptions = {}): Optimizer {
  checkAdam('adamw', { weightDecay, ...options });
  const { init, coefficients, update } = moments(options);
  const rateAt = ratesOf(options);
  return {
    name: 'adamw',
    init,
    coefficients: (step) => [...coefficients(step), 1 - rateAt(step) * weightDecay],
    update: (params, grads, state, [stepSize, correction, kept]) =>
      update(
        mapParams(params, (p) => tf.mul(p, kept as tf.Scalar)),
        grads,
        state,
        [stepSize as tf.Scalar, correction as tf.Scalar],
      ),
  };
}

function checkAdam(where: string, options: AdamOptions): void {
  checkRate(where, options, ['eps', 'weightDecay'], ['betas']);
  for (const [i, beta] of (options.betas ?? []).entries()) {
    checkNumber(where, `betas[${i}]`, beta, 0);
    if (beta >= 1) throw new RangeError(`${where}: betas[${i}] must be below 1, got ${beta}`);
  }
}

/** The gradients, with weightDecay times the parameters added to them. */
export function decayed(grads: Params, params: Params, weightDecay: number): Params {
  if (weightDecay === 0) return grads;
  return mapParams(params, (p, key) => tf.add(at(grads, key), tf.mul(p, weightDecay)));
}

/** The common ground of both. */
function moments({
  betas: [beta1, beta2] = [0.9, 0.999],
  eps = 1e-8,
  ...rate
}: Omit<AdamOptions, 'weightDecay'>): Omit<Optimizer, 'name'> {
  const rateAt = ratesOf(rate);
  return {
    init: (params) => ({ mean: mapParams(params, tf.zerosLike), square: mapParams(params, tf.zerosLike) }),
    coefficients: (step) => [rateAt(step) / (1 - power(beta1, step + 1)), Math.sqrt(1 - power(beta2, step + 1))],
    update(params, grads, state, [stepSize, correction]) {
      if (!stepSize || !correction || !state.mean || !state.square)
        throw new TypeError('adam.update: state and coefficients must be those of adam');
      const mean = mapParams(state.mean, (m, key) => tf.add(tf.mul(m, beta1), tf.mul(at(grads, key), 1 - beta1)));
      const square = mapParams(state.square, (v, key) =>
        tf.add(tf.mul(v, beta2), tf.mul(tf.mul(at(grads, key), 1 - beta2), at(grads, key))),
      );
      const next = mapParams(params, (p, key) => {
        const root = tf.add(tf.div(tf.sqrt(at(square, key)), correction), eps);
        return tf.sub(p, tf.div(tf.mul(stepSize, at(mean, key)), root));
      });
      return { params: next, state: { mean, square } };
    },
  };
}
