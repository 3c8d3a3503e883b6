/** A sequence as the list of its steps. */
import { reshape, type Tensor2D, type Tensor3D, unstack } from '@tensorflow/tfjs-core';

/** The T matrices of a [T, m, n] tensor. The gradient of tf.unstack fails where there is only one. */
export function timeSteps(x: Tensor3D): Tensor2D[] {
  const [length, rows, columns] = x.shape;
  return length === 1 ? [reshape(x, [rows, columns])] : (unstack(x) as Tensor2D[]);
}
