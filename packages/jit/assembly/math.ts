/**
 * Elementary functions of four float32 values. Polynomials and reductions of Cephes (S. L. Moshier, netlib cephes/single:
 * expf.c, logf.c, tanhf.c).
 */

/** 2ⁿ for n in −126 … 127. */
@inline
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

@inline
function fma(a: v128, b: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(a, b), f32x4.splat(c));
}

export function exp4(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-110)), f32x4.splat(100));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let y = fma(f32x4.splat(1.9875691500e-4), r, 1.3981999507e-3);
  y = fma(y, r, 8.3334519073e-3);
  y = fma(y, r, 4.1665795894e-2);
  y = fma(y, r, 1.6666665459e-1);
  y = fma(y, r, 5.0000001201e-1);
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, r), r), r), f32x4.splat(1));
  // 2ⁿ in two factors, so that results may be subnormal or infinite.
  const exponent = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(y, power(half)), power(i32x4.sub(exponent, half)));
}

export function log4(x: v128): v128 {
  // Subnormal numbers are scaled by 2²³.
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38));
  let m = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny);
  let e = i32x4.sub(i32x4.shr_u(m, 23), i32x4.splat(126));
  e = i32x4.sub(e, v128.and(tiny, i32x4.splat(23)));
  // m in [0.5, 1), then in [√½, √2).
  m = v128.or(v128.and(m, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const low = f32x4.lt(m, f32x4.splat(0.707106781186547524));
  e = i32x4.add(e, low);
  const f = f32x4.convert_i32x4_s(e);
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), f32x4.splat(1));
  const z = f32x4.mul(m, m);
  let y = fma(f32x4.splat(7.0376836292e-2), m, -1.1514610310e-1);
  y = fma(y, m, 1.1676998740e-1);
  y = fma(y, m, -1.2420140846e-1);
  y = fma(y, m, 1.4249322787e-1);
  y = fma(y, m, -1.6668057665e-1);
  y = fma(y, m, 2.0000714765e-1);
  y = fma(y, m, -2.4999993993e-1);
  y = fma(y, m, 3.3333331174e-1);
  y = f32x4.mul(f32x4.mul(y, m), z);
  y = f32x4.sub(y, f32x4.mul(f, f32x4.splat(2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(z, f32x4.splat(0.5)));
  let result = f32x4.add(f32x4.add(m, y), f32x4.mul(f, f32x4.splat(0.693359375)));
  const infinity = f32x4.splat(f32.MAX_VALUE * 2);
  result = v128.bitselect(infinity, result, f32x4.eq(x, infinity));
  result = v128.bitselect(f32x4.neg(infinity), result, f32x4.eq(x, f32x4.splat(0)));
  return v128.bitselect(f32x4.splat(f32.NaN), result, v128.not(f32x4.ge(x, f32x4.splat(0))));
}

export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let y = fma(f32x4.splat(-5.70498872745e-3), z, 2.06390887954e-2);
  y = fma(y, z, -5.37397155531e-2);
  y = fma(y, z, 1.33314422036e-1);
  y = fma(y, z, -3.33332819422e-1);
  const small = f32x4.add(f32x4.mul(f32x4.mul(y, z), x), x);
  const e = exp4(f32x4.add(size, size));
  const large = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))));
  const sign = i32x4.splat(0x80000000);
  return v128.bitselect(v128.or(v128.andnot(large, sign), v128.and(x, sign)), small, f32x4.ge(size, f32x4.splat(0.625)));
}

export function sigmoid4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))));
}
