/** Small loops. */
import * as tf from '@tensorflow/tfjs-core';
import { compileLoop } from '../../src/index.ts';

/** Adds up the rows of its batches; x is 0 … rows · 2 − 1. */
export function summing(rows = 6, batchSize = 2) {
  const x = tf.reshape(tf.range(0, 2 * rows), [rows, 2]);
  return compileLoop({
    state: { sum: tf.zeros([2]), last: tf.scalar(-1, 'int32') },
    data: { x },
    batchSize,
    step: ({ sum }, batch, i) => ({
      state: { sum: tf.add(sum, tf.sum(batch.x, 0)), last: i },
      loss: tf.sum(batch.x),
    }),
  });
}

/** A loop whose every step takes some microseconds, so that a run of many has many chunks. */
export function counting() {
  return compileLoop({
    state: { n: tf.scalar(0) },
    step: ({ n }) => ({ state: { n: tf.add(n, 1) }, loss: n }),
  });
}
