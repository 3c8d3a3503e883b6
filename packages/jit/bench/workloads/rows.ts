/** Data of the workloads: random, for only time is measured. */
import { TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';

/** Normal inputs [rows, 40] and uniform labels 0 … 9. */
export function randomRows(rows: number): { x: tf.Tensor2D; labels: tf.Tensor1D } {
  const random = new TorchRandom(1);
  return {
    x: tf.tensor2d(random.randn(40 * rows), [rows, 40]),
    labels: tf.tensor1d(random.randint(0, 10, rows), 'int32'),
  };
}

export function oneHotOf(labels: tf.Tensor1D): tf.Tensor2D {
  return tf.oneHot(labels, 10, 1, 0, 'float32') as tf.Tensor2D;
}
