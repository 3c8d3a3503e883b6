/** Kernels that differ in numbers which JSON cannot tell apart. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

test('paddings with infinities of both signs, and with NaN', () => {
  const x = tf.tensor1d([3]);
  const f = jit((x: tf.Tensor1D) =>
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN].map((value) => tf.pad(x, [[1, 1]], value)),
  );
  expect(f(x).map((tensor) => [...tensor.dataSync()])).toEqual([
    [Infinity, 3, Infinity],
    [-Infinity, 3, -Infinity],
    [Number.NaN, 3, Number.NaN],
  ]);
  expect(f.explain(x).toString()).toContain('Infinity');
});

test('zeros of both signs', () => {
  const [a, b] = jit((x: tf.Tensor1D) => [tf.pad(x, [[1, 0]], 0), tf.pad(x, [[1, 0]], -0)])(tf.tensor1d([3]));
  expect([a!.dataSync()[0], b!.dataSync()[0]]).toEqual([0, -0]);
  const [c, d] = jit((x: tf.Tensor1D) => [tf.leakyRelu(x, 0), tf.leakyRelu(x, -0)])(tf.tensor1d([-3]));
  expect([c!.dataSync()[0], d!.dataSync()[0]]).toEqual([-0, 0]);
});
