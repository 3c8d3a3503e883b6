/** Every kernel against the cpu backend of tfjs: any shape, any view, any values. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@mnist1d/models';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { jit } from '../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1, -1];

/** How values reach a kernel: as they are, or through a view with strides of its own. */
const views: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  plain: (x) => x,
  transposed: (x) => tf.transpose(x),
  reversed: (x) => (x.rank === 0 ? x : tf.reverse(x, 0)),
  sliced: (x) => {
    if (x.rank === 0) return x;
    const padded = tf.pad(
      x,
      x.shape.map((): [number, number] => [1, 2]),
    );
    return tf.slice(
      padded,
      x.shape.map(() => 1),
      x.shape,
    );
  },
  computed: (x) => tf.add(x, 0),
};

interface Case {
  readonly shape: number[];
  readonly seed: number;
  readonly view: string;
  /** Share of values that are NaN, infinite, 0 or ±1. */
  readonly odd: number;
}

const shapes = fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, 9, 17), { maxLength: 4 }).map((shape) =>
  // At most a few thousand elements, and empty ones now and then only.
  shape.filter((size, i) => size > 0 || i === 0).slice(0, 3),
);
const cases: fc.Arbitrary<Case> = fc.record({
  shape: shapes,
  seed: fc.integer({ min: 1, max: 1e6 }),
  view: fc.constantFrom(...Object.keys(views)),
  odd: fc.constantFrom(0, 0.2),
});

/** Numbers between low and high, the same for the same seed. */
function numbers(size: number, seed: number, low: number, high: number, odd: number): Float32Array {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return Float32Array.from({ length: size }, () => {
    const pick = next();
    return next() < odd ? (special[Math.floor(pick * special.length)] as number) : low + (high - low) * pick;
  });
}

function expectClose(actual: tf.Tensor, expected: tf.Tensor, scale: (i: number) => number): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  const [a, e] = [actual.dataSync(), expected.dataSync()];
  e.forEach((value, i) => {
    const got = a[i]!;
    const same = Object.is(got, value) || got === value || (Number.isNaN(got) && Number.isNaN(value));
    if (!same) expect(Math.abs(got - value), `element ${i}: ${got} for ${value}`).toBeLessThanOrEqual(1e-5 * scale(i));
  });
}

/** Compiled and eager give the same; the tolerance grows with `terms`, the sum of absolute terms, where there are sums. */
function agree(
  fn: (...x: tf.Tensor[]) => tf.Tensor,
  args: readonly tf.Tensor[],
  terms?: (...x: tf.Tensor[]) => tf.Tensor,
): void {
  tf.tidy(() => {
    const compiled = jit((...x: tf.Tensor[]) => fn(...x));
    const expected = fn(...args);
    const sums = terms?.(...args).dataSync();
    expectClose(
      compiled(...args),
      expected,
      (i) => 1 + Math.abs(expected.dataSync()[i]!) + (sums ? sums[i % sums.length]! : 0),
    );
    compiled.dispose();
  });
}

const run = (property: fc.IProperty<[Case]> | fc.IProperty<[Case, Case]>, numRuns = 30) =>
  fc.assert(property as fc.IProperty<unknown>, { seed: 7, numRuns });

const ints = (x: tf.Tensor) => tf.cast(tf.floor(x), 'int32');
const bools = (x: tf.Tensor) => tf.greater(x, 0);

/** Functions of one tensor, and the values they are tried on; `odd: false` where tfjs itself is off at NaN or infinity. */
const unary: Readonly<Record<string, { fn: (x: tf.Tensor) => tf.Tensor; low?: number; high?: number; odd?: false }>> = {
  abs: { fn: tf.abs },
  acos: { fn: tf.acos, low: -1, high: 1 },
  acosh: { fn: tf.acosh, low: 1, high: 50 },
  asin: { fn: tf.asin, low: -1, high: 1 },
  asinh: { fn: tf.asinh },
  atan: { fn: tf.atan },
  atanh: { fn: tf.atanh, low: -0.99, high: 0.99 },
  'cast to int32': { fn: (x) => tf.cast(x, 'int32'), odd: false },
  'cast to bool': { fn: (x) => tf.cast(x, 'bool'), odd: false },
  'cast int32 to float32': { fn: (x) => tf.cast(ints(x), 'float32'), odd: false },
  'cast int32 to bool': { fn: (x) => tf.cast(ints(x), 'bool'), odd: false },
  'cast bool to float32': { fn: (x) => tf.cast(bools(x), 'float32') },
  'cast bool to int32': { fn: (x) => tf.cast(bools(x), 'int32') },
  ceil: { fn: tf.ceil },
  clipByValue: { fn: (x) => tf.clipByValue(x, -1.5, 2) },
  cos: { fn: tf.cos, low: -1000, high: 1000, odd: false },
  cosh: { fn: tf.cosh },
  elu: { fn: tf.elu },
  erf: { fn: tf.erf },
  exp: { fn: tf.exp },
  expm1: { fn: tf.expm1 },
  floor: { fn: tf.floor },
  isFinite: { fn: tf.isFinite },
  isInf: { fn: tf.isInf },
  isNaN: { fn: tf.isNaN },
  leakyRelu: { fn: (x) => tf.leakyRelu(x, 0.1) },
  log: { fn: tf.log, low: 0.001, high: 100 },
  log1p: { fn: tf.log1p, low: -0.99, high: 10 },
  logicalNot: { fn: (x) => tf.logicalNot(bools(x)) },
  neg: { fn: tf.neg },
  'neg of int32': { fn: (x) => tf.neg(ints(x)), odd: false },
  onesLike: { fn: tf.onesLike },
  reciprocal: { fn: tf.reciprocal, low: 0.1, high: 9 },
  relu: { fn: tf.relu },
  relu6: { fn: tf.relu6 },
  round: { fn: tf.round },
  rsqrt: { fn: tf.rsqrt, low: 0.1, high: 9 },
  selu: { fn: tf.selu },
  sigmoid: { fn: tf.sigmoid },
  sign: { fn: tf.sign },
  sin: { fn: tf.sin, low: -1000, high: 1000, odd: false },
  sinh: { fn: tf.sinh },
  softplus: { fn: tf.softplus },
  sqrt: { fn: tf.sqrt, low: 0, high: 100 },
  square: { fn: tf.square },
  'square of int32': { fn: (x) => tf.square(ints(x)), odd: false },
  step: { fn: (x) => tf.step(x) },
  'step with a slope': { fn: (x) => tf.step(x, 0.2) },
  tan: { fn: tf.tan, low: -1.3, high: 1.3, odd: false },
  tanh: { fn: tf.tanh },
  zerosLike: { fn: tf.zerosLike },
};

describe('of one tensor, element by element', () => {
  test.each(Object.entries(unary))('%s', (_, { fn, low = -8, high = 8, odd: allowed }) => {
    run(
      fc.property(cases, ({ shape, seed, view, odd }) => {
        const x = tf.tensor(numbers(tf.util.sizeFromShape(shape), seed, low, high, allowed === false ? 0 : odd), shape);
        agree((input) => fn(views[view]!(input)), [x]);
        x.dispose();
      }),
    );
  });
});

const binary: Readonly<Record<string, { fn: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor; low?: number; odd?: false }>> = {
  add: { fn: tf.add },
  'add of int32': { fn: (a, b) => tf.add(ints(a), ints(b)), odd: false },
  atan2: { fn: tf.atan2, odd: false },
  div: { fn: tf.div },
  divNoNan: { fn: tf.divNoNan, odd: false },
  equal: { fn: tf.equal },
  'equal of int32': { fn: (a, b) => tf.equal(ints(a), ints(b)), odd: false },
  floorDiv: { fn: tf.floorDiv, low: 0.5, odd: false },
  greater: { fn: tf.greater },
  greaterEqual: { fn: tf.greaterEqual },
  less: { fn: tf.less },
  lessEqual: { fn: tf.lessEqual },
  logicalAnd: { fn: (a, b) => tf.logicalAnd(bools(a), bools(b)) },
  logicalOr: { fn: (a, b) => tf.logicalOr(bools(a), bools(b)) },
  logicalXor: { fn: (a, b) => tf.logicalXor(bools(a), bools(b)) },
  maximum: { fn: tf.maximum },
  'maximum of int32': { fn: (a, b) => tf.maximum(ints(a), ints(b)), odd: false },
  minimum: { fn: tf.minimum },
  mod: { fn: tf.mod, low: 0.5, odd: false },
  mul: { fn: tf.mul },
  'mul of int32': { fn: (a, b) => tf.mul(ints(a), ints(b)), odd: false },
  notEqual: { fn: tf.notEqual },
  pow: { fn: tf.pow, low: 0.1, odd: false },
  'pow of negative numbers': { fn: (a, b) => tf.pow(tf.neg(tf.abs(a)), tf.floor(b)), odd: false },
  prelu: { fn: tf.prelu },
  squaredDifference: { fn: tf.squaredDifference },
  sub: { fn: tf.sub },
  where: { fn: (a, b) => tf.where(tf.greater(a, b), a, b) },
};

/** Shapes that broadcast with each other: dimensions of the first left out or 1 in the second. */
const partner = ({ shape, seed }: Case) =>
  shape.slice(seed % (shape.length + 1)).map((size, d) => ((seed >> d) % 3 === 0 ? 1 : size));

describe('of two tensors, with broadcasting', () => {
  test.each(Object.entries(binary))('%s', (_, { fn, low = -4, odd: allowed }) => {
    run(
      fc.property(cases, (one) => {
        const { shape, seed, view, odd } = one;
        const make = (size: number[], s: number) =>
          tf.tensor(numbers(tf.util.sizeFromShape(size), s, low, 4, allowed === false ? 0 : odd), size);
        const [a, b] = [make(shape, seed), make(partner(one), seed + 1)];
        // A transposed shape broadcasts otherwise: turned back, it is a view as well.
        const change =
          view === 'transposed' ? (x: tf.Tensor) => tf.transpose(tf.add(tf.transpose(x), 0)) : views[view]!;
        agree((x, y) => (seed % 2 ? fn(change(x), y) : fn(change(y), change(x))), [a, b]);
        tf.dispose([a, b]);
      }),
    );
  });
});

const reductions: Readonly<
  Record<string, { fn: (x: tf.Tensor, axis: number[], keep: boolean) => tf.Tensor; sums?: true; odd?: false }>
> = {
  all: { fn: (x, axis, keep) => tf.all(bools(x), axis, keep) },
  any: { fn: (x, axis, keep) => tf.any(bools(x), axis, keep) },
  max: { fn: (x, axis, keep) => tf.max(x, axis, keep) },
  'max of int32': { fn: (x, axis, keep) => tf.max(ints(x), axis, keep), odd: false },
  mean: { fn: (x, axis, keep) => tf.mean(x, axis, keep), sums: true },
  min: { fn: (x, axis, keep) => tf.min(x, axis, keep) },
  prod: { fn: (x, axis, keep) => tf.prod(tf.mul(x, 0.4), axis, keep), odd: false },
  sum: { fn: (x, axis, keep) => tf.sum(x, axis, keep), sums: true },
  'sum of int32': { fn: (x, axis, keep) => tf.sum(ints(x), axis, keep), odd: false },
  'sum of bool': { fn: (x, axis, keep) => tf.sum(bools(x), axis, keep) },
  logSumExp: { fn: (x, axis, keep) => tf.logSumExp(x, axis, keep), odd: false },
};

describe('reductions', () => {
  test.each(Object.entries(reductions))('%s', (_, { fn, sums, odd: allowed }) => {
    run(
      fc.property(cases, ({ shape: any, seed, view, odd }) => {
        const shape = any.map((size) => Math.max(size, 1));
        const axis = shape.map((_, d) => d).filter((d) => (seed >> d) % 2 === 0);
        if (axis.length === 0 && shape.length > 0) axis.push(shape.length - 1);
        const x = tf.tensor(numbers(tf.util.sizeFromShape(shape), seed, -3, 3, allowed === false ? 0 : odd), shape);
        const keep = seed % 2 === 0;
        const change = views[view]!;
        agree(
          (input) => fn(change(input), axis, keep),
          [x],
          sums && ((input) => tf.sum(tf.abs(change(input)), axis, keep)),
        );
        x.dispose();
      }),
    );
  });

  test('of nothing', () => {
    agree((x) => tf.sum(x, 1), [tf.zeros([3, 0])]);
    agree((x) => tf.sum(x, 0), [tf.zeros([0, 3])]);
    agree((x) => tf.prod(x, 1), [tf.zeros([3, 0])]);
    agree((x) => tf.add(x, 1), [tf.zeros([0])]);
    agree((x) => tf.matMul(x as tf.Tensor2D, tf.transpose(x) as tf.Tensor2D), [tf.zeros([3, 0])]);
  });
});

const alongAxis: Readonly<
  Record<string, { fn: (x: tf.Tensor, axis: number, seed: number) => tf.Tensor; odd?: false }>
> = {
  argMax: { fn: (x, axis) => tf.argMax(x, axis), odd: false },
  'argMax of int32': { fn: (x, axis) => tf.argMax(ints(x), axis), odd: false },
  argMin: { fn: (x, axis) => tf.argMin(x, axis), odd: false },
  cumsum: { fn: (x, axis, seed) => tf.cumsum(x, axis, seed % 3 === 0, seed % 2 === 0), odd: false },
  cumprod: { fn: (x, axis, seed) => tf.cumprod(x, axis, seed % 3 === 0, seed % 2 === 0), odd: false },
  concat: { fn: (x, axis) => tf.concat([x, tf.neg(x), tf.exp(tf.neg(tf.abs(x)))], axis) },
  stack: { fn: (x, axis) => tf.stack([x, tf.neg(x)], axis) },
  unstack: { fn: (x, axis) => tf.stack(tf.unstack(x, axis).reverse(), 0) },
  split: { fn: (x, axis) => tf.concat(tf.split(x, [1, (x.shape[axis] as number) - 1], axis).reverse(), axis) },
  reverse: { fn: (x, axis) => tf.reverse(x, axis) },
  gather: {
    fn: (x, axis, seed) =>
      tf.gather(x, tf.tensor1d([0, (x.shape[axis] as number) - 1, seed % (x.shape[axis] as number)], 'int32'), axis),
  },
  'gather of a scalar': {
    fn: (x, axis, seed) => tf.gather(x, tf.scalar(seed % (x.shape[axis] as number), 'int32'), axis),
  },
  // tfjs multiplies by 0 what is not in a segment, so that its NaN and infinities reach all of them.
  unsortedSegmentSum: {
    odd: false,
    fn: (x, _, seed) =>
      tf.unsortedSegmentSum(
        x,
        tf.tensor1d(
          Array.from({ length: x.shape[0] as number }, (__, i) => (i * seed) % 4),
          'int32',
        ),
        4,
      ),
  },
  slice: {
    fn: (x, axis) =>
      tf.slice(
        x,
        x.shape.map((_, d) => (d === axis ? 1 : 0)),
        x.shape.map((size, d) => (d === axis ? size - 1 : size)),
      ),
  },
  stridedSlice: {
    fn: (x, axis) =>
      tf.stridedSlice(
        x,
        x.shape.map(() => 0),
        [...x.shape],
        x.shape.map((_, d) => (d === axis ? 2 : 1)),
      ),
  },
  pad: {
    fn: (x, axis, seed) =>
      tf.pad(
        x,
        x.shape.map((_, d): [number, number] => (d === axis ? [2, 1] : [0, seed % 2])),
        seed % 3,
      ),
  },
  tile: {
    fn: (x, axis) =>
      tf.tile(
        x,
        x.shape.map((_, d) => (d === axis ? 3 : 1)),
      ),
  },
  softmax: { fn: (x) => tf.softmax(x), odd: false },
  logSoftmax: { fn: (x) => tf.logSoftmax(x), odd: false },
  expandDims: { fn: (x, axis) => tf.expandDims(x, axis) },
  oneHot: { fn: (x, _, seed) => tf.oneHot(ints(x) as tf.Tensor1D, 4, seed, -1), odd: false },
  broadcastTo: { fn: (x) => tf.broadcastTo(x, [2, ...x.shape] as [number]) },
};

describe('along an axis', () => {
  test.each(Object.entries(alongAxis))('%s', (_, { fn, odd: allowed }) => {
    run(
      fc.property(cases, ({ shape: any, seed, view, odd }) => {
        const shape = any.length === 0 ? [4] : any.map((size) => Math.max(size, 2));
        const x = tf.tensor(numbers(tf.util.sizeFromShape(shape), seed, -3, 3, allowed === false ? 0 : odd), shape);
        const change = views[view]!;
        agree((input) => fn(change(input), seed % shape.length, seed), [x]);
        x.dispose();
      }),
    );
  });

  test('gather within batches', () => {
    const x = tf.tensor(numbers(3 * 5 * 4, 1, -1, 1, 0), [3, 5, 4]);
    agree(
      (input) =>
        tf.gather(
          input,
          tf.tensor2d(
            [
              [0, 4],
              [1, 1],
              [3, 2],
            ],
            [3, 2],
            'int32',
          ),
          1,
          1,
        ),
      [x],
    );
  });
});

test('matrix products', () => {
  run(
    fc.property(cases, cases, ({ shape, seed, view }, { seed: other, odd }) => {
      const [m = 1, k = 1, n = 1] = shape;
      const batch = seed % 3 === 0 ? [2, 3] : seed % 3 === 1 ? [3] : [];
      const [ta, tb] = [seed % 2 === 0, other % 2 === 0];
      const a = tf.tensor(numbers(6 * m * k, seed, -1, 1, 0).subarray(0, tf.util.sizeFromShape(batch) * m * k), [
        ...batch,
        ...(ta ? [k, m] : [m, k]),
      ]);
      const batchB = odd > 0 ? batch.map(() => 1) : batch;
      const b = tf.tensor(numbers(6 * n * k, other, -1, 1, 0).subarray(0, tf.util.sizeFromShape(batchB) * n * k), [
        ...batchB,
        ...(tb ? [n, k] : [k, n]),
      ]);
      const change = view === 'transposed' ? views.computed! : views[view]!;
      const product = (x: tf.Tensor, y: tf.Tensor) => tf.matMul(change(x), y, ta, tb);
      agree(product, [a, b], (x, y) => product(tf.abs(x), tf.abs(y)));
      tf.dispose([a, b]);
    }),
    80,
  );
});

test('pooling and its gradients', () => {
  run(
    fc.property(cases, cases, ({ seed }, { seed: other }) => {
      const [height, width, channels] = [1 + (seed % 7), 2 + (other % 7), 1 + (seed % 5)];
      const size: [number, number] = [1 + (seed % Math.min(3, height)), 1 + (other % 2)];
      const stride: [number, number] = [1 + (other % 3), 1 + (seed % 2)];
      const pad = seed % 3 === 0 ? 'same' : 'valid';
      const x = tf.tensor4d(numbers(2 * height * width * channels, seed, -1, 1, 0), [2, height, width, channels]);
      for (const pool of [tf.maxPool, tf.avgPool]) {
        agree((input) => pool(input as tf.Tensor4D, size, stride, pad), [x]);
        const gradient = tf.grad((input: tf.Tensor) =>
          tf.sum(tf.square(pool(input as tf.Tensor4D, size, stride, pad))),
        );
        agree((input) => gradient(input), [x]);
      }
      x.dispose();
    }),
    40,
  );
});
