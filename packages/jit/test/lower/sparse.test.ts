/** Products with constant masks have the bits of those with masks that are not constant. */
import '@tensorflow/tfjs-backend-cpu';
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { lotteryLoop } from '../../bench/workloads/classifiers.ts';
import { compileLoop, jit } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const uniform = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);

/** Zeros and ones, with a row and a column of zeros but where all are ones. */
function maskOf([rows, columns]: readonly [number, number], density: number, seed: number): tf.Tensor2D {
  const values = uniform([rows, columns], seed).dataSync();
  const isDead = (i: number) => density < 1 && (Math.floor(i / columns) === 1 || i % columns === 2);
  return tf.tensor2d(
    values.map((value, i) => Number((value + 1) / 2 <= density && !isDead(i))),
    [rows, columns],
  );
}

/** The same function with its last arguments as constants. */
function captured(fn: (...args: tf.Tensor[]) => tf.Tensor[], constants: readonly tf.Tensor[]) {
  return jit((...args: tf.Tensor[]) => fn(...args, ...constants));
}

/** Bits, but for the sign of zeros. */
const bitsOf = (tensors: readonly tf.Tensor[]) =>
  tensors.map((tensor) => [...new Int32Array(tf.add(tensor, 0).dataSync<'float32'>().slice().buffer)]);

/** Compares a function of values and masks with itself, with the masks constant. */
function compare(fn: (...args: tf.Tensor[]) => tf.Tensor[], args: readonly tf.Tensor[], masks: readonly tf.Tensor[]) {
  const dense = jit(fn);
  const sparse = captured(fn, masks);
  const expected = bitsOf(dense(...args, ...masks));
  // Twice: what was left by the first run must not matter.
  for (let run = 0; run < 2; run++) expect(bitsOf(sparse(...args))).toEqual(expected);
  expect(dense.explain(...args, ...masks).toString()).not.toMatch(/(sparse|sampled) product/);
  return sparse.explain(...args).toString();
}

const density = fc.constantFrom(0, 0.02, 0.05, 0.1, 0.3, 0.6, 0.99, 1);
const sizes = fc.record({
  batch: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constantFrom(100, 130, 300)),
  inputs: fc.integer({ min: 1, max: 70 }),
  outputs: fc.integer({ min: 1, max: 70 }),
});
const run = (property: fc.IProperty<never> | fc.IProperty<[never]>) => fc.assert(property as never, { numRuns: 150 });

test('products and their gradients', () => {
  run(
    fc.property(
      sizes,
      // Nothing is multiplied by ones throughout, and what is not computed may have another layout.
      density.filter((d) => d < 1),
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      fc.nat(1000),
      ({ batch, inputs, outputs }, density, transposeA, transposeB, isView, seed) => {
        const shape: [number, number] = transposeB !== isView ? [outputs, inputs] : [inputs, outputs];
        const layer = (x: tf.Tensor, w: tf.Tensor, mask: tf.Tensor) => {
          const masked = tf.mul(w, mask);
          const matrix = isView ? tf.transpose(tf.reshape(masked, shape)) : masked;
          return tf.matMul(x as tf.Tensor2D, matrix as tf.Tensor2D, transposeA, transposeB);
        };
        const fn = (x: tf.Tensor, w: tf.Tensor, dy: tf.Tensor, mask: tf.Tensor) => {
          const gradients = tf.grads((x, w) => layer(x as tf.Tensor, w as tf.Tensor, mask))([x, w], dy);
          return [layer(x, w, mask), ...gradients];
        };
        const x = uniform(transposeA ? [inputs, batch] : [batch, inputs], seed);
        compare(
          fn as never,
          [x, uniform(shape, seed + 1), uniform([batch, outputs], seed + 2)],
          [maskOf(shape, density, seed + 3)],
        );
      },
    ) as never,
  );
});

test('bias, ReLU and sums of products', () => {
  run(
    fc.property(sizes, density, density, fc.nat(1000), ({ batch, inputs, outputs }, density, other, seed) => {
      // With a vector a product is a reduction like others: one multiplication less, and it may take another order.
      const most = batch === 1 || outputs === 1 ? 0.99 : 1;
      const fn = (x: tf.Tensor, w: tf.Tensor, v: tf.Tensor, b: tf.Tensor, mask: tf.Tensor, otherMask: tf.Tensor) => {
        const [p, q] = [tf.mul(w, mask), tf.mul(v, otherMask)].map((m) =>
          tf.matMul(x as tf.Tensor2D, m as tf.Tensor2D),
        );
        const activated = tf.relu(tf.add(tf.matMul(tf.neg(x) as tf.Tensor2D, tf.mul(w, mask) as tf.Tensor2D), b));
        const column = tf.add(
          tf.matMul(tf.square(x) as tf.Tensor2D, tf.mul(w, mask) as tf.Tensor2D),
          tf.sum(x, 1, true),
        );
        return [tf.add(p!, q!), activated, column];
      };
      compare(
        fn as never,
        [
          uniform([batch, inputs], seed),
          uniform([inputs, outputs], seed + 1),
          uniform([inputs, outputs], seed + 2),
          uniform([outputs], seed + 3),
        ],
        [density, other].map((d, i) => maskOf([inputs, outputs], Math.min(d, most), seed + 4 + i)),
      );
    }) as never,
  );
});

test('masks that are not of zeros and ones, or made of several', () => {
  const scale = tf.mul(maskOf([64, 64], 0.8, 1), uniform([64, 64], 2));
  const fn = (x: tf.Tensor2D, w: tf.Tensor2D, dy: tf.Tensor2D, a: tf.Tensor2D, b: tf.Tensor2D) =>
    tf.grads((x, w) => tf.matMul(x as tf.Tensor2D, tf.mul(tf.mul(w, a), b) as tf.Tensor2D))([x, w], dy);
  const text = compare(
    fn as never,
    [uniform([64, 64], 3), uniform([64, 64], 4), uniform([64, 64], 5)],
    [scale, tf.mul(maskOf([64, 64], 0.1, 6), 2)],
  );
  expect(text).toMatch(/sparse product/);
  expect(text).toMatch(/sampled product/);
});

test('the plan names sparse products and their density, and the profile, too', () => {
  const mask = tf.tensor2d(
    Array.from({ length: 100 * 100 }, (_, i) => Number(i % 20 === 0)),
    [100, 100],
  );
  const x = uniform([100, 100], 1);
  const sparse = jit((w: tf.Tensor2D) =>
    tf.grad((w) => tf.square(tf.matMul(x as tf.Tensor2D, tf.mul(w, mask) as tf.Tensor2D)))(w),
  );
  const w = uniform([100, 100], 2) as tf.Tensor2D;
  for (const text of [sparse.explain(w).toString(), sparse.profile(w).toString()]) {
    expect(text).toContain('sparse product (5.0 % of B) NN 100 × 100 × 100');
    expect(text).toContain('sampled product (5.0 % of C) TN 100 × 100 × 100');
  }
});

test('half of the weights: dense', () => {
  const mask = maskOf([100, 100], 0.8, 1);
  const dense = jit((x: tf.Tensor2D, w: tf.Tensor2D) => tf.matMul(x, tf.mul(w, mask) as tf.Tensor2D));
  expect(
    dense.explain(uniform([100, 100], 2) as tf.Tensor2D, uniform([100, 100], 3) as tf.Tensor2D).toString(),
  ).not.toMatch(/sparse product/);
});

test('what is infinite stays out of a sparse product where the mask is zero', () => {
  const mask = tf.tensor2d(new Float32Array(64 * 64), [64, 64]);
  const layer = (x: tf.Tensor2D, w: tf.Tensor2D, mask: tf.Tensor2D) => tf.matMul(x, tf.mul(w, mask) as tf.Tensor2D);
  const [x, w] = [tf.fill([64, 64], Number.POSITIVE_INFINITY), tf.ones([64, 64])] as [tf.Tensor2D, tf.Tensor2D];
  expect(jit(layer)(x, w, mask).dataSync()[0]).toBeNaN();
  expect(jit((x: tf.Tensor2D, w: tf.Tensor2D) => layer(x, w, mask))(x, w).dataSync()[0]).toBe(0);
});

test('a lottery ticket trains to the same bits', async () => {
  const [sparse, dense] = [true, false].map((isConstant) => compileLoop(lotteryLoop(100, 0.92, 300, isConstant)));
  expect(
    sparse!
      .explain()
      .toString()
      .match(/(sparse|sampled) product/g),
  ).toHaveLength(8);
  expect(dense!.explain().toString()).not.toMatch(/(sparse|sampled) product/);
  expect(await sparse!.run(50)).toEqual(await dense!.run(50));
  const [actual, expected] = [sparse!, dense!].map((loop) => bitsOf(Object.values(loop.read().params)));
  expect(actual).toEqual(expected);
});
