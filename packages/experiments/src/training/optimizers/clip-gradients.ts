/** Clips gradients by their norm. */
import type { Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { mapParams } from '../named-parameters.ts';

/** As `torch.nn.utils.clip_grad_norm_`: the norm of all gradients together is at most about `maxNorm` afterwards. */
export function clipGradients(grads: Params, maxNorm: number): Params {
  const squares = Object.values(grads).map((g) => tf.sum(tf.square(g)));
  const norm = tf.sqrt(tf.addN(squares));
  const factor = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1);
  return mapParams(grads, (g) => tf.mul(g, factor));
}
