/** Small pieces of which the functions of vectors are made. */

/** 1.5 · 2⁵²: a float64 added to it is rounded to an integer, which stands in the last bits. */
export const ROUND_LONG: f64 = 6755399441055744;
export const SIGN: i32 = i32.MIN_VALUE;

// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(a, b), f32x4.splat(c));
}

// @ts-ignore: decorator
@inline
export function fmaLong(a: v128, b: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(a, b), f64x2.splat(c));
}

/** x between bounds: one instruction for each, where min and max take several. NaN stays, for it is the first operand. */
// @ts-ignore: decorator
@inline
export function clamp(x: v128, low: f32, high: f32): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.splat(low)), f32x4.splat(high));
}

/** y ≥ 0 with the sign of x; odd functions keep that of 0. */
// @ts-ignore: decorator
@inline
export function withSign(y: v128, x: v128): v128 {
  return v128.or(y, v128.and(x, i32x4.splat(SIGN)));
}

/** The first two lanes of each. */
// @ts-ignore: decorator
@inline
export function join(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 0, 1, 4, 5);
}

/** The last two lanes. */
// @ts-ignore: decorator
@inline
export function upper(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 2, 3);
}

/** The low halves of 64-bit lanes. */
// @ts-ignore: decorator
@inline
export function lowWords(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 0, 2, 4, 6);
}
