/** Adam and SGD with momentum as PyTorch defines them, as pairs of pure functions over named tensors. */
import type { Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { mapParams } from './named-parameters.ts';

/** What an optimiser remembers between updates: a few tensors per parameter, of its shape. */
export type OptimizerState = Readonly<Record<string, Params>>;

/**
 * An optimiser without state of its own. What changes from update to update and depends on nothing but its number
 * (bias corrections, schedules) comes from `coefficients`, computed in double precision.
 */
export interface Optimizer {
  readonly name: 'adam' | 'sgd';
  /** The state before the first update; the caller owns its tensors. */
  init(params: Params): OptimizerState;
  /** The scalars of update `step` (0, 1, …). */
  coefficients(step: number): readonly number[];
  /** One update. Returns fresh tensors, disposes nothing. */
  update(
    params: Params,
    grads: Params,
    state: OptimizerState,
    coefficients: readonly tf.Scalar[],
  ): { params: Params; state: OptimizerState };
}

/** The settings of {@link adam}, with PyTorch's names and defaults. */
export interface AdamOptions {
  readonly learningRate?: number;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
}

/**
 * Adam (Kingma & Ba 2015) in the arithmetic of `torch.optim.Adam`: the bias corrections enter as lr / (1 − β₁ᵗ) and
 * √(1 − β₂ᵗ), and eps is added after the corrected root.
 */
export function adam({
  learningRate = 0.01,
  betas: [beta1, beta2] = [0.9, 0.999],
  eps = 1e-8,
}: AdamOptions = {}): Optimizer {
  return {
    name: 'adam',
    init: (params) => ({ mean: mapParams(params, tf.zerosLike), square: mapParams(params, tf.zerosLike) }),
    coefficients: (step) => [learningRate / (1 - beta1 ** (step + 1)), Math.sqrt(1 - beta2 ** (step + 1))],
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

/** The settings of {@link sgd}. */
export interface SgdOptions {
  readonly learningRate?: number;
  readonly momentum?: number;
}

/** Stochastic gradient descent with momentum in the form of `torch.optim.SGD`: b ← μ b + g, p ← p − lr · b. */
export function sgd({ learningRate = 0.01, momentum = 0.9 }: SgdOptions = {}): Optimizer {
  return {
    name: 'sgd',
    init: (params) => ({ velocity: mapParams(params, tf.zerosLike) }),
    coefficients: () => [],
    update(params, grads, state) {
      if (!state.velocity) throw new TypeError('sgd.update: state must be that of sgd');
      const velocity = mapParams(state.velocity, (b, key) => tf.add(tf.mul(b, momentum), at(grads, key)));
      const next = mapParams(params, (p, key) => tf.sub(p, tf.mul(at(velocity, key), learningRate)));
      return { params: next, state: { velocity } };
    },
  };
}

function at(params: Params, key: string): tf.Tensor {
  const tensor = params[key];
  if (!tensor) throw new TypeError(`optimizer update: there is no tensor named '${key}'`);
  return tensor;
}
