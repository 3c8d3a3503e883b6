/** The batches of a training that is unrolled: meta-learning differentiates through all of it. */
import type { Dataset } from '@mnist1d/dataset';
import * as tf from '@tensorflow/tfjs-core';

/** The batch of each step, along the first dimension. */
export type InnerBatches = { readonly x: tf.Tensor3D; readonly oneHot: tf.Tensor3D };

/**
 * Training rows in order, over and over.
 *
 * @returns x [steps, batchSize, length] and oneHot [steps, batchSize, classes]; the caller owns them
 */
export function innerBatches(
  { x, y, numTrain, length, numClasses }: Pick<Dataset, 'x' | 'y' | 'numTrain' | 'length' | 'numClasses'>,
  steps: number,
  batchSize: number,
): InnerBatches {
  return tf.tidy(() => {
    const order = Int32Array.from({ length: steps * batchSize }, (_, i) => i % numTrain);
    const rows = tf.gather(tf.tensor2d(Float32Array.from(x), [numTrain, length]), order);
    const labels = tf.gather(tf.tensor1d(y, 'int32'), order) as tf.Tensor1D;
    return {
      x: tf.reshape(rows, [steps, batchSize, length]) as tf.Tensor3D,
      oneHot: tf.reshape(tf.cast(tf.oneHot(labels, numClasses), 'float32'), [
        steps,
        batchSize,
        numClasses,
      ]) as tf.Tensor3D,
    };
  });
}
