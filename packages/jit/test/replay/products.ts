/** Programs of matrix products. */
import * as tf from '@tensorflow/tfjs-core';
import { functionOf, type Program } from './emitted.ts';
import { floats, normal } from './tensors.ts';

const matrix = (rows: number, columns: number) => floats([rows, columns]) as tf.Tensor2D;

/** Zeros and ones, of which a share is one. */
const mask = (rows: number, columns: number, density: number) =>
  tf.cast(tf.less(tf.randomUniform([rows, columns], 0, 1, 'float32', 5), density), 'float32') as tf.Tensor2D;

/** A layer with masked weights, and its gradients with respect to input and weights. */
const maskedLayer = (density: number, batch = 20) => {
  const constant = mask(30, 40, density);
  const loss = (x: tf.Tensor, w: tf.Tensor) =>
    tf.sum(tf.square(tf.relu(tf.matMul(x as tf.Tensor2D, tf.mul(w, constant) as tf.Tensor2D)))) as tf.Scalar;
  return functionOf(
    (x: tf.Tensor, w: tf.Tensor) => {
      const { value, grads } = tf.valueAndGrads(loss)([x, w]);
      return [value, ...grads];
    },
    [matrix(batch, 30), matrix(30, 40)],
  );
};

export const products: Readonly<Record<string, Program>> = {
  'a product': () => functionOf((a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b), [matrix(5, 6), matrix(6, 9)]),
  'all four transpositions': () =>
    functionOf(
      (a: tf.Tensor2D, b: tf.Tensor2D) => [
        tf.matMul(a, b),
        tf.matMul(a, b, true),
        tf.matMul(a, b, false, true),
        tf.matMul(a, b, true, true),
      ],
      [matrix(7, 7), matrix(7, 7)],
    ),
  'in batches': () =>
    functionOf(
      (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => [tf.matMul(a, b), tf.matMul(a, c), tf.matMul(a, b, false, false)],
      [floats([3, 5, 6]), floats([3, 6, 9]), floats([1, 6, 9])],
    ),
  'a layer with bias and ReLU': () =>
    functionOf(
      (x: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor) => tf.relu(tf.add(tf.matMul(x, w, false, true), b)),
      [matrix(4, 6), matrix(3, 6), floats([3])],
    ),
  'a bias by rows': () =>
    functionOf(
      (x: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor) => tf.add(tf.matMul(w, x), b),
      [matrix(6, 4), matrix(3, 6), floats([3, 1])],
    ),
  'a sum of products': () =>
    functionOf(
      (a: tf.Tensor2D, b: tf.Tensor2D, c: tf.Tensor2D) => tf.add(tf.matMul(a, b), tf.matMul(tf.neg(a), c)),
      [matrix(5, 6), matrix(6, 9), matrix(6, 9)],
    ),
  'fused activations': () =>
    functionOf(
      (a: tf.Tensor2D, b: tf.Tensor2D, bias: tf.Tensor) =>
        (['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const).map((activation) =>
          tf.fused.matMul({ a, b, bias, activation, leakyreluAlpha: 0.3, transposeA: true }),
        ),
      [matrix(5, 4), matrix(5, 3), floats([3])],
    ),
  'a layer and its gradients': () =>
    functionOf(
      (...given: tf.Tensor[]) => {
        const loss = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor) =>
          tf.mean(tf.square(tf.tanh(tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b)))) as tf.Scalar;
        const { value, grads } = tf.valueAndGrads(loss)(given);
        return [value, ...grads];
      },
      [matrix(20, 40), matrix(40, 30), floats([30])],
    ),
  'second gradients of a layer': () =>
    functionOf(
      (x: tf.Tensor2D, w: tf.Tensor2D) => {
        const loss = (w: tf.Tensor) => tf.mean(tf.square(tf.square(tf.matMul(x, w as tf.Tensor2D))));
        return tf.grad((w: tf.Tensor) => tf.sum(tf.square(tf.grad(loss)(w))))(w);
      },
      [matrix(6, 5), matrix(5, 3)],
    ),
  'of what is summed': () =>
    functionOf(
      (x: tf.Tensor2D, w: tf.Tensor2D) =>
        tf.grad((x: tf.Tensor) => tf.sum(tf.square(tf.sum(tf.matMul(x as tf.Tensor2D, w), 1))))(x),
      [matrix(3, 4), matrix(4, 5)],
    ),
  'of views': () =>
    functionOf(
      (x: tf.Tensor, w: tf.Tensor) => {
        const rows = tf.reshape(tf.transpose(tf.slice(x, [1, 0, 0], [4, 6, 8]), [1, 0, 2]), [24, 8]) as tf.Tensor2D;
        return tf.matMul(rows, tf.transpose(w) as tf.Tensor2D);
      },
      [floats([6, 6, 8]), matrix(5, 8)],
    ),
  'padded, summed and pooled': () =>
    functionOf(
      (x: tf.Tensor2D) => {
        const y = tf.matMul(x, x);
        const sides: [number, number][] = [
          [1, 1],
          [2, 0],
        ];
        const image = tf.reshape(y, [1, 5, 5, 1]) as tf.Tensor4D;
        return [tf.add(tf.pad(y, sides, 7), 1), tf.sum(y), tf.maxPool(image, 3, 2, 'same')];
      },
      [matrix(5, 5)],
    ),
  'a masked layer, sparse': () => maskedLayer(0.1),
  'a masked layer, half full': () => maskedLayer(0.5),
  'a masked layer, nearly full': () => maskedLayer(0.95),
  'a masked layer of a large batch': () => maskedLayer(0.05, 300),
  'a small masked product': () => {
    const constant = mask(6, 4, 0.2);
    return functionOf(
      (x: tf.Tensor2D, w: tf.Tensor2D) => tf.matMul(x, tf.mul(w, constant)),
      [matrix(3, 6), matrix(6, 4)],
    );
  },
  'with a constant': () => {
    const w = normal([6, 4], 3) as tf.Tensor2D;
    return functionOf((x: tf.Tensor2D) => tf.matMul(x, w), [matrix(3, 6)]);
  },
  fused: () =>
    functionOf((a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b), [matrix(33, 70), matrix(70, 41)], {
      numerics: 'fused',
    }),
};
