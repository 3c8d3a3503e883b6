/** Programs of scans: a step and its vector-Jacobian product in one module. */
import * as tf from '@tensorflow/tfjs-core';
import { type Program, randomUniform, scanOf } from './emitted.ts';
import { normal, oneHot } from './tensors.ts';

type Batch = { x: tf.Tensor; y: tf.Tensor };

/** The loss of a network with tanh, its parameters one vector. */
const lossOf =
  ({ x, y }: Batch) =>
  (p: tf.Tensor): tf.Scalar => {
    const [w1, b1, w2, b2] = tf.split(p, [30, 5, 15, 3]) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const h = tf.tanh(tf.add(tf.matMul(x as tf.Tensor2D, tf.reshape(w1, [5, 6]) as tf.Tensor2D, false, true), b1));
    const logits = tf.add(tf.matMul(h as tf.Tensor2D, tf.reshape(w2, [3, 5]) as tf.Tensor2D, false, true), b2);
    return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(logits)), 1)));
  };

const batches = (): Batch => ({ x: normal([4, 4, 6], 1), y: tf.reshape(oneHot(16, 3), [4, 4, 3]) });

export const scans: Readonly<Record<string, Program>> = {
  'running sums': () =>
    scanOf(
      ({ sum }: { sum: tf.Tensor }, x: tf.Tensor) => {
        const next = tf.add(sum, x);
        return { carry: { sum: next }, y: tf.square(next) };
      },
      { sum: tf.scalar(1) as tf.Tensor },
      tf.tensor1d([1, 2]) as tf.Tensor,
    ),
  'gradient descent on its rate': () =>
    scanOf(
      ({ w, rate }: { w: tf.Tensor; rate: tf.Tensor }, x: tf.Tensor) => {
        const gradient = tf.grad((w: tf.Tensor) => tf.sum(tf.square(tf.sub(w, x))))(w);
        return { carry: { w: tf.sub(w, tf.mul(rate, gradient)), rate }, y: tf.sum(w) };
      },
      { w: tf.zeros([2]) as tf.Tensor, rate: tf.scalar(0.1) as tf.Tensor },
      tf.ones([10, 2]) as tf.Tensor,
    ),
  'gradient descent of a network': () =>
    scanOf(
      ({ p, rate }: { p: tf.Tensor; rate: tf.Tensor }, batch: Batch) => {
        const { value, grad } = tf.valueAndGrad(lossOf(batch))(p);
        return { carry: { p: tf.sub(p, tf.mul(rate, grad)), rate }, y: value as tf.Tensor };
      },
      { p: normal([53], 3), rate: tf.scalar(0.4) as tf.Tensor },
      batches(),
    ),
  'RMSprop of a network': () =>
    scanOf(
      ({ p, square }: { p: tf.Tensor; square: tf.Tensor }, batch: Batch) => {
        const { value, grad } = tf.valueAndGrad(lossOf(batch))(p);
        const next = tf.add(tf.mul(0.4, square), tf.mul(0.6, tf.square(grad)));
        const update = tf.div(tf.mul(0.05, grad), tf.add(tf.sqrt(next), 1e-8));
        return { carry: { p: tf.sub(p, update), square: next }, y: value as tf.Tensor };
      },
      { p: normal([53], 3), square: tf.ones([53]) as tf.Tensor },
      batches(),
    ),
  'integers and conditions': () =>
    scanOf(
      ({ n, w }: { n: tf.Tensor; w: tf.Tensor }, { i, on }: { i: tf.Tensor; on: tf.Tensor }) => {
        const next = tf.add(n, i);
        const moved = tf.where(on, tf.mul(w, 2), w);
        return {
          carry: { n: next, w: moved },
          y: { n: next, high: tf.greater(next, tf.scalar(12, 'int32')), w: moved },
        };
      },
      { n: tf.scalar(10, 'int32') as tf.Tensor, w: tf.scalar(1.5) as tf.Tensor },
      { i: tf.tensor1d([1, 2, 3], 'int32') as tf.Tensor, on: tf.tensor1d([true, false, true], 'bool') as tf.Tensor },
    ),
  'random numbers': () =>
    scanOf(
      (w: tf.Tensor, i: tf.Tensor) => {
        const noise = randomUniform(i as tf.Scalar, [3], { seed: 3, stream: 'noise' });
        return { carry: tf.mul(w, tf.add(1, noise)), y: noise };
      },
      tf.ones([3]) as tf.Tensor,
      tf.range(0, 6, 1, 'int32') as tf.Tensor,
    ),
  'a carry that swaps its parts': () =>
    scanOf(
      ({ a, b }: { a: tf.Tensor; b: tf.Tensor }, x: tf.Tensor) => ({ carry: { a: b, b: tf.mul(a, x) }, y: a }),
      { a: tf.scalar(1) as tf.Tensor, b: tf.scalar(10) as tf.Tensor },
      tf.tensor1d([2, 3, 5]) as tf.Tensor,
    ),
  'variables and constants': () => {
    const w = tf.variable(tf.scalar(2));
    const c = tf.scalar(10);
    return scanOf(
      (carry: tf.Tensor, x: tf.Tensor) => ({ carry: tf.add(tf.mul(carry, w), tf.mul(x, c)), y: carry }),
      tf.scalar(1) as tf.Tensor,
      tf.tensor1d([1, 1]) as tf.Tensor,
    );
  },
};
