import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fusedMultiplyAdd } from '../src/random/fused-multiply-add.ts';

/** A double as an integer times 2^exponent. */
function exact(value: number): { significand: bigint; exponent: number } {
  let [scaled, exponent] = [value, 0];
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent--;
  }
  return { significand: BigInt(scaled), exponent };
}

/** a · b + c in integers, rounded once to 24 bits, ties to even. */
function reference(a: number, b: number, c: number): number {
  const [x, y, z] = [exact(a), exact(b), exact(c)];
  const exponent = Math.min(x.exponent + y.exponent, z.exponent);
  const product = (x.significand * y.significand) << BigInt(x.exponent + y.exponent - exponent);
  const sum = product + (z.significand << BigInt(z.exponent - exponent));
  const magnitude = sum < 0n ? -sum : sum;
  const excess = magnitude.toString(2).length - 24;
  if (excess <= 0) return Number(sum) * 2 ** exponent;
  const unit = 1n << BigInt(excess);
  const rest = magnitude & (unit - 1n);
  let kept = magnitude >> BigInt(excess);
  if (rest * 2n > unit || (rest * 2n === unit && kept & 1n)) kept++;
  return (sum < 0n ? -1 : 1) * Number(kept) * 2 ** (excess + exponent);
}

const floats = fc
  .tuple(fc.integer({ min: -(2 ** 24), max: 2 ** 24 }), fc.integer({ min: -40, max: 4 }))
  .map(([significand, exponent]) => significand * 2 ** exponent);

test('rounds once', () => {
  fc.assert(
    fc.property(floats, floats, floats, (a, b, c) => {
      expect(fusedMultiplyAdd(a, b, c)).toBe(reference(a, b, c) + 0);
    }),
    { numRuns: 2000 },
  );
});

test('rounds once where the double in between lies halfway between two floats', () => {
  // The product misses half of c's last place by 2⁻⁷⁰, which a double of c's size cannot show.
  const a = 1 + 2 ** -23;
  const b = 2 ** -24 * (1 - 2 ** -23);
  const c = 1 + 2 ** -23;
  for (const [x, y] of [
    [b, c],
    [-b, c],
    [b, -c],
    [-b, -c],
  ] as const) {
    expect(fusedMultiplyAdd(a, x, y)).toBe(reference(a, x, y));
    expect(Math.fround(a * x + y)).not.toBe(reference(a, x, y));
  }
});
