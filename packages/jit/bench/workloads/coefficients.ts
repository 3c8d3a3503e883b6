/** What an optimiser's arithmetic needs in every step, inside a compiled one. */
import type { Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer, OptimizerState } from '../experiments.ts';

export type TrainingState = { readonly params: Params; readonly optimizer: OptimizerState };

/** From update 16,621 on Adam's bias corrections are 1 in float32, so that the last row stands for all that follow. */
const ROWS = 16_640;

/** The coefficients of update `i`, computed in double precision beforehand, read from a table in the step. */
export function coefficientsOf(optimizer: Optimizer): (i: tf.Scalar) => tf.Scalar[] {
  const width = optimizer.coefficients(0).length;
  if (width === 0) return () => [];
  const table = tf.tensor2d(Array.from({ length: ROWS }, (_, i) => [...optimizer.coefficients(i)]));
  return (i) => tf.unstack(tf.gather(table, tf.minimum(i, tf.scalar(ROWS - 1, 'int32')))) as tf.Scalar[];
}
