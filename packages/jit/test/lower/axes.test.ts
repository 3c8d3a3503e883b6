/** Kernels that reduce, or work along an axis, against the cpu backend of tfjs. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@mnist1d/models';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';
import {
  agree,
  all,
  argumentOf,
  cases,
  computed,
  type Domain,
  JAVASCRIPT,
  numbers,
  run,
  tensor,
  viewed,
} from './kernel-cases.ts';

beforeAll(() => tf.setBackend('cpu'));

type Reduction = (x: tf.Tensor, axis: number[], keep: boolean) => tf.Tensor;

const reductions: Readonly<Record<string, Domain & { readonly fn: Reduction; readonly sums?: true }>> = {
  all: { fn: tf.all, types: ['bool'] },
  any: { fn: tf.any, types: ['bool'] },
  logSumExp: { fn: tf.logSumExp, types: numbers },
  max: { fn: tf.max, types: all },
  mean: { fn: tf.mean, types: all, sums: true },
  min: { fn: tf.min, types: all },
  prod: { fn: (x, axis, keep) => tf.prod(tf.mul(x, 0.3), axis, keep) },
  'prod of integers': { fn: tf.prod, types: ['int32', 'bool'], low: -1, high: 3, usual: JAVASCRIPT },
  sum: { fn: tf.sum, types: all, sums: true },
};

describe('reductions', () => {
  test.each(Object.entries(reductions))('%s', (_, { fn, sums, ...domain }) => {
    run(
      fc.property(cases, (one) => {
        const { shape, seed, view } = one;
        const axis = shape.map((__, d) => d).filter((d) => (seed >> d) % 2 === 0);
        const keep = seed % 3 === 0;
        const x = (input: tf.Tensor) => viewed(view, input, shape);
        // Negative axes count from behind.
        const signed = axis.map((d) => (seed % 5 === 0 ? d - shape.length : d));
        agree(
          (input) => fn(x(input), signed, keep),
          [argumentOf({ low: -3, high: 3, ...domain }, one)],
          sums && ((input) => tf.sum(tf.abs(tf.cast(x(input), 'float32')), axis, keep)),
        );
      }),
    );
  });

  test('of nothing', () => {
    for (const reduce of [tf.sum, tf.prod, tf.mean, tf.max, tf.min])
      for (const axis of [0, 1]) agree((x) => reduce(x, axis), [tf.zeros([3, 0])]);
    agree((x) => tf.all(x, 1), [tf.zeros([3, 0], 'bool')]);
    agree((x) => tf.add(x, 1), [tf.zeros([0])]);
    agree((x) => tf.matMul(x as tf.Tensor2D, tf.transpose(x) as tf.Tensor2D), [tf.zeros([3, 0])]);
  });
});

type AlongAxis = (x: tf.Tensor, axis: number, seed: number) => tf.Tensor;

const sizes = (x: tf.Tensor, axis: number, along: (size: number) => number, others = (size: number) => size) =>
  x.shape.map((size, d) => (d === axis ? along(size) : others(size)));

const indices = (values: readonly number[]) => tf.tensor1d([...values], 'int32');

const alongAxis: Readonly<Record<string, Domain & { readonly fn: AlongAxis }>> = {
  argMax: { fn: (x, axis) => tf.argMax(x, axis), types: all },
  argMin: { fn: (x, axis) => tf.argMin(x, axis), types: all },
  broadcastTo: { fn: (x) => tf.broadcastTo(x, [2, ...x.shape] as [number]), types: all },
  concat: { fn: (x, axis) => tf.concat([x, tf.reverse(x, axis), computed(x)], axis), types: all },
  cumprod: { fn: (x, axis, seed) => tf.cumprod(x, axis, seed % 3 === 0, seed % 2 === 0) },
  'cumprod of integers': { fn: (x, axis) => tf.cumprod(x, axis), types: ['int32', 'bool'], usual: JAVASCRIPT },
  cumsum: { fn: (x, axis, seed) => tf.cumsum(x, axis, seed % 3 === 0, seed % 2 === 0), types: all },
  expandDims: { fn: (x, axis) => tf.expandDims(x, axis), types: all },
  gather: {
    fn: (x, axis, seed) => tf.gather(x, indices([0, x.shape[axis]! - 1, seed % x.shape[axis]!]), axis),
    types: all,
  },
  'gather of a scalar': {
    fn: (x, axis, seed) => tf.gather(x, tf.scalar(seed % x.shape[axis]!, 'int32'), axis),
    types: all,
  },
  gatherND: {
    fn: (x, axis, seed) =>
      tf.gatherND(
        x,
        tf.tensor2d(
          [0, seed].flatMap((at) => x.shape.slice(0, axis + 1).map((size) => at % size)),
          [2, axis + 1],
          'int32',
        ),
      ),
    types: all,
  },
  logSoftmax: { fn: (x) => tf.logSoftmax(x) },
  mirrorPad: {
    fn: (x, axis, seed) =>
      tf.mirrorPad(
        x,
        x.shape.map((__, d): [number, number] => (d === axis ? [1, 0] : [0, 1])),
        seed % 2 ? 'reflect' : 'symmetric',
      ),
    types: all,
  },
  oneHot: { fn: (x, _, seed) => tf.oneHot(x, 4, seed, -1), types: ['int32'] },
  pad: {
    fn: (x, axis, seed) =>
      tf.pad(
        x,
        x.shape.map((__, d): [number, number] => (d === axis ? [2, 1] : [0, seed % 2])),
        seed % 3,
      ),
    types: numbers,
  },
  reverse: { fn: (x, axis) => tf.reverse(x, axis), types: all },
  scatterND: {
    fn: (x, _, seed) =>
      tf.scatterND(
        tf.expandDims(
          indices(x.shape.slice(0, 1).flatMap((rows) => Array.from({ length: rows }, (__, i) => (i * seed) % 4))),
          1,
        ),
        x,
        [4, ...x.shape.slice(1)],
      ),
    types: numbers,
  },
  slice: {
    fn: (x, axis) =>
      tf.slice(
        x,
        sizes(
          x,
          axis,
          () => 1,
          () => 0,
        ),
        sizes(x, axis, (size) => size - 1),
      ),
    types: all,
  },
  softmax: { fn: (x) => tf.softmax(x) },
  split: { fn: (x, axis) => tf.concat(tf.split(x, [1, x.shape[axis]! - 1], axis).reverse(), axis), types: all },
  stack: { fn: (x, axis, seed) => tf.stack([x, computed(x)], seed % 2 ? axis : axis - x.rank - 1), types: all },
  stridedSlice: {
    fn: (x, axis) =>
      tf.stridedSlice(
        x,
        sizes(
          x,
          axis,
          () => 0,
          () => 0,
        ),
        [...x.shape],
        sizes(
          x,
          axis,
          () => 2,
          () => 1,
        ),
      ),
    types: all,
  },
  'stridedSlice backwards': {
    fn: (x, axis) =>
      tf.stridedSlice(
        x,
        sizes(
          x,
          axis,
          () => -1,
          () => 0,
        ),
        sizes(x, axis, () => -99),
        sizes(
          x,
          axis,
          () => -2,
          () => 1,
        ),
      ),
    types: all,
  },
  tile: {
    fn: (x, axis) =>
      tf.tile(
        x,
        sizes(
          x,
          axis,
          () => 3,
          () => 1,
        ),
      ),
    types: all,
  },
  unsortedSegmentSum: {
    fn: (x, _, seed) =>
      tf.unsortedSegmentSum(x, indices(Array.from({ length: x.shape[0]! }, (__, i) => (i * seed) % 4)), 4),
    types: numbers,
    usual: 'tfjs multiplies by 0 what is not in a segment, so that its NaN and infinities reach all of them',
  },
  unstack: { fn: (x, axis) => tf.stack(tf.unstack(x, axis).reverse(), 0), types: all },
};

describe('along an axis', () => {
  test.each(Object.entries(alongAxis))('%s', (_, { fn, ...domain }) => {
    run(
      fc.property(cases, (given) => {
        const shape = given.shape.length === 0 ? [4] : given.shape.map((size) => Math.max(size, 2));
        const { seed, view } = given;
        const x = (input: tf.Tensor) => viewed(view, input, shape);
        agree(
          (input) => fn(x(input), seed % shape.length, seed),
          [argumentOf({ low: -3, high: 3, ...domain }, given, shape)],
        );
      }),
    );
  });

  test('depth to space', () => {
    const x = (shape: number[]) => [tensor(shape, 1)];
    agree((x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC'), x([2, 3, 5, 12]));
    agree((x) => tf.depthToSpace(tf.transpose(x as tf.Tensor4D, [0, 2, 1, 3]), 3, 'NHWC'), x([1, 2, 4, 9]));
    expect(() => jit((x: tf.Tensor4D) => tf.depthToSpace(x, 2, 'NCHW'))(tf.ones([1, 4, 2, 2]))).toThrow(
      'depthToSpace: the data format must be NHWC, got NCHW',
    );
  });

  test('gather within batches', () => {
    const places = tf.tensor2d([0, 4, 1, 1, 3, 2], [3, 2], 'int32');
    agree((x) => tf.gather(x, places, 1, 1), [tensor([3, 5, 4], 1)]);
    agree((x) => tf.gather(x, places, 2, 1), [tensor([3, 4, 5], 1)]);
    agree((x) => tf.gather(x, places, 2, 2), [tensor([3, 2, 5], 1)]);
  });
});
