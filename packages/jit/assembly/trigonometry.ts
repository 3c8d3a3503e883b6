/** Sine and cosine of four float32 values. */
import { fma, fmaLong, join, lowWords, ROUND_LONG, SIGN, upper } from './vectors';

/** π/2 in two parts, the first of 30 bits. */
const HALF_PI_HIGH: f64 = 1.570796325802803;
const HALF_PI_LOW: f64 = 9.920935796805404e-10;

/**
 * sin(x + quarters · π/2) with x = n · π/2 + r. n times the first part of π/2 is exact in float64 up to |x| = 2²³,
 * so that r is accurate where it is small too; larger ones are reduced one by one. Polynomials of Cephes (sinf.c).
 */
// @ts-ignore: decorator
@inline
function sine(x: v128, quarters: i32): v128 {
  const first = f64x2.promote_low_f32x4(x);
  const second = f64x2.promote_low_f32x4(upper(x));
  const nFirst = fmaLong(first, f64x2.splat(0.636619772367581343), ROUND_LONG);
  const nSecond = fmaLong(second, f64x2.splat(0.636619772367581343), ROUND_LONG);
  let n = i32x4.add(lowWords(nFirst, nSecond), i32x4.splat(quarters));
  let r = join(quarterRemainder(first, nFirst), quarterRemainder(second, nSecond));
  if (v128.any_true(f32x4.gt(f32x4.abs(x), f32x4.splat(LARGE)))) {
    for (let lane = 0; lane < 4; lane++) {
      const bits = i32x4.extract_lane(x, 0);
      if ((bits & i32.MAX_VALUE) > LARGE_BITS) {
        const reduced = reduceLarge(bits);
        r = f32x4.replace_lane(r, 0, reinterpret<f32>(<i32>reduced));
        n = i32x4.replace_lane(n, 0, <i32>(reduced >> 32) + quarters);
      }
      x = next(x);
      r = next(r);
      n = next(n);
    }
  }
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

/** The lanes moved on by one. */
// @ts-ignore: decorator
@inline
function next(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 1, 2, 3, 0);
}

/** Beyond it n times the first part of π/2 is rounded. */
const LARGE: f32 = 8388608;
const LARGE_BITS: i32 = 0x4b000000;

/** The bits of 2/π behind the point, after a word of zeros. In code: products write where static data would stand. */
function twoOverPi(word: i32): u64 {
  switch (word) {
    case 1: return 0xa2f9836e;
    case 2: return 0x4e441529;
    case 3: return 0xfc2757d1;
    case 4: return 0xf534ddc0;
    case 5: return 0xdb629599;
    case 6: return 0x3c439041;
    case 7: return 0xfe5163ab;
    default: return 0;
  }
}

/** A word of 2/π · 2^shift. */
// @ts-ignore: decorator
@inline
function shifted(word: i32, shift: u64): u64 {
  return ((twoOverPi(word) << 32) | twoOverPi(word + 1)) << shift >> 32;
}

/**
 * x = n · π/2 + r for |x| ≥ 2²³ as n · 2³² + the bits of r as float32: x · 2/π by the bits of 2/π that count, 96 from
 * where a multiple of 4 ends (M. Payne and R. Hanek, Radian reduction for trigonometric functions, 1983).
 */
function reduceLarge(bits: i32): i64 {
  const exponent = (bits >>> 23) & 255;
  if (exponent === 255) return 0x7fc00000;
  const mantissa = <u64>((bits & 0x7fffff) | 0x800000);
  // x = mantissa · 2^(exponent − 150); the first bit of 2/π that counts stands 30 behind the first of the table.
  const first = exponent - 150 + 30;
  const word = first >> 5;
  const shift = <u64>(first & 31);
  const product = (mantissa * shifted(word, shift) << 32) + mantissa * shifted(word + 1, shift) + (mantissa * shifted(word + 2, shift) >> 32);
  const n = product + ((<u64>1) << 61) >> 62;
  const r = <f64><i64>(product - (n << 62)) * 3.4061215800865545e-19;
  const isNegative = bits < 0;
  return (<i64>(isNegative ? 0 - n : n) << 32) | <i64><u32>reinterpret<i32>(<f32>(isNegative ? -r : r));
}

/** x − n · π/2 of two float64 values as float32; n with ROUND_LONG added. */
// @ts-ignore: decorator
@inline
function quarterRemainder(x: v128, n: v128): v128 {
  n = f64x2.sub(n, f64x2.splat(ROUND_LONG));
  const r = f64x2.sub(x, f64x2.mul(n, f64x2.splat(HALF_PI_HIGH)));
  return f32x4.demote_f64x2_zero(f64x2.sub(r, f64x2.mul(n, f64x2.splat(HALF_PI_LOW))));
}

/** Within 3 ulp. */
export function sin4(x: v128): v128 {
  return sine(x, 0);
}

/** As sin4. */
export function cos4(x: v128): v128 {
  return sine(x, 1);
}
