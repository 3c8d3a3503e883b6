/** Integers as tfjs's cpu backend computes them: in float64, and what comes out is taken modulo 2³²; NaN and ±∞ are 0. */

// @ts-ignore: decorator
@inline
function toInt32(x: f64): i32 {
  x = trunc(x);
  x -= floor(x / 4294967296) * 4294967296;
  // NaN compares as false.
  return x >= 0 ? <i32>(<i64>x) : 0;
}

/** float32 → int32. */
export function toInteger4(x: v128): v128 {
  if (!v128.any_true(f32x4.ge(f32x4.abs(x), f32x4.splat(2147483648)))) return i32x4.trunc_sat_f32x4_s(x);
  let result = i32x4.splat(toInt32(f32x4.extract_lane(x, 0)));
  result = i32x4.replace_lane(result, 1, toInt32(f32x4.extract_lane(x, 1)));
  result = i32x4.replace_lane(result, 2, toInt32(f32x4.extract_lane(x, 2)));
  return i32x4.replace_lane(result, 3, toInt32(f32x4.extract_lane(x, 3)));
}

function quotient(a: f64, b: f64): i32 {
  return toInt32(floor(a / b));
}

/** ⌊a / b⌋ of float32 values as int32. */
export function floorDiv4(a: v128, b: v128): v128 {
  let result = i32x4.splat(quotient(f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)));
  result = i32x4.replace_lane(result, 1, quotient(f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)));
  result = i32x4.replace_lane(result, 2, quotient(f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)));
  return i32x4.replace_lane(result, 3, quotient(f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)));
}

/** ⌊a / b⌋ of int32 values. */
export function integerFloorDiv4(a: v128, b: v128): v128 {
  let result = i32x4.splat(quotient(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)));
  result = i32x4.replace_lane(result, 1, quotient(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)));
  result = i32x4.replace_lane(result, 2, quotient(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)));
  return i32x4.replace_lane(result, 3, quotient(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)));
}

/** The remainder that has the divisor's sign. */
function remainder(a: f64, b: f64): f64 {
  const rest = a % b;
  return (a < 0 && b < 0) || (a >= 0 && b >= 0) ? rest : (rest + b) % b;
}

/** a mod b of float32 values. */
export function mod4(a: v128, b: v128): v128 {
  let result = f32x4.splat(<f32>remainder(f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0)));
  result = f32x4.replace_lane(result, 1, <f32>remainder(f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1)));
  result = f32x4.replace_lane(result, 2, <f32>remainder(f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2)));
  return f32x4.replace_lane(result, 3, <f32>remainder(f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3)));
}

function integerRemainder(a: f64, b: f64): i32 {
  return toInt32(remainder(a, b));
}

/** a mod b of int32 values. */
export function integerMod4(a: v128, b: v128): v128 {
  let result = i32x4.splat(integerRemainder(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)));
  result = i32x4.replace_lane(result, 1, integerRemainder(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)));
  result = i32x4.replace_lane(result, 2, integerRemainder(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)));
  return i32x4.replace_lane(result, 3, integerRemainder(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)));
}

/** aᵇ, exact below 2⁵³, by repeated squaring. */
function power(a: i32, b: i32): i32 {
  let base = b < 0 ? 1 / <f64>a : <f64>a, result: f64 = 1;
  for (let rest = <u32>(b < 0 ? -b : b); rest > 0; rest >>= 1) {
    if (rest & 1) result *= base;
    base *= base;
  }
  return toInt32(result);
}

/** aᵇ of int32 values. */
export function integerPow4(a: v128, b: v128): v128 {
  let result = i32x4.splat(power(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)));
  result = i32x4.replace_lane(result, 1, power(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)));
  result = i32x4.replace_lane(result, 2, power(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)));
  return i32x4.replace_lane(result, 3, power(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)));
}
