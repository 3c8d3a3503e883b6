/** Exponential and logarithm in additions and multiplications alone: the same bits in every engine, unlike Math.exp and Math.log. */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const bits = new DataView(new ArrayBuffer(8));

/** e to the x, within 2 units of the last place for results that are no subnormal numbers. */
export function exp(x: number): number {
  if (!(x > -708)) return x <= -708 ? 0 : Number.NaN;
  if (x > 709.78) return Number.POSITIVE_INFINITY;
  const n = Math.round(x / Math.LN2);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  // Taylor, |r| ≤ ln 2 / 2.
  let sum = 1;
  for (let k = 14; k > 0; k--) sum = 1 + (r * sum) / k;
  bits.setInt32(0, (n + 1023) << 20);
  bits.setInt32(4, 0);
  return n === 1024 ? 2 * sum * 2 ** 1023 : sum * bits.getFloat64(0);
}

/**
 * The natural logarithm of a positive normal number, within 2 units of the last place. That of @mnist1d/random, which is closer,
 * ends at 1.4 and rounds otherwise: t-SNE would come out with other bits.
 */
export function log(x: number): number {
  bits.setFloat64(0, x);
  let exponent = (bits.getInt32(0) >>> 20) - 1023;
  bits.setInt32(0, (bits.getInt32(0) & 0xfffff) | (1023 << 20));
  let m = bits.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    exponent++;
  }
  // ln m = 2 artanh s.
  const s = (m - 1) / (m + 1);
  const s2 = s * s;
  let sum = 0;
  for (let k = 23; k > 0; k -= 2) sum = 1 / k + s2 * sum;
  return exponent * LN2_HIGH + (2 * s * sum + exponent * LN2_LOW);
}
