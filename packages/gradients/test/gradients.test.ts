/** Gradients that tfjs-core lacks, or has wrongly without its chained methods, against finite differences. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { registerGradients } from '../src/index.ts';

beforeAll(async () => {
  registerGradients();
  await tf.setBackend('cpu');
});

const functions: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  'prod over two axes': (x) => tf.prod(x, [0, 2]),
  'gather along an axis in the middle': (x) => tf.gather(x, tf.tensor1d([1, 0, 1, 1], 'int32'), 1),
  'gather with one batch dimension': (x) => tf.gather(x, tf.tensor2d([[0], [1]], [2, 1], 'int32'), 2, 1),
  'gather with two batch dimensions': (x) => {
    const indices = tf.tensor3d([0, 2, 1, 1, 2, 0, 0, 1, 2, 2, 1, 0], [2, 3, 2], 'int32');
    return tf.gather(x, indices, 2, 2);
  },
  'where with comparisons': (x) =>
    tf.where(tf.logicalAnd(tf.greater(x, 0), tf.lessEqual(x, 1)), tf.square(x), tf.mul(x, 3)),
  'where with tests': (x) => tf.where(tf.logicalNot(tf.isNaN(x)), tf.exp(x), tf.zerosLike(x)),
};

test.each(Object.keys(functions))('%s', (name) => {
  const fn = functions[name]!;
  const x = tf.randomUniform([2, 3, 4], -1, 2, 'float32', 5);
  const y = fn(x);
  const weights = tf.randomUniform(y.shape, -1, 1, 'float32', 7);
  const loss = (x: tf.Tensor) => tf.sum(tf.mul(fn(x), weights)) as tf.Scalar;
  const gradient = tf.grad(loss)(x).dataSync();
  const step = 2 ** -8;
  const values = [...x.dataSync()];
  values.forEach((value, i) => {
    const at = (shifted: number) => loss(tf.tensor(values.toSpliced(i, 1, shifted), x.shape)).dataSync()[0]!;
    expect(gradient[i], `${i}`).toBeCloseTo((at(value + step) - at(value - step)) / (2 * step), 2);
  });
});

test('a second gradient through a comparison', () => {
  const f = (x: tf.Tensor) => tf.sum(tf.where(tf.greater(x, 0), tf.pow(x, 3), tf.square(x))) as tf.Scalar;
  const second = tf.grad((x: tf.Tensor) => tf.sum(tf.grad(f)(x)) as tf.Scalar)(tf.tensor1d([1, -2]));
  expect([...second.dataSync()]).toEqual([6, 2]);
});
