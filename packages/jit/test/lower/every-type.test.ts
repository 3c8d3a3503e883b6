/** Every operation of tfjs on every combination of types: what it gives, of which type, or a refusal that says why. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { jit, RecordingError } from '../../src/index.ts';
import { computed } from './kernel-cases.ts';

beforeAll(() => tf.setBackend('cpu'));

const types = ['float32', 'int32', 'bool'] as const;
type DType = (typeof types)[number];

/** Small numbers; fractions among the floats. */
const tensorOf = (shape: number[], dtype: DType, seed: number) =>
  tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => {
      const whole = ((i * 7 + seed * 3) % 11) - 4;
      return dtype === 'bool' ? Math.abs(whole) % 2 : dtype === 'int32' ? whole : whole + 0.25 * ((i + seed) % 3);
    }),
    shape,
    dtype,
  );

interface Case {
  readonly shapes: readonly number[][];
  // biome-ignore lint/suspicious/noExplicitAny: what tfjs says of ranks is not of interest here.
  readonly run: (...args: any[]) => tf.Tensor | tf.Tensor[];
}

const matrix = [2, 3];
const image = [1, 3, 3, 2];
const unary = (name: string): [string, Case] => [
  name,
  { shapes: [matrix], run: (tf as unknown as Record<string, Case['run']>)[name]! },
];
const binary = (name: string): [string, Case] => [
  name,
  { shapes: [matrix, matrix], run: (tf as unknown as Record<string, Case['run']>)[name]! },
];
const places = (x: tf.Tensor, most: number) =>
  tf.cast(tf.minimum(tf.abs(tf.cast(x, 'float32')), most), 'int32') as tf.Tensor1D;

const cases: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    'abs acos acosh asin asinh atan atanh ceil cos cosh elu erf exp expm1 floor isFinite isInf isNaN leakyRelu log log1p logicalNot logSigmoid logSoftmax neg onesLike reciprocal relu relu6 round rsqrt selu sigmoid sign sin sinh softmax softplus sqrt square step tan tanh zerosLike all any max min mean sum prod argMax argMin cumsum cumprod transpose clone logSumExp reverse'
      .split(' ')
      .map(unary),
  ),
  ...Object.fromEntries(
    'add atan2 div divNoNan equal floorDiv greater greaterEqual less lessEqual logicalAnd logicalOr logicalXor maximum minimum mod mul notEqual pow prelu squaredDifference sub bitwiseAnd'
      .split(' ')
      .map(binary),
  ),
  matMul: { shapes: [matrix, [3, 2]], run: (a, b) => tf.matMul(a, b) },
  'matMul, transposed': {
    shapes: [
      [3, 2],
      [3, 4],
    ],
    run: (a, b) => tf.matMul(a, b, true),
  },
  'matMul of batches': {
    shapes: [
      [2, 2, 3],
      [2, 4, 3],
    ],
    run: (a, b) => tf.matMul(a, b, false, true),
  },
  dot: { shapes: [[3], [3]], run: (a, b) => tf.dot(a, b) },
  outerProduct: { shapes: [[3], [2]], run: (a, b) => tf.outerProduct(a, b) },
  'fused.matMul': {
    shapes: [matrix, [3, 2], [2]],
    run: (a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'relu' }),
  },
  where: { shapes: [matrix, matrix, matrix], run: (c, a, b) => tf.where(tf.cast(c, 'bool'), a, b) },
  concat: { shapes: [matrix, matrix, matrix], run: (a, b, c) => tf.concat([a, b, c], 1) },
  stack: { shapes: [matrix, matrix], run: (a, b) => tf.stack([a, b]) },
  addN: { shapes: [matrix, matrix], run: (a, b) => tf.addN([a, b]) },
  clipByValue: { shapes: [matrix], run: (x) => tf.clipByValue(x, -1.5, 2.5) },
  pad: {
    shapes: [matrix],
    run: (x) =>
      tf.pad(
        x,
        [
          [1, 1],
          [0, 2],
        ],
        2.5,
      ),
  },
  mirrorPad: {
    shapes: [matrix],
    run: (x) =>
      tf.mirrorPad(
        x,
        [
          [1, 1],
          [1, 1],
        ],
        'reflect',
      ),
  },
  tile: { shapes: [matrix], run: (x) => tf.tile(x, [2, 2]) },
  gather: { shapes: [matrix, [2]], run: (x, i) => tf.gather(x, places(i, 1)) },
  'gather, by any type': {
    shapes: [matrix, [2]],
    run: (x, i) => tf.gather(x, tf.minimum(tf.abs(i), tf.cast(1, i.dtype))),
  },
  gatherND: { shapes: [matrix, [2, 1]], run: (x, i) => tf.gatherND(x, places(i, 1)) },
  scatterND: {
    shapes: [
      [2, 1],
      [2, 2],
    ],
    run: (i, updates) => tf.scatterND(places(i, 2), updates, [4, 2]),
  },
  slice: { shapes: [matrix], run: (x) => tf.slice(x, [0, 1], [2, 2]) },
  split: { shapes: [matrix], run: (x) => tf.split(x, 3, 1) },
  unstack: { shapes: [matrix], run: (x) => tf.unstack(x) },
  stridedSlice: { shapes: [matrix], run: (x) => tf.stridedSlice(x, [1], [2], [1], 0, 0, 0, 0, 1) },
  oneHot: { shapes: [[3]], run: (x) => tf.oneHot(places(x, 3), 4) },
  batchNorm: { shapes: [[2, 2, 2, 2], [2], [2]], run: (x, mean, variance) => tf.batchNorm(x, mean, tf.abs(variance)) },
  conv2d: { shapes: [image, [2, 2, 2, 2]], run: (x, f) => tf.conv2d(x, f, 1, 'same') },
  conv2dTranspose: {
    shapes: [
      [1, 2, 2, 2],
      [2, 2, 2, 2],
    ],
    run: (x, f) => tf.conv2dTranspose(x, f, [1, 4, 4, 2], 2, 'same'),
  },
  depthwiseConv2d: { shapes: [image, [2, 2, 2, 1]], run: (x, f) => tf.depthwiseConv2d(x, f, 1, 'same') },
  maxPool: { shapes: [image], run: (x) => tf.maxPool(x, 2, 1, 'same') },
  avgPool: { shapes: [image], run: (x) => tf.avgPool(x, 2, 1, 'same') },
  'maxPool beyond the input': { shapes: [image], run: (x) => tf.maxPool(x, [2, 2], 3, 2) },
  unsortedSegmentSum: { shapes: [[3, 2]], run: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([0, 1, 0], 'int32'), 2) },
  'cast to float32': { shapes: [matrix], run: (x) => tf.cast(x, 'float32') },
  'cast to int32': { shapes: [matrix], run: (x) => tf.cast(x, 'int32') },
  'cast to bool': { shapes: [matrix], run: (x) => tf.cast(x, 'bool') },
  'sum along an axis': { shapes: [matrix], run: (x) => tf.sum(x, 1) },
  'mean along an axis': { shapes: [matrix], run: (x) => tf.mean(x, 0) },
  'signal.frame': { shapes: [[8]], run: (x) => tf.signal.frame(x, 4, 3, true, 1) },
  moments: { shapes: [matrix], run: (x) => Object.values(tf.moments(x, 0)) as tf.Tensor[] },
  norm: { shapes: [matrix], run: (x) => tf.norm(x) },
  einsum: { shapes: [matrix, [3, 2]], run: (a, b) => tf.einsum('ij,jk->ik', a, b) },
  topk: { shapes: [matrix], run: (x) => tf.topk(x, 2).values },
  'losses.meanSquaredError': { shapes: [matrix, matrix], run: (a, b) => tf.losses.meanSquaredError(a, b) },
  spaceToBatchND: {
    shapes: [[1, 2, 2, 1]],
    run: (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
  },
  depthToSpace: { shapes: [[1, 2, 2, 4]], run: (x) => tf.depthToSpace(x, 2) },
  resizeBilinear: { shapes: [[1, 2, 2, 1]], run: (x) => tf.image.resizeBilinear(x, [4, 4]) },
  localResponseNormalization: { shapes: [[1, 2, 2, 3]], run: (x) => tf.localResponseNormalization(x) },
  'linalg.bandPart': { shapes: [[3, 3]], run: (x) => tf.linalg.bandPart(x, 1, 1) },
};

const combinations = (length: number): DType[][] =>
  length === 0 ? [[]] : combinations(length - 1).flatMap((rest) => types.map((type) => [...rest, type]));

const manners: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = { 'as they are': (x) => x, computed };

for (const [manner, change] of Object.entries(manners))
  test.each(Object.entries(cases))(`%s, tensors ${manner}`, (name, { shapes, run }) => {
    for (const combination of combinations(shapes.length)) {
      const label = `${name} of ${combination.join(', ')}`;
      const args = shapes.map((shape, i) => tensorOf(shape, combination[i]!, i + 1));
      const fn = (...args: tf.Tensor[]) => [run(...args.map(change))].flat().map(change);
      let expected: tf.Tensor[] | undefined;
      try {
        expected = fn(...args);
      } catch {}
      let actual: tf.Tensor[];
      try {
        actual = jit(fn)(...args);
      } catch (error) {
        // What eager tfjs refuses may be refused in its words.
        if (expected) expect(error, label).toBeInstanceOf(RecordingError);
        continue;
      }
      expect(expected, `${label} is refused by tfjs`).toBeDefined();
      expected!.forEach((tensor, i) => {
        expect(actual[i]!.dtype, label).toBe(tensor.dtype);
        expect(actual[i]!.shape, label).toEqual(tensor.shape);
        const got = actual[i]!.dataSync();
        tensor.dataSync().forEach((value, j) => {
          if (Object.is(value, got[j])) return;
          expect(Math.abs(got[j]! - value), `${label}, [${j}]: ${got[j]}, not ${value}`).toBeLessThanOrEqual(
            tensor.dtype === 'float32' ? 1e-4 * Math.max(1, Math.abs(value)) : 0,
          );
        });
      });
    }
  });

test('products of integers are exact', () => {
  const a = tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32');
  const b = tf.tensor2d([5, 6, 7, 8], [2, 2], 'int32');
  const product = jit((a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b))(a, b);
  expect(product.dtype).toBe('int32');
  expect([...product.dataSync()]).toEqual([19, 22, 43, 50]);
  const large = tf.tensor2d([2 ** 24 + 1, 1], [1, 2], 'int32');
  expect([
    ...jit((x: tf.Tensor2D) => tf.matMul(x, x, false, true))(tf.tensor2d([4097, 4098], [1, 2], 'int32')).dataSync(),
  ]).toEqual([4097 ** 2 + 4098 ** 2]);
  expect([...jit((x: tf.Tensor2D) => tf.matMul(x, tf.tensor2d([1, 1], [2, 1], 'int32')))(large).dataSync()]).toEqual([
    2 ** 24 + 2,
  ]);
});
