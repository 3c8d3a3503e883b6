import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { log } from '../src/index.ts';

const BITS = 160n;

/** log x · 2^160, by an independent series: log m = Σ (1 − 1/m)ⁿ / n after halving m into [1, 2), with log 2 likewise. */
function exactLog(x: number): bigint {
  let [numerator, exponent] = [x, 0n];
  while (numerator >= 2) [numerator, exponent] = [numerator / 2, exponent + 1n];
  while (numerator < 1) [numerator, exponent] = [numerator * 2, exponent - 1n];
  return logOf(BigInt(numerator * 2 ** 52), 1n << 52n) + exponent * logOf(2n, 1n);
}

function logOf(a: bigint, b: bigint): bigint {
  const q = ((a - b) << BITS) / a;
  let [sum, power] = [0n, q];
  for (let n = 1n; power !== 0n; n++) {
    sum += power / n;
    power = (power * q) >> BITS;
  }
  return sum;
}

/** The distance of a result from the exact value, in units in the last place. */
function error(x: number): number {
  const exact = exactLog(x);
  const scale = Number(exact) / 2 ** 160;
  const ulp = 2 ** Math.max(Math.floor(Math.log2(Math.abs(scale))) - 52, -1074);
  const result = log(x);
  // 2^160 times a result of at least 2^-107 is an integer.
  return Math.abs(Number(BigInt(result * 2 ** 160) - exact)) / 2 ** 160 / ulp;
}

test('within 0.51 units in the last place', () => {
  fc.assert(
    fc.property(fc.double({ min: 2 ** -100, max: 1.4, noNaN: true }), (x) => {
      if (x !== 1) expect(error(x)).toBeLessThan(0.51);
    }),
    { numRuns: 3000 },
  );
});

test('as precise near 1, at any distance from it', () => {
  const distance = fc.tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: 3, max: 50 }), fc.boolean());
  fc.assert(
    fc.property(distance, ([mantissa, exponent, below]) => {
      const x = 1 + (below ? -1 : 1) * mantissa * 2 ** -exponent;
      if (x !== 1) expect(error(x)).toBeLessThan(0.51);
    }),
    { numRuns: 3000 },
  );
});

test('as precise just below and above 1, where the logarithm vanishes', () => {
  expect(log(1)).toBe(0);
  for (let k = 2; k <= 40; k++) {
    expect(error(1 - 2 ** -k)).toBeLessThan(0.51);
    if (k > 2) expect(error(1 + 2 ** -k)).toBeLessThan(0.51);
  }
});

test('powers of two give multiples of log 2', () => {
  for (const k of [1, 10, 106, 900]) expect(log(2 ** -k)).toBeCloseTo(-k * Math.LN2, 10);
});
