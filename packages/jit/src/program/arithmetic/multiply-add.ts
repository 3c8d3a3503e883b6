/** A float32 multiplication and addition with one rounding, by hand. */

const long = new Float64Array(1);
const words = new Int32Array(long.buffer);

/**
 * a · b + c of float32 values, rounded to float32 once.
 *
 * The product is exact in float64, its sum with c need not be. Rounded to odd there (to the neighbour whose last bit is 1, if
 * it is not exact), it may be rounded again as if it had not been (S. Boldo and G. Melquiond, Emulation of FMA and correctly
 * rounded sums, 2008).
 */
export function multiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  // What the sum lost, exactly (D. Knuth, The Art of Computer Programming 2, 4.2.2).
  const added = sum - product;
  const lost = product - (sum - added) + (c - added);
  long[0] = sum;
  const low = words[0] as number;
  if (lost === 0 || !Number.isFinite(lost) || (low & 1) === 1) return Math.fround(sum);
  // The last bit is 0: the neighbour away from zero has it 1, and so has the one towards zero.
  words[0] = lost > 0 === sum > 0 ? low + 1 : low - 1;
  if (low === 0 && words[0] === -1) words[1] = (words[1] as number) - 1;
  return Math.fround(long[0] as number);
}
