/** Programs of what is rare: cases that the compiler tells apart and that no other program here reaches. */
import * as tf from '@tensorflow/tfjs-core';
import { functionOf, loopOf, type Program, randomUniform, scanOf } from './emitted.ts';
import { bools, floats, integers, normal } from './tensors.ts';

const matrix = (rows: number, columns: number) => floats([rows, columns]) as tf.Tensor2D;
const sides = (...pairs: [number, number][]) => pairs;

export const corners: Readonly<Record<string, Program>> = {
  'integers through functions of floats': () =>
    functionOf(
      (i: tf.Tensor, b: tf.Tensor) => [
        ...[tf.relu(i), tf.step(i, 0), tf.sign(i), tf.leakyRelu(i, 0.1), tf.clipByValue(i, -1, 2), tf.mean(i, 0)],
        ...[tf.cast(b, 'int32'), tf.cast(tf.cast(b, 'float32'), 'int32'), tf.neg(b), tf.abs(b), tf.square(i)],
        ...[tf.sum(b, 0), tf.max(i, 0), tf.isNaN(i), tf.exp(i), tf.prod(i, 0)],
      ],
      [integers([5, 3]), bools([5, 3])],
    ),
  'integers to conditions and back': () =>
    functionOf(
      (i: tf.Tensor, x: tf.Tensor) => [
        tf.cast(tf.cast(i, 'bool'), 'int32'),
        tf.cast(tf.cast(x, 'bool'), 'float32'),
        tf.where(tf.cast(i, 'bool'), i, tf.zerosLike(i)),
      ],
      [integers([6]), floats([6])],
    ),
  'known exponents': () =>
    functionOf((x: tf.Tensor) => [1, 2, 3, -1, 0.5, 0, 2.5].map((exponent) => tf.pow(x, exponent)), [floats([5])]),
  'infinities and negative zero': () =>
    functionOf((x: tf.Tensor) => [tf.isInf(x), tf.isFinite(x), tf.mul(x, -0), tf.add(x, 0)], [floats([5])]),
  'arithmetic with what is known': () =>
    functionOf(
      (x: tf.Tensor) => {
        const [two, three] = [tf.scalar(2), tf.scalar(3)];
        const known = tf.mul(tf.square(tf.add(two, three)), tf.sub(two, three));
        return [tf.mul(x, known), tf.sub(x, 0), tf.div(x, 1), tf.mul(1, x), tf.sum(tf.onesLike(x), 1), tf.mean(two)];
      },
      [floats([4, 3])],
    ),
  'gradients of activations': () =>
    functionOf(
      (x: tf.Tensor) =>
        [tf.elu, tf.selu, tf.relu6, tf.softplus, tf.sigmoid, tf.abs, tf.sqrt, tf.logSigmoid].map((fn) =>
          tf.grad((x: tf.Tensor) => tf.sum(fn(x)))(x),
        ),
      [floats([6])],
    ),
  'gradients of broadcasts and extremes': () =>
    functionOf(
      (...given: tf.Tensor[]) => {
        const loss = (x: tf.Tensor, row: tf.Tensor) =>
          tf.sum(tf.mul(tf.max(tf.mul(x, row), 1), tf.min(tf.div(x, row), 1))) as tf.Scalar;
        return tf.grads(loss)(given);
      },
      [floats([4, 5]), floats([5])],
    ),
  'broadcastTo, expandDims, range, linspace': () =>
    functionOf(
      (x: tf.Tensor) => [
        tf.broadcastTo(x, [2, 3, 4]),
        tf.expandDims(x, 1),
        tf.mul(x, tf.range(0, 4)),
        tf.add(x, tf.linspace(0, 1, 4)),
        tf.broadcastTo(tf.exp(tf.slice(x, [0, 0], [3, 1])), [3, 4]),
      ],
      [floats([3, 4])],
    ),
  'sizes that are left open': () =>
    functionOf((x: tf.Tensor) => [tf.slice(x, [1, 0], [-1, 2]), ...tf.split(x, [1, -1], 1)], [floats([3, 4])]),
  'nothing at all': () =>
    functionOf(
      (x: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => [tf.mul(x, 2), tf.matMul(a, b), tf.sum(x, 1), tf.concat([x, x], 0)],
      [floats([0, 3]), floats([0, 2, 3]), floats([0, 3, 4])],
    ),
  'computed values padded by zeros': () =>
    functionOf(
      (x: tf.Tensor2D) => {
        const y = tf.matMul(x, x);
        return [tf.pad(y, sides([1, 1], [2, 0])), tf.mul(tf.pad(tf.tanh(x), sides([0, 1], [0, 0])), 2)];
      },
      [matrix(5, 5)],
    ),
  mirrored: () =>
    functionOf(
      (x: tf.Tensor) => [
        tf.mirrorPad(x, sides([2, 1], [0, 0]), 'symmetric'),
        tf.mirrorPad(tf.exp(x), sides([1, 0], [0, 2]), 'reflect'),
      ],
      [floats([4, 5])],
    ),
  'one place of many dimensions': () =>
    functionOf((x: tf.Tensor, at: tf.Tensor) => tf.gatherND(x, at), [floats([5, 4]), integers([2])]),
  'rows that are updated': () =>
    functionOf(
      (x: tf.Tensor, at: tf.Tensor, rows: tf.Tensor) => tf.tensorScatterUpdate(x, at, rows),
      [floats([6, 3]), integers([2, 1]), floats([2, 3])],
    ),
  'batch normalisation without scale': () =>
    functionOf(
      (x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor) => tf.batchNorm(x, mean, variance),
      [floats([3, 4, 5]), floats([5]), floats([5])],
    ),
  'fused products without bias, and with prelu': () =>
    functionOf(
      (a: tf.Tensor2D, b: tf.Tensor2D, alpha: tf.Tensor) => [
        tf.fused.matMul({ a, b, activation: 'relu' }),
        tf.fused.matMul({ a, b, activation: 'prelu', preluActivationWeights: alpha }),
      ],
      [matrix(5, 4), matrix(4, 3), floats([3])],
    ),
  'products of what is strided, repeated and reversed': () =>
    functionOf(
      (a: tf.Tensor, b: tf.Tensor2D) => [
        tf.matMul(tf.stridedSlice(a, [0, 0], [6, 8], [1, 2]) as tf.Tensor2D, b),
        tf.matMul(b, tf.stridedSlice(a, [0, 0], [4, 8], [1, 2]) as tf.Tensor2D),
        tf.matMul(tf.reverse(a, 1) as tf.Tensor2D, tf.tile(b, [2, 1])),
        tf.matMul(tf.broadcastTo(tf.slice(a, [0, 0], [1, 4]), [3, 4]) as tf.Tensor2D, b),
      ],
      [floats([6, 8]), matrix(4, 4)],
    ),
  'products with a row, a column and a number': () =>
    functionOf(
      (row: tf.Tensor2D, column: tf.Tensor2D, b: tf.Tensor2D) => [
        tf.matMul(row, b),
        tf.matMul(b, column),
        tf.matMul(row, column),
        tf.matMul(column, row),
        tf.dot(tf.reshape(row, [6]), tf.reshape(column, [6])),
      ],
      [matrix(1, 6), matrix(6, 1), matrix(6, 6)],
    ),
  'three products, ReLU, and biases that do not fit': () =>
    functionOf(
      (a: tf.Tensor2D, b: tf.Tensor2D, bias: tf.Tensor2D) => {
        const p = tf.matMul(a, b);
        return [
          tf.addN([p, tf.matMul(b, a), tf.matMul(a, a)]),
          tf.relu(tf.add(p, bias)),
          tf.add(tf.relu(tf.matMul(b, b)), tf.matMul(b, b, true)),
        ];
      },
      [matrix(5, 5), matrix(5, 5), matrix(5, 5)],
    ),
  'masked weights, transposed, with biases': () => {
    const mask = tf.cast(tf.less(tf.randomUniform([30, 20], 0, 1, 'float32', 9), 0.1), 'float32');
    return functionOf(
      (x: tf.Tensor2D, w: tf.Tensor, row: tf.Tensor, column: tf.Tensor) => {
        const masked = tf.mul(tf.mul(w, mask), mask) as tf.Tensor2D;
        const y = tf.matMul(x, tf.transpose(masked));
        const loss = (w: tf.Tensor) =>
          tf.sum(tf.square(tf.matMul(x, tf.transpose(tf.mul(w, mask)) as tf.Tensor2D))) as tf.Scalar;
        return [tf.relu(tf.add(y, row)), tf.add(tf.matMul(masked, x, false, true), column), tf.grad(loss)(w)];
      },
      [matrix(8, 20), floats([30, 20]), floats([30]), floats([30, 1])],
    );
  },
  'gradients of a convolution that is turned': () =>
    functionOf(
      (x: tf.Tensor, filter: tf.Tensor) => {
        const loss = (x: tf.Tensor, filter: tf.Tensor) => {
          const y = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
          return tf.sum(tf.mul(tf.transpose(y, [0, 3, 1, 2]), tf.range(0, 5))) as tf.Scalar;
        };
        return tf.grads(loss)([x, filter]);
      },
      [floats([2, 4, 5, 3]), floats([3, 3, 3, 4])],
    ),
  'maximum of integers in windows': () =>
    functionOf((x: tf.Tensor4D) => tf.maxPool(x, [2, 2], [1, 2], 'same'), [integers([1, 5, 6, 2]) as tf.Tensor4D]),
  'integers and conditions on the cpu backend': () =>
    functionOf(
      (i: tf.Tensor1D, b: tf.Tensor) => [tf.bincount(i, tf.tensor1d([]), 4), tf.topk(i, 2).values, tf.logicalNot(b)],
      [integers([6]) as tf.Tensor1D, bools([6])],
    ),
  'a loop whose parts turn': () =>
    loopOf({
      state: { a: normal([5], 1), b: normal([5], 2), c: normal([5], 3) },
      step: ({ a, b, c }) => ({ state: { a: tf.add(b, c), b: tf.mul(a, 2), c: a }, loss: tf.sum(tf.mul(a, c)) }),
    }),
  'a loop that turns its matrix': () =>
    loopOf({
      state: { w: normal([4, 4], 1) as tf.Tensor2D, n: tf.scalar(0, 'int32') },
      step: ({ w, n }, _, i) => ({
        state: { w: tf.transpose(tf.matMul(w, w)), n: tf.add(n, i) },
        loss: tf.sum(tf.mul(w, randomUniform(i, [4, 4], { seed: 1 }))),
      }),
    }),
  'a scan of integers alone': () =>
    scanOf(
      (n: tf.Tensor, i: tf.Tensor) => ({ carry: tf.add(n, i), y: tf.mul(n, i) }),
      tf.scalar(1, 'int32') as tf.Tensor,
      tf.range(0, 4, 1, 'int32') as tf.Tensor,
    ),
  'a scan of no steps': () =>
    scanOf(
      ({ sum }: { sum: tf.Tensor }, x: tf.Tensor) => ({ carry: { sum: tf.add(sum, x) }, y: tf.square(sum) }),
      { sum: tf.tensor1d([3, 4]) as tf.Tensor },
      tf.zeros([0, 2]) as tf.Tensor,
    ),
};
