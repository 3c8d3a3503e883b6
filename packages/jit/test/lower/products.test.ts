/** Products, fused ones, normalisation and pooling, against the cpu backend of tfjs. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@mnist1d/models';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';
import { agree, cases, run, tensor, viewed, views } from './kernel-cases.ts';

beforeAll(() => tf.setBackend('cpu'));

test('matrix products', () => {
  run(
    fc.property(cases, cases, ({ shape, seed, view }, { seed: other, odd, view: otherView }) => {
      const [m = 1, k = 1, n = 1] = shape;
      const batch = seed % 3 === 0 ? [2, 3] : seed % 3 === 1 ? [3] : [];
      const [ta, tb] = [seed % 2 === 0, other % 2 === 0];
      const aShape = [...batch, ...(ta ? [k, m] : [m, k])];
      const bShape = [...(odd > 0 ? batch.map(() => 1) : batch), ...(tb ? [n, k] : [k, n])];
      const product = (sign: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor, y: tf.Tensor) =>
        tf.matMul(sign(viewed(view, x, aShape)), sign(viewed(otherView, y, bShape)), ta, tb);
      const args = [tensor(views[view]!.from(aShape), seed), tensor(views[otherView]!.from(bShape), other)];
      agree(
        product((x) => x) as (...x: tf.Tensor[]) => tf.Tensor,
        args,
        product(tf.abs) as (...x: tf.Tensor[]) => tf.Tensor,
      );
    }),
    80,
  );
});

test('matrix products of a matrix that repeats its columns: the gradient of a product that is summed', () => {
  const w = tensor([4, 5], 1);
  const sums = (x: tf.Tensor) => tf.sum(tf.square(tf.sum(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), 1)));
  agree((x) => tf.grad(sums)(x!), [tensor([3, 4], 2)]);
});

test.each(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const)(
  'a product, a bias and %s',
  (activation) => {
    const fused = { activation, preluActivationWeights: tensor([3], 2), leakyreluAlpha: 0.3, transposeA: true };
    agree(
      (a, b, bias) => tf.fused.matMul({ a: a!, b: b!, bias: bias!, ...fused }),
      [tensor([5, 4], 3), tensor([5, 3], 4), tensor([3], 5)],
    );
  },
);

test('an activation that tfjs does not fuse is refused', () => {
  const fn = (a: tf.Tensor) => tf.fused.matMul({ a, b: tf.ones([4, 3]), activation: 'tanh' as 'relu' });
  expect(() => jit(fn)(tf.ones([2, 4]))).toThrow(/the activation tanh/);
});

test('normalisation of batches', () => {
  run(
    fc.property(cases, ({ seed, odd }) => {
      const channels = 1 + (seed % 9);
      const row = (s: number) => tensor([channels], s, { low: 0.5, high: 2 });
      agree(
        (x, mean, variance, offset, scale) =>
          odd > 0 ? tf.batchNorm(x!, mean!, variance!, offset, scale) : tf.batchNorm(x!, mean!, variance!),
        [tensor([3, 4, channels], seed), ...[1, 2, 3, 4].map(row)],
      );
    }),
  );
});

// No NaN, which tfjs's maximum passes over: its loop ends at NaN, but compares first (`pixel > minMaxValue`), so none gets in.
test('pooling and its gradients', () => {
  run(
    fc.property(cases, cases, ({ seed, view }, { seed: other }) => {
      const [height, width, channels] = [1 + (seed % 7), 2 + (other % 7), 1 + (seed % 5)];
      const size: [number, number] = [1 + (seed % Math.min(3, height)), 1 + (other % 2)];
      const stride: [number, number] = [1 + (other % 3), 1 + (seed % 2)];
      const pad = seed % 3 === 0 ? 'same' : 'valid';
      const shape = [2, height, width, channels];
      const argument = () => tensor(views[view]!.from(shape), seed);
      const image = (x: tf.Tensor) => viewed(view, x, shape) as tf.Tensor4D;
      for (const pool of [tf.maxPool, tf.avgPool]) {
        agree((x) => pool(image(x!), size, stride, pad), [argument()]);
        const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.square(pool(x as tf.Tensor4D, size, stride, pad))));
        agree((x) => gradient(image(x!)), [argument()]);
      }
      agree(
        (x) => tf.maxPool(image(x!), size, stride, pad),
        [tensor(views[view]!.from(shape), seed, { dtype: 'int32', low: -9, high: 9 })],
      );
    }),
  );
});
