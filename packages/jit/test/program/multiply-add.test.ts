/** One rounding, by hand: compared with arithmetic on whole numbers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { floatOf } from '../../src/program/arithmetic/bits.ts';
import { multiplyAdd } from '../../src/program/arithmetic/multiply-add.ts';

/** What a float32 is times 2¹⁴⁹: a whole number. */
const SCALE = 149n;
function whole(x: number): bigint {
  const bits = new Uint32Array(Float32Array.of(Math.abs(x)).buffer)[0]!;
  const [exponent, fraction] = [bits >>> 23, bits & 0x7fffff];
  const size = exponent === 0 ? BigInt(fraction) : BigInt(fraction | 0x800000) << BigInt(exponent - 1);
  return x < 0 ? -size : size;
}

/** The float32 nearest to n / 2²⁹⁸, of two equally near the even one, for n that is not 0. */
function nearest(n: bigint): number {
  const size = n < 0n ? -n : n;
  // 24 bits are left, or what stands above the last place of subnormal numbers.
  const drop = BigInt(Math.max(size.toString(2).length - 24, Number(SCALE)));
  const [kept, rest, half] = [size >> drop, size & ((1n << drop) - 1n), 1n << (drop - 1n)];
  const rounded = kept + (rest > half || (rest === half && (kept & 1n) === 1n) ? 1n : 0n);
  const value = Math.fround(Number(rounded) * 2 ** (Number(drop) - 298 + 149) * 2 ** -149);
  return n < 0n ? -value : value;
}

function expected(a: number, b: number, c: number): number {
  const exact = whole(a) * whole(b) + (whole(c) << SCALE);
  if (![a, b, c].every(Number.isFinite) || exact === 0n) return a * b + c;
  return nearest(exact);
}

const float = fc.oneof(
  fc.integer().map(floatOf),
  fc.float({ min: -4, max: 4, noNaN: true }),
  fc.float({ min: Math.fround(-1e-37), max: Math.fround(1e-37), noNaN: true }),
);

test('any three numbers', () => {
  fc.assert(
    fc.property(float, float, float, (a, b, c) => {
      expect(multiplyAdd(a, b, c)).toBe(expected(a, b, c));
    }),
    { numRuns: 20_000 },
  );
});

test('sums that nearly cancel', () => {
  fc.assert(
    fc.property(float, float, fc.integer({ min: -4, max: 4 }), (a, b, units) => {
      const near = Math.fround(-a * b);
      fc.pre(Number.isFinite(near) && near !== 0);
      const c = Math.fround(near * (1 + units * 2 ** -23));
      expect(multiplyAdd(a, b, c)).toBe(expected(a, b, c));
    }),
    { numRuns: 20_000 },
  );
});

test.each([
  // In float64 the sum is rounded to the middle of two float32 values, or from it.
  [1 + 2 ** -12, 1 + 2 ** -12, 2 ** 30],
  [2 ** -30, 1, 1 + 2 ** -23],
  [1 + 2 ** -23, 2 ** -24, 1],
  [-(1 + 2 ** -23), 2 ** -24, 1 + 2 ** -23],
  [1 + 2 ** -23, 1 - 2 ** -24, 2 ** -24 + 2 ** -47],
  [2 ** -60, 2 ** -25, 2 ** -24 + 1],
  [16777215, 16777215, 1],
  [8388609, 2 ** -40, 16777217 - 1],
  // Results below the normal numbers, and at the largest.
  [2 ** -75, 2 ** -75, 2 ** -149],
  [3 * 2 ** -76, 2 ** -75, -(2 ** -149)],
  [2 ** -126, 1 - 2 ** -24, 2 ** -149],
  [2 ** 64, 2 ** 64, -(2 ** 127)],
  [2 ** 127, 2, -(2 ** 104)],
  [2 ** 127, 2, -(2 ** 103)],
  // Zeros and their signs.
  [1, -1, 1],
  [-0, 1, -0],
  [0, 1, -0],
  [-1e-30, 1e-30, 0],
  [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  [0, Number.POSITIVE_INFINITY, 1],
])('%d · %d + %d', (...given) => {
  const [a, b, c] = given.map(Math.fround) as [number, number, number];
  expect(multiplyAdd(a, b, c)).toBe(expected(a, b, c));
});

test('two roundings are told from one', () => {
  const x = Math.fround(1 + 2 ** -12);
  expect(multiplyAdd(x, x, -(1 + 2 ** -11))).toBe(2 ** -24);
  // Rounded to float64 first, the middle, this would be the even neighbour, 1.
  expect(multiplyAdd(2 ** -24 * (1 + 2 ** -23), 1, 1)).toBe(1 + 2 ** -23);
  expect(multiplyAdd(2 ** -62, 2 ** -62, Math.fround(2 ** -24))).toBe(2 ** -24);
});
