/**
 * Elementary functions of four float32 values. NaN gives NaN. There is no fused multiply-add in them, so that every machine
 * comes to the same bits. The errors given were measured over every 101st float32 value, those of pow4 over 300,000 pairs.
 *
 * Coefficients called a fit are our own: least squares in float64 on Chebyshev nodes, reweighted until the largest relative
 * error is as small as can be (Lawson's iteration). Its size is given too.
 */
import { clamp, fma, fmaLong, join, lowWords, ROUND_LONG, SIGN, upper, withSign } from './vectors';

/** 1.5 · 2²³: a float32 added to it is rounded to an integer, which stands in the last bits. */
const ROUND: f32 = 12582912;
/** Bits of float32 values. */
const ONE: i32 = 0x3f800000;
const ROOT_HALF: i32 = 0x3f3504f3;
const SMALLEST_NORMAL: i32 = 0x00800000;
const INFINITY: i32 = 0x7f800000;

const LOG2_E: f32 = 1.44269504088896341;
const LN2: f32 = 0.693147180559945309;
/** ln 2 in two parts: integers up to 2¹⁵ times the first are exact (Cephes, S. L. Moshier, netlib cephes/single, expf.c). */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

/** x − n · ln 2. */
// @ts-ignore: decorator
@inline
function remainder(x: v128, n: v128): v128 {
  return f32x4.sub(f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH))), f32x4.mul(n, f32x4.splat(LN2_LOW)));
}

/** 2ⁿ · eʳ for |r| ≤ ½ ln 2, n in the last bits: 1 + r + r² p(r), fit, 1.8 · 2⁻²⁴. */
// @ts-ignore: decorator
@inline
function scaledExp(r: v128, n: v128): v128 {
  let p = fma(f32x4.splat(0.008312521316), r, 0.041890146501);
  p = fma(p, r, 0.166671146058);
  p = fma(p, r, 0.499992315651);
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  // 2ⁿ in two factors, so that results may be subnormal or infinite.
  const exponent = i32x4.shl(n, 23);
  const half = v128.and(i32x4.shr_s(exponent, 1), i32x4.splat(0xff800000));
  const one = i32x4.splat(ONE);
  return f32x4.mul(f32x4.mul(p, i32x4.add(half, one)), i32x4.add(i32x4.sub(exponent, half), one));
}

/** Within 2.5 ulp. */
function exp4(x: v128): v128 {
  x = clamp(x, -104, 89);
  const n = fma(x, f32x4.splat(LOG2_E), ROUND);
  return scaledExp(remainder(x, f32x4.sub(n, f32x4.splat(ROUND))), n);
}

/** eˣ − 1 = 2 (2ⁿ⁻¹ (eʳ − 1) + 2ⁿ⁻¹ − ½), within 2 ulp. eʳ − 1 = r + r² p(r): fit, 0.2 · 2⁻²⁴. */
export function expm14(x: v128): v128 {
  const bounded = clamp(x, -18, 89);
  const n = fma(bounded, f32x4.splat(LOG2_E), ROUND);
  const r = remainder(bounded, f32x4.sub(n, f32x4.splat(ROUND)));
  let p = fma(f32x4.splat(0.001388252184), r, 0.008366518996);
  p = fma(p, r, 0.041667199808);
  p = fma(p, r, 0.166665436327);
  p = fma(p, r, 0.499999981543);
  p = f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r);
  const scale = i32x4.add(i32x4.shl(n, 23), f32x4.splat(0.5));
  const half = f32x4.add(f32x4.mul(p, scale), f32x4.sub(scale, f32x4.splat(0.5)));
  return withSign(f32x4.add(half, half), x);
}

/** x p(x²) / q(x²), within 4 · 10⁻⁷: fit, 0.3 · 2⁻²⁴. */
export function erf4(x: v128): v128 {
  x = clamp(x, -3.95, 3.95);
  const z = f32x4.mul(x, x);
  let p = fma(f32x4.splat(2.02591242307541e-6), z, 2.8468815373927e-4);
  p = fma(p, z, 3.80816433806386e-3);
  p = fma(p, z, 5.28754546841381e-2);
  p = fma(p, z, 0.191550326839196);
  p = fma(p, z, 1.12837914374124);
  let q = fma(f32x4.splat(3.78318693625011e-5), z, 1.17072714145627e-3);
  q = fma(q, z, 1.50550944688034e-2);
  q = fma(q, z, 0.114559636049211);
  q = fma(q, z, 0.503089732771717);
  q = fma(q, z, 1);
  return clamp(f32x4.div(f32x4.mul(x, p), q), -1, 1);
}

/** Lanes that are subnormal, 0 or negative. */
// @ts-ignore: decorator
@inline
function isTiny(x: v128): v128 {
  return i32x4.lt_s(x, i32x4.splat(SMALLEST_NORMAL));
}

/** Lanes that are not positive and normal. */
// @ts-ignore: decorator
@inline
function isUnusual(x: v128): v128 {
  return v128.or(isTiny(x), i32x4.gt_s(x, i32x4.splat(INFINITY - 1)));
}

/** x, times 2²³ where `tiny`. */
// @ts-ignore: decorator
@inline
function normalized(x: v128, tiny: v128): v128 {
  return v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny);
}

/** n, where x = 2ⁿ m is positive and normal, and m in [√½, √2). */
// @ts-ignore: decorator
@inline
function exponentOf(x: v128): v128 {
  return i32x4.shr_s(i32x4.sub(x, i32x4.splat(ROOT_HALF)), 23);
}

/** m, as a difference of bits. */
// @ts-ignore: decorator
@inline
function mantissaOf(x: v128, n: v128): v128 {
  return i32x4.sub(x, i32x4.shl(n, 23));
}

/** n ln 2 + log(1 + f) for 1 + f in [√½, √2): f − f²/2 + f³ p(f), fit, 0.5 · 2⁻²⁴. */
// @ts-ignore: decorator
@inline
function logOf(n: v128, f: v128): v128 {
  n = f32x4.convert_i32x4_s(n);
  const z = f32x4.mul(f, f);
  let p = fma(f32x4.splat(0.087004375801), f, -0.142674872066);
  p = fma(p, f, 0.149147674582);
  p = fma(p, f, -0.165775846434);
  p = fma(p, f, 0.199630638371);
  p = fma(p, f, -0.250013370382);
  p = fma(p, f, 0.333339107365);
  let y = f32x4.mul(f32x4.mul(z, f), p);
  y = f32x4.add(y, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)));
  return f32x4.add(f32x4.add(y, f), f32x4.mul(n, f32x4.splat(LN2_HIGH)));
}

/** log(x / 2^shift) for positive, normal x. */
// @ts-ignore: decorator
@inline
function logOfUsual(x: v128, shift: v128): v128 {
  const n = exponentOf(x);
  return logOf(i32x4.sub(n, shift), f32x4.sub(mantissaOf(x, n), f32x4.splat(1)));
}

/** log x where x is infinite, 0, negative or NaN; elsewhere y. */
// @ts-ignore: decorator
@inline
function atLimits(x: v128, y: v128): v128 {
  y = v128.bitselect(x, y, f32x4.eq(x, i32x4.splat(INFINITY)));
  y = v128.bitselect(i32x4.splat(INFINITY | SIGN), y, f32x4.eq(x, f32x4.splat(0)));
  return v128.or(y, v128.not(f32x4.ge(x, f32x4.splat(0))));
}

/** Within 2 ulp. */
export function log4(x: v128): v128 {
  if (!v128.any_true(isUnusual(x))) return logOfUsual(x, i32x4.splat(0));
  const tiny = isTiny(x);
  return atLimits(x, logOfUsual(normalized(x, tiny), v128.and(tiny, i32x4.splat(23))));
}

/** log(1 + x), within 2 ulp. What the sum u = 1 + x lost is added to its mantissa. */
export function log1p4(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = f32x4.add(x, one);
  const lost = f32x4.sub(f32x4.pmin(x, one), f32x4.sub(u, f32x4.pmax(x, one)));
  const n = exponentOf(u);
  // 2⁻ⁿ; from 2⁶⁴ on, nothing counts that is lost.
  const scale = i32x4.sub(one, i32x4.shl(i32x4.min_s(n, i32x4.splat(64)), 23));
  const f = f32x4.add(f32x4.sub(mantissaOf(u, n), one), f32x4.mul(lost, scale));
  const y = withSign(logOf(n, f), x);
  return v128.any_true(isUnusual(u)) ? atLimits(u, y) : y;
}

/** log(1 + eˣ), within 3 ulp. */
export function softplus4(x: v128): v128 {
  const negative = v128.or(x, i32x4.splat(SIGN));
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), log1p4(exp4(negative)));
}

/**
 * b log₂ a of two values in float64, a = 2ⁿ m, within bounds where 2 to it is 0 or infinite. log₂ m = s p(s²) with
 * s = (m − 1) / (m + 1): fit, 4.3 · 10⁻¹².
 */
// @ts-ignore: decorator
@inline
function exponentOfPower(m: v128, n: v128, b: v128): v128 {
  const one = f64x2.splat(1);
  m = f64x2.promote_low_f32x4(m);
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  const z = f64x2.mul(s, s);
  let p = fmaLong(f64x2.splat(0.340672511687325), z, 0.4116765615522601);
  p = fmaLong(p, z, 0.5770834995754414);
  p = fmaLong(p, z, 0.9617966740434206);
  p = fmaLong(p, z, 2.8853900817885374);
  const log = f64x2.add(f64x2.convert_low_i32x4_s(n), f64x2.mul(p, s));
  const y = f64x2.mul(f64x2.promote_low_f32x4(b), log);
  return f64x2.pmin(f64x2.pmax(y, f64x2.splat(-151)), f64x2.splat(129));
}

/** x − n of two float64 values as float32; n with ROUND_LONG added. */
// @ts-ignore: decorator
@inline
function fraction(x: v128, n: v128): v128 {
  return f32x4.demote_f64x2_zero(f64x2.sub(x, f64x2.sub(n, f64x2.splat(ROUND_LONG))));
}

/** (a / 2^shift)ᵇ for positive, normal a. */
// @ts-ignore: decorator
@inline
function powOfUsual(a: v128, shift: v128, b: v128): v128 {
  let n = exponentOf(a);
  const m = mantissaOf(a, n);
  n = i32x4.sub(n, shift);
  const first = exponentOfPower(m, n, b);
  const second = exponentOfPower(upper(m), upper(n), upper(b));
  const nFirst = f64x2.add(first, f64x2.splat(ROUND_LONG));
  const nSecond = f64x2.add(second, f64x2.splat(ROUND_LONG));
  const r = f32x4.mul(join(fraction(first, nFirst), fraction(second, nSecond)), f32x4.splat(LN2));
  return scaledExp(r, lowWords(nFirst, nSecond));
}

/** aᵇ within 3 ulp, and the special cases of IEEE 754's pow: unlike Math.pow's, 1ᵇ and (−1)^±∞ are 1 always. */
export function pow4(a: v128, b: v128): v128 {
  const isFinite = f32x4.lt(f32x4.abs(b), i32x4.splat(INFINITY));
  if (!v128.any_true(v128.or(isUnusual(a), v128.not(isFinite)))) return powOfUsual(a, i32x4.splat(0), b);
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  const size = f32x4.abs(a);
  const tiny = isTiny(size);
  let y = powOfUsual(normalized(size, tiny), v128.and(tiny, i32x4.splat(23)), b);
  // 0 and ∞ become each other if b < 0.
  const isLimit = v128.or(f32x4.eq(size, zero), f32x4.eq(size, i32x4.splat(INFINITY)));
  const limit = v128.andnot(i32x4.splat(INFINITY), v128.xor(f32x4.lt(size, one), f32x4.lt(b, zero)));
  y = v128.bitselect(limit, y, isLimit);
  const half = f32x4.mul(b, f32x4.splat(0.5));
  const isWhole = f32x4.eq(b, f32x4.trunc(b));
  const isOdd = v128.andnot(isWhole, f32x4.eq(half, f32x4.trunc(half)));
  const isNegative = i32x4.shr_s(a, 31);
  y = v128.xor(y, v128.and(v128.and(isNegative, isOdd), i32x4.splat(SIGN)));
  const isRoot = v128.andnot(v128.andnot(isNegative, isWhole), isLimit);
  // All bits set are NaN.
  y = v128.or(v128.or(y, isRoot), v128.or(f32x4.ne(a, a), f32x4.ne(b, b)));
  const isInfinite = f32x4.eq(f32x4.abs(b), i32x4.splat(INFINITY));
  const isOne = v128.or(v128.or(f32x4.eq(a, one), f32x4.eq(b, zero)), v128.and(f32x4.eq(size, one), isInfinite));
  return v128.bitselect(one, y, isOne);
}
