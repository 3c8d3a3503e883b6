/** Sine and cosine of four float32 values. */
import { clamp, fma, fmaLong, join, lowWords, ROUND_LONG, SIGN, upper } from './vectors';

/** π/2 in two parts, the first of 30 bits. */
const HALF_PI_HIGH: f64 = 1.570796325802803;
const HALF_PI_LOW: f64 = 9.920935796805404e-10;

/**
 * sin(x + quarters · π/2) with x = n · π/2 + r. n times the first part of π/2 is exact in float64 up to |x| = 2²³,
 * so that r is accurate where it is small too. Polynomials of Cephes (sinf.c).
 */
// @ts-ignore: decorator
@inline
function sine(x: v128, quarters: i32): v128 {
  const first = f64x2.promote_low_f32x4(x);
  const second = f64x2.promote_low_f32x4(upper(x));
  const nFirst = fmaLong(first, f64x2.splat(0.636619772367581343), ROUND_LONG);
  const nSecond = fmaLong(second, f64x2.splat(0.636619772367581343), ROUND_LONG);
  const n = i32x4.add(lowWords(nFirst, nSecond), i32x4.splat(quarters));
  // Bounded where x is so large that the quarters cannot be counted.
  const r = clamp(join(quarterRemainder(first, nFirst), quarterRemainder(second, nSecond)), -1, 1);
  const z = f32x4.mul(r, r);
  let s = fma(f32x4.splat(-1.9515295891e-4), z, 8.3321608736e-3);
  s = fma(s, z, -1.6666654611e-1);
  s = f32x4.mul(fma(s, z, 1), r);
  let c = fma(f32x4.splat(2.443315711809948e-5), z, -1.388731625493765e-3);
  c = fma(c, z, 4.166664568298827e-2);
  c = fma(c, z, -0.5);
  c = fma(c, z, 1);
  const isOdd = i32x4.shr_s(i32x4.shl(n, 31), 31);
  const sign = v128.and(i32x4.shl(n, 30), i32x4.splat(SIGN));
  return v128.xor(v128.bitselect(c, s, isOdd), sign);
}

/** x − n · π/2 of two float64 values as float32; n with ROUND_LONG added. */
// @ts-ignore: decorator
@inline
function quarterRemainder(x: v128, n: v128): v128 {
  n = f64x2.sub(n, f64x2.splat(ROUND_LONG));
  const r = f64x2.sub(x, f64x2.mul(n, f64x2.splat(HALF_PI_HIGH)));
  return f32x4.demote_f64x2_zero(f64x2.sub(r, f64x2.mul(n, f64x2.splat(HALF_PI_LOW))));
}

/** Within 3 ulp for |x| ≤ 2²³; beyond, the error grows to any value in [−1, 1]. */
export function sin4(x: v128): v128 {
  return sine(x, 0);
}

/** As sin4. */
export function cos4(x: v128): v128 {
  return sine(x, 1);
}
