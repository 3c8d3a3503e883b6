/** The examples of the public functions' documentation, word for word, and what they promise. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { compileLoop, cond, jit, randomUniform, scan, whileLoop } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

test('jit', () => {
  const norm = jit((x: tf.Tensor) => tf.sqrt(tf.sum(tf.square(x))));
  expect(norm(tf.tensor1d([3, 4])).dataSync()[0]).toBe(5);
});

test('compileLoop', async () => {
  const x = tf.randomNormal<tf.Rank.R2>([400, 40], 0, 1, 'float32', 1);
  const y = tf.mul<tf.Tensor2D>(2, tf.slice(x, [0, 0], [400, 10]));
  const loop = compileLoop({
    state: { w: tf.zeros<tf.Rank.R2>([40, 10]) },
    data: { x, y },
    step: ({ w }, { x, y }) => {
      const loss = (w: tf.Tensor2D) => tf.mean<tf.Scalar>(tf.square(tf.sub(tf.matMul(x, w), y)));
      const { value, grad } = tf.valueAndGrad(loss)(w);
      return { state: { w: tf.sub(w, grad) }, loss: value };
    },
  });
  const losses = await loop.run(1000);
  const { w } = loop.read();
  expect(losses[999]).toBeLessThan(1e-3 * losses[0]!);
  expect(w.shape).toEqual([40, 10]);
});

test('scan', () => {
  // The gradient of the last of ten steps of gradient descent with respect to the learning rate.
  const loss = (w: tf.Tensor, x: tf.Tensor) => tf.sum<tf.Scalar>(tf.square(tf.sub(w, x)));
  const step = ({ w, rate }: { w: tf.Tensor; rate: tf.Tensor }, x: tf.Tensor) => {
    const gradient = tf.grad((w: tf.Tensor) => loss(w, x))(w);
    return { carry: { w: tf.sub(w, tf.mul(rate, gradient)), rate } };
  };
  const { carry, vjp } = scan(step, { w: tf.zeros([2]), rate: tf.scalar(0.1) }, tf.ones([10, 2]));
  const { rate } = vjp({ carry: { w: tf.ones([2]), rate: tf.scalar(0) } }).carry;
  // w = 1 − (1 − 2 · rate)¹⁰, twice.
  expect(carry.w.dataSync()[0]).toBeCloseTo(1 - 0.8 ** 10, 5);
  expect(rate!.dataSync()[0]).toBeCloseTo(2 * 20 * 0.8 ** 9, 4);
});

test('cond', () => {
  const step = jit((w: tf.Tensor, loss: tf.Tensor, rate: tf.Tensor, gradient: tf.Tensor) => {
    // A step that is not taken where the loss is no number.
    const next = cond(
      tf.isNaN(loss),
      () => w,
      () => tf.sub(w, tf.mul(rate, gradient)),
    );
    return next;
  });
  const stepFrom = (loss: number) => step(tf.scalar(5), tf.scalar(loss), tf.scalar(2), tf.scalar(1)).dataSync()[0];
  expect([stepFrom(1), stepFrom(Number.NaN)]).toEqual([3, 5]);
});

test('whileLoop', () => {
  // Newton's method for the square root of 2, until two steps agree.
  const { x } = whileLoop(
    ({ x, before }) => tf.notEqual(x, before),
    ({ x }) => ({ x: tf.mul(0.5, tf.add(x, tf.div(2, x))), before: x }),
    { x: tf.scalar(1), before: tf.scalar(0) },
  );
  expect(x.dataSync()[0]).toBeCloseTo(Math.SQRT2, 6);
});

test('randomUniform', () => {
  const noisy = jit((x: tf.Tensor, i: tf.Scalar) => tf.add(x, randomUniform(i, x.shape, { seed: 1, stream: 'noise' })));
  const [a, b] = [0, 1].map((i) => noisy(tf.zeros([3]), tf.scalar(i, 'int32')).dataSync()[0]);
  expect(a).not.toBe(b);
});
