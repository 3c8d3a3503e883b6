/** Programs of convolutions and pooling. */
import * as tf from '@tensorflow/tfjs-core';
import { functionOf, type Program } from './emitted.ts';
import { floats } from './tensors.ts';

const image = (...shape: [number, number, number, number]) => floats(shape) as tf.Tensor4D;

type Layer = (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor;

/** A convolution of activations and its gradients. */
const withGradients = (layer: Layer, x: tf.Tensor4D, filter: tf.Tensor4D) =>
  functionOf(
    (...given: tf.Tensor[]) => {
      const loss = (x: tf.Tensor, filter: tf.Tensor) =>
        tf.sum(tf.square(tf.relu(layer(tf.relu(x) as tf.Tensor4D, filter as tf.Tensor4D)))) as tf.Scalar;
      const { value, grads } = tf.valueAndGrads(loss)(given);
      return [value, ...grads];
    },
    [x, filter],
  );

const pooled = (pool: (x: tf.Tensor4D) => tf.Tensor, x: tf.Tensor4D) =>
  functionOf(
    (x: tf.Tensor) => [pool(x as tf.Tensor4D), tf.grad((x: tf.Tensor) => tf.sum(tf.square(pool(x as tf.Tensor4D))))(x)],
    [x],
  );

export const convolutions: Readonly<Record<string, Program>> = {
  'in one dimension': () =>
    functionOf(
      (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.conv2d(x, filter, 1, 'same'),
      [image(1, 1, 6, 2), image(1, 3, 2, 4)],
    ),
  'with bias and ReLU': () =>
    functionOf(
      (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D) => [
        tf.relu(tf.add(tf.conv2d(x, filter, 1, 'valid'), bias)),
        tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation: 'relu' }),
      ],
      [image(2, 5, 6, 3), image(3, 3, 3, 4), floats([4]) as tf.Tensor1D],
    ),
  same: () => withGradients((x, f) => tf.conv2d(x, f, 1, 'same'), image(3, 7, 8, 3), image(3, 3, 3, 5)),
  valid: () => withGradients((x, f) => tf.conv2d(x, f, 1, 'valid'), image(3, 7, 8, 3), image(2, 3, 3, 5)),
  'by strides': () => withGradients((x, f) => tf.conv2d(x, f, [2, 3], 'same'), image(3, 7, 12, 3), image(3, 5, 3, 5)),
  'padded by a number': () =>
    withGradients((x, f) => tf.conv2d(x, f, 2, 2, 'NHWC', 1, 'floor'), image(2, 6, 9, 4), image(3, 3, 4, 8)),
  'padded on one side': () =>
    withGradients(
      (x, f) => {
        const sides: [number, number][] = [
          [0, 0],
          [0, 0],
          [2, 0],
          [0, 0],
        ];
        return tf.conv2d(x, f, 1, sides as never, 'NHWC', 1, 'floor');
      },
      image(4, 1, 10, 3),
      image(1, 3, 3, 6),
    ),
  'of one channel': () => withGradients((x, f) => tf.conv2d(x, f, 1, 'same'), image(5, 1, 40, 1), image(1, 5, 1, 8)),
  'one by one': () => withGradients((x, f) => tf.conv2d(x, f, 1, 'same'), image(2, 4, 5, 6), image(1, 1, 6, 3)),
  dilated: () =>
    functionOf(
      (x: tf.Tensor4D, f: tf.Tensor4D) => tf.conv2d(x, f, 1, 'same', 'NHWC', [2, 3]),
      [image(2, 9, 10, 3), image(2, 3, 3, 9)],
    ),
  transposed: () =>
    functionOf(
      (x: tf.Tensor4D, f: tf.Tensor4D) => tf.conv2dTranspose(x, f, [2, 10, 12, 4], 2, 'same'),
      [image(2, 5, 6, 3), image(3, 3, 4, 3)],
    ),
  'of a signal': () =>
    functionOf(
      (x: tf.Tensor3D, f: tf.Tensor3D) => tf.conv1d(x, f, 2, 'same'),
      [floats([4, 20, 3]) as tf.Tensor3D, floats([5, 3, 7]) as tf.Tensor3D],
    ),
  'maximum of neighbours': () => pooled((x) => tf.maxPool(x, 2, 2, 'valid'), image(2, 6, 8, 3)),
  'maximum, overlapping': () => pooled((x) => tf.maxPool(x, [3, 2], [2, 1], 'same'), image(2, 7, 6, 5)),
  'mean of neighbours': () => pooled((x) => tf.avgPool(x, 2, 2, 'same'), image(2, 5, 7, 3)),
  'maximum of a signal': () =>
    functionOf((x: tf.Tensor4D) => tf.maxPool(x, [1, 2], [1, 2], 'valid'), [image(1, 1, 6, 4)]),
};
