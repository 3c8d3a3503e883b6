/** What kernels are tried on, against the cpu backend of tfjs: any shape, type and view, any values. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { expect } from 'vitest';
import { jit } from '../../src/index.ts';

type DType = 'float32' | 'int32' | 'bool';

/**
 * How a value of some shape reaches a kernel: the shape of the argument that the compiled function is called with, and what
 * it does to it first. Most are views with strides of their own.
 */
export interface View {
  readonly from: (shape: readonly number[]) => number[];
  readonly change: (x: tf.Tensor, shape: number[]) => tf.Tensor;
}

const every = (shape: readonly number[], size: (size: number, d: number) => number) => shape.map(size);
const even = (size: number) => size > 0 && size % 2 === 0;

/** The same values, from an operation. */
export const computed = (x: tf.Tensor) => (x.dtype === 'bool' ? tf.logicalNot(tf.logicalNot(x)) : tf.neg(tf.neg(x)));

export const views: Readonly<Record<string, View>> = {
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
export const viewed = (view: string, x: tf.Tensor, shape: number[]) =>
  shape.length === 0 && view !== 'computed' ? x : views[view]!.change(x, shape);

export interface Case {
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
export const cases: fc.Arbitrary<Case> = fc.record({
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

export interface Values {
  readonly dtype?: DType;
  readonly low?: number;
  readonly high?: number;
  readonly odd?: number;
}

/** Numbers between low and high, the same for the same seed. */
export function tensor(
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
export function agree(
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

export const run = (property: fc.IProperty<[Case]> | fc.IProperty<[Case, Case]>, numRuns = 40) =>
  fc.assert(property as fc.IProperty<unknown>, { seed: 7, numRuns });

const floats = ['float32'] as const;
export const numbers = ['float32', 'int32'] as const;
export const all = ['float32', 'int32', 'bool'] as const;

/** What a kernel is tried on. */
export interface Domain {
  readonly types?: readonly DType[];
  readonly low?: number;
  readonly high?: number;
  /** Why only usual values are tried. */
  readonly usual?: string;
}

export const FLOAT32 = 'tfjs keeps the results in a Float32Array, and loses what is beyond 2²⁴';
export const JAVASCRIPT =
  'tfjs computes integers in float64: beyond 2⁵³ their last bits are lost, where ours are right';

/** The values of a case for a domain. */
export const valuesOf = ({ types = floats, low = -8, high = 8, usual }: Domain, { seed, odd }: Case): Values => ({
  dtype: types[seed % types.length]!,
  low,
  high,
  odd: usual ? 0 : odd,
});

export const argumentOf = (domain: Domain, one: Case, shape: readonly number[] = one.shape) =>
  tensor(views[one.view]!.from(shape), one.seed, valuesOf(domain, one));
