/** Programs of maps and reductions. */
import * as tf from '@tensorflow/tfjs-core';
import { functionOf, type Program, randomNormal, randomUniform, withOrderedTape } from './emitted.ts';
import { bools, floats, integers } from './tensors.ts';

export const elementwise: Readonly<Record<string, Program>> = {
  norm: () => functionOf((x: tf.Tensor) => tf.sqrt(tf.sum(tf.square(x))), [floats([2])]),
  chain: () =>
    functionOf((x: tf.Tensor, y: tf.Tensor) => tf.relu(tf.sub(tf.mul(x, y), 0.5)), [floats([6]), floats([6])]),
  'broadcast of a row, a column and a scalar': () =>
    functionOf(
      (x: tf.Tensor, row: tf.Tensor, column: tf.Tensor, scalar: tf.Tensor) =>
        tf.mul(tf.add(tf.add(x, row), column), scalar),
      [floats([3, 5]), floats([5]), floats([3, 1]), floats([])],
    ),
  'functions of one number': () =>
    functionOf(
      (x: tf.Tensor) =>
        tf.addN(
          [
            ...[tf.exp, tf.expm1, tf.log, tf.log1p, tf.sqrt, tf.rsqrt, tf.sigmoid, tf.tanh, tf.sin, tf.cos, tf.tan],
            ...[tf.asin, tf.acos, tf.atan, tf.sinh, tf.cosh, tf.asinh, tf.acosh, tf.atanh, tf.erf, tf.softplus],
            ...[tf.elu, tf.selu, tf.relu6, tf.ceil, tf.floor, tf.round, tf.sign, tf.reciprocal, tf.abs, tf.neg],
          ].map((fn) => fn(x)) as tf.Tensor[],
        ),
      [floats([7, 3])],
    ),
  'functions of two numbers': () =>
    functionOf(
      (x: tf.Tensor, y: tf.Tensor) => [
        tf.addN([tf.div(x, y), tf.pow(x, y), tf.mod(x, y), tf.atan2(x, y), tf.prelu(x, y)]),
        tf.floorDiv(x, y),
        tf.addN([tf.maximum(x, y), tf.minimum(x, y), tf.squaredDifference(x, y), tf.divNoNan(x, y)]),
      ],
      [floats([9]), floats([9])],
    ),
  'clip, leaky and sloping steps': () =>
    functionOf(
      (x: tf.Tensor) => [
        tf.clipByValue(x, -1, 2),
        tf.leakyRelu(x, 0.1),
        tf.step(x, 0.2),
        tf.clipByValue(x, 0, Infinity),
      ],
      [floats([5])],
    ),
  integers: () =>
    functionOf(
      (a: tf.Tensor, b: tf.Tensor) => [
        tf.addN([tf.mul(a, b), tf.floorDiv(a, b), tf.mod(a, b), tf.pow(a, b), tf.maximum(a, b)]),
        tf.sum(tf.cast(tf.abs(a), 'float32')),
        tf.cumsum(a, 0),
      ],
      [integers([11]), integers([11])],
    ),
  'comparisons, logic and a choice': () =>
    functionOf(
      (a: tf.Tensor, b: tf.Tensor, p: tf.Tensor) => {
        const both = tf.logicalAnd(tf.less(a, b), tf.logicalNot(p));
        const either = tf.logicalOr(both, tf.logicalXor(tf.equal(a, b), tf.greaterEqual(a, 0)));
        return [tf.where(either, a, tf.neg(b)), tf.any(either, 0), tf.all(both), tf.isNaN(a), tf.isFinite(b)];
      },
      [floats([4, 3]), floats([4, 3]), bools([4, 3])],
    ),
  'types and back': () =>
    functionOf(
      (x: tf.Tensor, i: tf.Tensor, b: tf.Tensor) => [
        tf.cast(x, 'int32'),
        tf.cast(x, 'bool'),
        tf.mul(tf.cast(i, 'float32'), x),
        tf.add(tf.cast(b, 'int32'), i),
      ],
      [floats([5]), integers([5]), bools([5])],
    ),
  'views: transposed, sliced, reversed, tiled': () =>
    functionOf(
      (x: tf.Tensor) => [
        tf.transpose(tf.add(x, 1), [2, 0, 1]),
        tf.slice(x, [0, 1, 1], [2, 2, 3]),
        tf.reverse(x, [0, 2]),
        tf.tile(x, [1, 2, 1]),
        tf.stridedSlice(x, [0, -1, 0], [2, -99, 4], [1, -2, 2]),
      ],
      [floats([2, 3, 4])],
    ),
  'joined and taken apart': () =>
    functionOf(
      (x: tf.Tensor, y: tf.Tensor) => [
        tf.concat([x, tf.exp(y)], 1),
        tf.stack(tf.unstack(x, 1).reverse(), 0),
        tf.concat(tf.split(y, [2, 3], 1).reverse(), 1),
      ],
      [floats([3, 2]), floats([3, 5])],
    ),
  'a padded chain': () =>
    functionOf(
      (x: tf.Tensor2D) => {
        const padded = tf.pad(tf.exp(x), [[1, 2], [0, 3]], 5); // biome-ignore format: a pair a dimension
        return [tf.mul(padded, 2), tf.mirrorPad(x, [[1, 0], [0, 1]], 'reflect')]; // biome-ignore format: a pair a dimension
      },
      [floats([2, 3]) as tf.Tensor2D],
    ),
  'sums along every axis': () =>
    functionOf(
      (x: tf.Tensor) => [tf.sum(x), tf.sum(x, 0), tf.sum(x, 1), tf.sum(x, 2), tf.sum(x, [0, 2]), tf.mean(x, 1)],
      [floats([3, 5, 6])],
    ),
  'a sum of rows': () => functionOf((x: tf.Tensor) => tf.sum(tf.exp(x), 1), [floats([3, 6])]),
  'largest, smallest, products': () =>
    functionOf(
      (x: tf.Tensor) => [tf.max(x, 1, true), tf.min(x, 0), tf.prod(x, 1), tf.logSumExp(x, 0), tf.norm(x)],
      [floats([6, 10])],
    ),
  'reductions of nothing': () => functionOf((x: tf.Tensor) => [tf.sum(x, 0), tf.max(x, 0)], [floats([0, 3])]),
  softmax: () => functionOf((x: tf.Tensor) => tf.softmax(x), [floats([2, 5])]),
  'logSoftmax and its gradient': () =>
    functionOf(
      (x: tf.Tensor, y: tf.Tensor) => tf.valueAndGrad((x: tf.Tensor) => tf.neg(tf.sum(tf.mul(y, tf.logSoftmax(x)))))(x),
      [floats([6, 10]), floats([6, 10])],
    ),
  'batch normalisation and its gradients': () =>
    functionOf(
      (...given: tf.Tensor[]) => {
        const loss = (x: tf.Tensor, offset: tf.Tensor, scale: tf.Tensor) => {
          const { mean, variance } = tf.moments(x, [0, 1]);
          return tf.sum(tf.square(tf.batchNorm(x, mean, variance, offset, scale))) as tf.Scalar;
        };
        return tf.valueAndGrads(loss)(given).grads;
      },
      [floats([3, 4, 5]), floats([5]), floats([5])],
    ),
  'a second gradient': () =>
    functionOf(
      (x: tf.Tensor) => {
        const value = (x: tf.Tensor) => tf.sum(tf.mul(tf.tanh(x), tf.sigmoid(x)));
        const squared = (x: tf.Tensor) => tf.sum(tf.square(tf.grad(value)(x)));
        return withOrderedTape(() => tf.grad(squared)(x));
      },
      [floats([6])],
    ),
  'random numbers': () =>
    functionOf(
      (i: tf.Scalar) => [
        randomUniform(i, [7], { seed: 7, stream: 'uniform', min: -3, max: 5 }),
        randomNormal(i, [3, 5], { seed: 7, stream: 'normal', mean: 2, stdDev: 3 }),
      ],
      [tf.scalar(3, 'int32')],
    ),
  'random bits': () => functionOf((i: tf.Scalar) => randomUniform(i, [5], { seed: 1 }), [tf.scalar(3, 'int32')]),
  'parts that are shared over and over': () =>
    functionOf(
      (x: tf.Tensor) => Array.from({ length: 30 }).reduce<tf.Tensor>((y) => tf.mul(y, tf.sub(2, tf.mul(x, y))), x),
      [floats([4])],
    ),
  'hundreds of terms': () =>
    functionOf((x: tf.Tensor) => tf.addN(Array.from({ length: 300 }, (_, i) => tf.mul(x, i + 0.5))), [floats([7])]),
  'more literals than have a place': () =>
    functionOf((x: tf.Tensor) => tf.addN(Array.from({ length: 1100 }, (_, i) => tf.mul(x, i + 0.5))), [floats([7])]),
  'large enough for loops': () =>
    functionOf(
      (x: tf.Tensor, y: tf.Tensor) => [tf.add(tf.mul(x, y), 1), tf.sum(x, 0)],
      [floats([1003, 17]), floats([17])],
    ),
};
