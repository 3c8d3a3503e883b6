/** The fused multiply-add of float32, which JavaScript lacks. */

const float64 = new Float64Array(1);
const words = new Uint32Array(float64.buffer);
/** Where the low half of a double lies; big-endian machines store it second. */
const low = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;

/**
 * a · b + c for float32 numbers, rounded once to float32. Exact wherever the result is a normal float32.
 *
 * The product of two 24-bit significands is exact in double precision, so only the sum rounds twice: to a double, then to
 * a float. That differs from rounding once only if the double lies halfway between two floats and the true sum does not;
 * then the error of the first rounding (Knuth's two-sum) says to which side it belongs.
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  float64[0] = sum;
  const bits = words[low] as number;
  if ((bits & 0x1fffffff) !== 0x10000000) return Math.fround(sum);
  const shared = sum - product;
  const error = product - (sum - shared) + (c - shared);
  if (error === 0) return Math.fround(sum);
  words[low] = error > 0 === sum > 0 ? bits + 1 : bits - 1;
  return Math.fround(float64[0] as number);
}
