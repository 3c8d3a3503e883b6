/** Every kernel against the cpu backend of tfjs: any shape, type and view, any values. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@mnist1d/models';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

type DType = 'float32' | 'int32' | 'bool';

/**
 * How a value of some shape reaches a kernel: the shape of the argument that the compiled function is called with, and what
 * it does to it first. Most are views with strides of their own.
 */
interface View {
  readonly from: (shape: readonly number[]) => number[];
  readonly change: (x: tf.Tensor, shape: number[]) => tf.Tensor;
}

const every = (shape: readonly number[], size: (size: number, d: number) => number) => shape.map(size);
const even = (size: number) => size > 0 && size % 2 === 0;

/** The same values, from an operation. */
const computed = (x: tf.Tensor) => (x.dtype === 'bool' ? tf.logicalNot(tf.logicalNot(x)) : tf.neg(tf.neg(x)));

const views: Readonly<Record<string, View>> = {
  plain: { from: (shape) => [...shape], change: (x) => x },
  computed: { from: (shape) => [...shape], change: (x) => computed(x) },
  transposed: { from: (shape) => [...shape].reverse(), change: (x) => tf.transpose(x) },
  reversed: { from: (shape) => [...shape], change: (x) => tf.reverse(x) },
  sliced: {
    from: (shape) => every(shape, (size) => size + 3),
    change: (x, shape) =>
      tf.slice(
        x,
        every(shape, (_, d) => (d % 2) + 1),
        shape,
      ),
  },
  stepped: {
    from: (shape) => every(shape, (size) => 2 * size),
    change: (x, shape) =>
      tf.stridedSlice(
        x,
        every(shape, () => 0),
        every(x.shape, (size) => size),
        every(shape, () => 2),
      ),
  },
  tiled: {
    from: (shape) => every(shape, (size) => (even(size) ? size / 2 : size)),
    change: (x, shape) =>
      tf.tile(
        x,
        every(shape, (size) => (even(size) ? 2 : 1)),
      ),
  },
  repeated: {
    from: (shape) => every(shape, (size, d) => (d % 2 === 0 && size > 0 ? 1 : size)),
    change: (x, shape) => tf.broadcastTo(x, shape),
  },
  padded: {
    from: (shape) => every(shape, (size) => Math.max(size - 2, 0)),
    change: (x, shape) =>
      tf.pad(
        x,
        x.shape.map((size, d): [number, number] => [Math.min(shape[d]! - size, 1), Math.max(shape[d]! - size - 1, 0)]),
      ),
  },
};

/** The value of a shape that a kernel sees; tfjs moves no scalars. */
const viewed = (view: string, x: tf.Tensor, shape: number[]) =>
  shape.length === 0 && view !== 'computed' ? x : views[view]!.change(x, shape);

interface Case {
  readonly shape: number[];
  readonly seed: number;
  readonly view: string;
  /** Share of values that are NaN, infinite, 0 or ±1; integers beyond float32's precision. */
  readonly odd: number;
}

/** Ranks 0 to 4, and at most some hundreds of elements. */
const shapes = fc
  .array(fc.constantFrom(0, 1, 2, 3, 4, 5, 9, 17), { maxLength: 4 })
  .map((shape) => shape.map((size, d) => (d < shape.length - 2 ? Math.min(size, 3) : size)))
  // Empty ones now and then only.
  .map((shape) => (shape.length % 2 === 0 ? shape.map((size) => Math.max(size, 1)) : shape));
const cases: fc.Arbitrary<Case> = fc.record({
  shape: shapes,
  seed: fc.integer({ min: 1, max: 1e6 }),
  view: fc.constantFrom(...Object.keys(views)),
  odd: fc.constantFrom(0, 0.2),
});

const special: Readonly<Record<DType, readonly number[]>> = {
  float32: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1, -1],
  int32: [0, 1, -1, 2 ** 24 + 1, -(2 ** 24) - 1],
  bool: [0, 1],
};

interface Values {
  readonly dtype?: DType;
  readonly low?: number;
  readonly high?: number;
  readonly odd?: number;
}

/** Numbers between low and high, the same for the same seed. */
function tensor(
  shape: readonly number[],
  seed: number,
  { dtype = 'float32', low = -1, high = 1, odd = 0 }: Values = {},
) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  const values = Array.from({ length: tf.util.sizeFromShape([...shape]) }, () => {
    const pick = next();
    const odds = special[dtype];
    if (next() < odd) return odds[Math.floor(pick * odds.length)]!;
    const value = low + (high - low) * pick;
    return dtype === 'float32' ? value : dtype === 'int32' ? Math.floor(value) : Number(value > (low + high) / 2);
  });
  return tf.tensor(values, [...shape], dtype);
}

/** Integers are equal; the tolerance of others grows with `scale`. */
function expectClose(actual: tf.Tensor, expected: tf.Tensor, scale: (i: number) => number): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  const [a, e] = [actual.dataSync(), expected.dataSync()];
  const tolerance = expected.dtype === 'float32' ? 1e-5 : 0;
  e.forEach((value, i) => {
    const got = a[i]!;
    const same = got === value || (Number.isNaN(got) && Number.isNaN(value));
    if (!same)
      expect(Math.abs(got - value), `element ${i}: ${got} for ${value}`).toBeLessThanOrEqual(tolerance * scale(i));
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
    const values = expected.dataSync();
    const sums = terms?.(...args).dataSync();
    expectClose(compiled(...args), expected, (i) => 1 + Math.abs(values[i]!) + (sums?.[i] ?? 0));
    compiled.dispose();
  });
  tf.dispose([...args]);
}

const run = (property: fc.IProperty<[Case]> | fc.IProperty<[Case, Case]>, numRuns = 40) =>
  fc.assert(property as fc.IProperty<unknown>, { seed: 7, numRuns });

const floats = ['float32'] as const;
const numbers = ['float32', 'int32'] as const;
const all = ['float32', 'int32', 'bool'] as const;

/** What a kernel is tried on. */
interface Domain {
  readonly types?: readonly DType[];
  readonly low?: number;
  readonly high?: number;
  /** Why only usual values are tried. */
  readonly usual?: string;
}

const FLOAT32 = 'tfjs keeps the results in a Float32Array, and loses what is beyond 2²⁴';
const JAVASCRIPT = 'tfjs computes integers in float64: beyond 2⁵³ their last bits are lost, where ours are right';

/** The values of a case for a domain. */
const valuesOf = ({ types = floats, low = -8, high = 8, usual }: Domain, { seed, odd }: Case): Values => ({
  dtype: types[seed % types.length]!,
  low,
  high,
  odd: usual ? 0 : odd,
});

const argumentOf = (domain: Domain, one: Case, shape: readonly number[] = one.shape) =>
  tensor(views[one.view]!.from(shape), one.seed, valuesOf(domain, one));

const unary: Readonly<Record<string, Domain & { readonly fn: (x: tf.Tensor) => tf.Tensor }>> = {
  abs: { fn: tf.abs },
  'abs of integers': {
    fn: tf.abs,
    types: ['int32', 'bool'],
    usual: FLOAT32,
  },
  acos: { fn: tf.acos, types: all, low: -1, high: 1 },
  acosh: { fn: tf.acosh, types: all, low: 1, high: 50 },
  asin: { fn: tf.asin, types: all, low: -1, high: 1 },
  asinh: { fn: tf.asinh, types: all },
  atan: { fn: tf.atan, types: all },
  atanh: { fn: tf.atanh, types: all, low: -0.99, high: 0.99 },
  'cast to float32': { fn: (x) => tf.cast(x, 'float32'), types: all },
  'cast to int32': { fn: (x) => tf.cast(x, 'int32'), types: all, low: -1e10, high: 1e10 },
  'cast to bool': { fn: (x) => tf.cast(x, 'bool'), types: all },
  ceil: { fn: tf.ceil },
  clipByValue: { fn: (x) => tf.clipByValue(x, -1.5, 2.5), types: numbers },
  'clipByValue on one side': { fn: (x) => tf.clipByValue(x, 0, Number.POSITIVE_INFINITY), types: numbers },
  cos: { fn: tf.cos, low: -1000, high: 1000 },
  cosh: { fn: tf.cosh },
  elu: { fn: tf.elu },
  erf: { fn: tf.erf, types: numbers },
  exp: { fn: tf.exp, types: all },
  expm1: { fn: tf.expm1 },
  floor: { fn: tf.floor },
  isFinite: { fn: tf.isFinite, types: numbers },
  isInf: { fn: tf.isInf, types: numbers },
  isNaN: { fn: tf.isNaN, types: numbers },
  leakyRelu: { fn: (x) => tf.leakyRelu(x, 0.1), types: numbers },
  log: { fn: tf.log, low: 0.001, high: 100 },
  log1p: { fn: tf.log1p, types: numbers, low: -0.99, high: 10 },
  logicalNot: { fn: (x) => tf.logicalNot(x), types: ['bool'] },
  logSigmoid: { fn: (x) => tf.logSigmoid(x) },
  neg: { fn: tf.neg, types: all },
  onesLike: { fn: tf.onesLike, types: all },
  reciprocal: { fn: tf.reciprocal, types: all },
  relu: { fn: tf.relu, types: numbers },
  relu6: { fn: tf.relu6, types: numbers },
  round: { fn: (x) => tf.round(tf.mul(x, 0.5)) },
  rsqrt: { fn: tf.rsqrt, low: 0.1, high: 9 },
  selu: { fn: tf.selu },
  sigmoid: { fn: tf.sigmoid },
  sign: { fn: tf.sign, types: numbers },
  sin: { fn: tf.sin, low: -1000, high: 1000 },
  sinh: { fn: tf.sinh },
  softplus: { fn: tf.softplus },
  sqrt: { fn: tf.sqrt, low: 0, high: 100 },
  square: { fn: tf.square },
  'square of integers': { fn: tf.square, types: ['int32'], usual: FLOAT32 },
  step: { fn: (x) => tf.step(x), types: numbers },
  'step with a slope': { fn: (x) => tf.step(x, 0.2), types: numbers },
  tan: { fn: tf.tan, low: -1.3, high: 1.3 },
  tanh: { fn: tf.tanh },
  zerosLike: { fn: tf.zerosLike, types: all },
};

describe('of one tensor, element by element', () => {
  test.each(Object.entries(unary))('%s', (_, { fn, ...domain }) => {
    run(
      fc.property(cases, (one) => {
        agree((input) => fn(viewed(one.view, input, one.shape)), [argumentOf(domain, one)]);
      }),
    );
  });
});

/** An exponent that is neither NaN nor infinite: then 1 to it is 1 in IEEE 754 and here, and NaN in JavaScript. */
const finite = (b: tf.Tensor) => tf.where(tf.isFinite(b), b, tf.scalar(2));

/** tf.where, but of nothing: tfjs does not broadcast a dimension of 1 to 0, and then reads behind its arrays. */
const choose = (condition: tf.Tensor, yes: tf.Tensor, no: tf.Tensor) =>
  [condition, yes, no].some(({ size }) => size === 0) ? yes : tf.where(condition, yes, no);

const binary: Readonly<Record<string, Domain & { readonly fn: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor }>> = {
  add: { fn: tf.add, types: numbers },
  atan2: { fn: tf.atan2 },
  div: { fn: tf.div, types: all },
  divNoNan: { fn: tf.divNoNan, types: numbers },
  equal: { fn: tf.equal, types: all },
  floorDiv: { fn: tf.floorDiv, types: all },
  // tenths, whose quotients lie beside integers
  'floorDiv of tenths': { fn: (a, b) => tf.floorDiv(tf.div(tf.round(a), 10), tf.div(tf.round(b), 10)) },
  greater: { fn: tf.greater, types: all },
  greaterEqual: { fn: tf.greaterEqual, types: all },
  less: { fn: tf.less, types: all },
  lessEqual: { fn: tf.lessEqual, types: all },
  logicalAnd: { fn: tf.logicalAnd, types: ['bool'] },
  logicalOr: { fn: tf.logicalOr, types: ['bool'] },
  logicalXor: { fn: tf.logicalXor, types: ['bool'] },
  maximum: { fn: tf.maximum, types: numbers },
  minimum: { fn: tf.minimum, types: numbers },
  mod: { fn: tf.mod, types: all },
  'mod of tenths': { fn: (a, b) => tf.mod(tf.div(tf.round(a), 10), tf.div(tf.round(b), 10)) },
  mul: { fn: tf.mul, types: numbers },
  notEqual: { fn: tf.notEqual, types: all },
  pow: { fn: (a, b) => tf.pow(a, finite(b)), low: 0.1, high: 4 },
  'pow of negative numbers': { fn: (a, b) => tf.pow(a, tf.floor(finite(b))), low: -4, high: 4 },
  'pow of integers': { fn: tf.pow, types: ['int32', 'bool'], usual: JAVASCRIPT },
  prelu: { fn: tf.prelu, types: numbers },
  squaredDifference: { fn: tf.squaredDifference, types: numbers },
  sub: { fn: tf.sub, types: numbers },
  where: { fn: (a, b) => choose(tf.greater(a, b), a, b), types: all },
  'where, of one row of conditions': { fn: (a, b) => choose(tf.cast(b, 'bool'), a, tf.neg(a)), types: numbers },
  'float32 and int32': { fn: (a, b) => tf.sub(a, tf.cast(tf.clipByValue(b, -9, 9), 'int32')) },
};

/** Shapes that broadcast with each other: dimensions of the first left out or 1 in the second. */
const partner = ({ shape, seed }: Case) =>
  shape.slice(seed % (shape.length + 1)).map((size, d) => ((seed >> d) % 3 === 0 ? 1 : size));

describe('of two tensors, with broadcasting', () => {
  test.each(Object.entries(binary))('%s', (_, { fn, ...domain }) => {
    run(
      fc.property(cases, cases, (one, { view, seed }) => {
        const other = { ...one, view, shape: partner(one) };
        const a = argumentOf(domain, one);
        const b = tensor(views[view]!.from(other.shape), seed, valuesOf(domain, other));
        const change = (x: tf.Tensor, y: tf.Tensor) =>
          [viewed(one.view, x, one.shape), viewed(view, y, other.shape)] as const;
        agree(
          (x, y) => {
            const [left, right] = change(x!, y!);
            return seed % 2 ? fn(left, right) : fn(right, left);
          },
          [a, b],
        );
      }),
    );
  });
});

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

  test('gather within batches', () => {
    const places = tf.tensor2d([0, 4, 1, 1, 3, 2], [3, 2], 'int32');
    agree((x) => tf.gather(x, places, 1, 1), [tensor([3, 5, 4], 1)]);
    agree((x) => tf.gather(x, places, 2, 1), [tensor([3, 4, 5], 1)]);
    agree((x) => tf.gather(x, places, 2, 2), [tensor([3, 2, 5], 1)]);
  });
});

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
