/** Programs of gathering, scattering, running sums and places of extremes, and of kernels that are not compiled. */
import * as tf from '@tensorflow/tfjs-core';
import { functionOf, type Program } from './emitted.ts';
import { floats, integers } from './tensors.ts';

const vector = (size: number) => integers([size]) as tf.Tensor1D;

export const indexing: Readonly<Record<string, Program>> = {
  'gather rows': () => functionOf((x: tf.Tensor, at: tf.Tensor1D) => tf.gather(x, at), [floats([5, 4]), vector(3)]),
  'gather along axes': () =>
    functionOf(
      (x: tf.Tensor, at: tf.Tensor1D, one: tf.Scalar) => [
        tf.gather(x, at, 1),
        tf.gather(tf.exp(x), at, 2),
        tf.gather(x, one),
      ],
      [floats([5, 4, 6]), vector(3), tf.scalar(2, 'int32')],
    ),
  'gather within batches': () =>
    functionOf(
      (x: tf.Tensor, at: tf.Tensor2D) => tf.gather(x, at, 1, 1),
      [floats([3, 5, 4]), integers([3, 2]) as tf.Tensor2D],
    ),
  'gather at constant places': () =>
    functionOf((x: tf.Tensor) => tf.gather(x, tf.tensor1d([4, 0, 2], 'int32')), [floats([5, 4])]),
  'gather and its gradient': () =>
    functionOf(
      (x: tf.Tensor, at: tf.Tensor1D) => tf.grad((x: tf.Tensor) => tf.sum(tf.square(tf.gather(x, at))))(x),
      [floats([9, 4]), vector(12)],
    ),
  gatherND: () =>
    functionOf((x: tf.Tensor, at: tf.Tensor) => tf.gatherND(x, at), [floats([5, 4, 3]), integers([6, 2])]),
  scatterND: () =>
    functionOf((at: tf.Tensor, x: tf.Tensor) => tf.scatterND(at, x, [8, 3]), [integers([5, 1]), floats([5, 3])]),
  'sums of segments': () =>
    functionOf((x: tf.Tensor, at: tf.Tensor1D) => tf.unsortedSegmentSum(x, at, 4), [floats([7, 3]), vector(7)]),
  oneHot: () => functionOf((at: tf.Tensor1D) => tf.oneHot(at, 4, 2, -1), [vector(6)]),
  'oneHot of floats': () => functionOf((at: tf.Tensor1D) => tf.cast(tf.oneHot(at, 4), 'float32'), [vector(3)]),
  argMax: () => functionOf((x: tf.Tensor) => tf.argMax(x, 1), [floats([3, 5])]),
  'argMax and argMin along axes': () =>
    functionOf(
      (x: tf.Tensor, i: tf.Tensor) => [tf.argMax(x, 0), tf.argMin(x, 1), tf.argMax(i, -1)],
      [floats([4, 5, 6]), integers([4, 5])],
    ),
  cumsum: () => functionOf((x: tf.Tensor) => tf.cumsum(x, 0), [floats([6])]),
  'running sums and products': () =>
    functionOf(
      (x: tf.Tensor) => [
        tf.cumsum(x, 0),
        tf.cumsum(tf.exp(x), 1, true, true),
        tf.cumprod(x, 1, false, true),
        tf.grad((x: tf.Tensor) => tf.sum(tf.square(tf.cumsum(x, 1))))(x),
      ],
      [floats([4, 7])],
    ),
  accuracy: () =>
    functionOf(
      (logits: tf.Tensor2D, labels: tf.Tensor) => tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32')),
      [floats([50, 10]) as tf.Tensor2D, vector(50)],
    ),
  'topk on the cpu backend': () => functionOf((x: tf.Tensor) => tf.topk(tf.mul(x, 2), 3), [floats([4, 5])]),
  'einsum on the cpu backend': () =>
    functionOf((x: tf.Tensor) => tf.tanh(tf.einsum('ij,kj->ik', x, tf.mul(x, 2))), [floats([4, 5])]),
  'topk of a transposed matrix': () =>
    functionOf((x: tf.Tensor) => tf.topk(tf.transpose(x), 2).indices, [floats([4, 5])]),
};
