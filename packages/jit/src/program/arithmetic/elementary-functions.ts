/**
 * The functions of assembly/math.ts and assembly/trigonometry.ts on one lane, by hand: the same operations in the same order,
 * each rounded to float32 where it is there. What they are good for, and where their coefficients are from, is said there.
 */
import { bitsOf, floatOf } from './bits.ts';

const { fround: f, abs } = Math;

const ROUND = 12582912;
const ROUND_LONG = 6755399441055744;
const ONE = 0x3f800000;
const ROOT_HALF = 0x3f3504f3;
const SMALLEST_NORMAL = 0x00800000;
const SIGN = -(2 ** 31);
const LOG2_E = f(Math.LOG2E);
const LN2 = f(Math.LN2);
const LN2_HIGH = f(0.693359375);
const LN2_LOW = f(-2.1219444e-4);
const HALF_PI_HIGH = 1.570796325802803;
const HALF_PI_LOW = 9.920935796805404e-10;

const add = (a: number, b: number) => f(a + b);
const sub = (a: number, b: number) => f(a - b);
const mul = (a: number, b: number) => f(a * b);
/** In float32 a · b + c, each operation rounded. */
const fma = (a: number, b: number, c: number) => add(mul(a, b), f(c));

const horner = (x: number, [first, ...rest]: readonly number[]) =>
  rest.reduce((sum, coefficient) => fma(sum, x, coefficient), f(first as number));
/** Horner's rule in float64. */
const hornerLong = (x: number, [first, ...rest]: readonly number[]) =>
  rest.reduce((sum, coefficient) => sum * x + coefficient, first as number);

/** As pmin and pmax: the first where they are equal, or one is NaN. */
function least(a: number, b: number): number {
  if (b < a) return b;
  return a;
}
function most(a: number, b: number): number {
  if (a < b) return b;
  return a;
}

/** NaN stays. */
const clamp = (x: number, low: number, high: number) => least(most(x, low), high);

/** y ≥ 0 with the sign of x. */
const withSign = (y: number, x: number) => floatOf(bitsOf(y) | (bitsOf(x) & SIGN));

/** The last 32 bits of a float64, in which ROUND_LONG leaves an integer. */
const long = new Float64Array(1);
const words = new Int32Array(long.buffer);
function lowWord(x: number): number {
  long[0] = x;
  return words[0] as number;
}

const remainder = (x: number, n: number) => sub(sub(x, mul(n, LN2_HIGH)), mul(n, LN2_LOW));

const EXP = [0.008312521316, 0.041890146501, 0.166671146058, 0.499992315651];

/** 2ⁿ · eʳ, n in the last bits. */
function scaledExp(r: number, n: number): number {
  const p = add(add(mul(horner(r, EXP), mul(r, r)), r), 1);
  const exponent = n << 23;
  const half = (exponent >> 1) & 0xff800000;
  return mul(mul(p, floatOf((half + ONE) | 0)), floatOf((exponent - half + ONE) | 0));
}

function exp(given: number): number {
  const x = clamp(given, -104, 89);
  const n = fma(x, LOG2_E, ROUND);
  return scaledExp(remainder(x, sub(n, ROUND)), bitsOf(n));
}

const EXPM1 = [0.001388252184, 0.008366518996, 0.041667199808, 0.166665436327, 0.499999981543];

export function expm1(x: number): number {
  const bounded = clamp(x, -18, 89);
  const n = fma(bounded, LOG2_E, ROUND);
  const r = remainder(bounded, sub(n, ROUND));
  const p = add(mul(horner(r, EXPM1), mul(r, r)), r);
  const scale = floatOf(((bitsOf(n) << 23) + bitsOf(0.5)) | 0);
  const half = add(mul(p, scale), sub(scale, 0.5));
  return withSign(add(half, half), x);
}

const ERF_ABOVE = [
  2.02591242307541e-6, 2.8468815373927e-4, 3.80816433806386e-3, 5.28754546841381e-2, 0.191550326839196,
  1.12837914374124,
];
const ERF_BELOW = [
  3.78318693625011e-5, 1.17072714145627e-3, 1.50550944688034e-2, 0.114559636049211, 0.503089732771717, 1,
];

export function erf(given: number): number {
  const x = clamp(given, f(-3.95), f(3.95));
  const z = mul(x, x);
  return clamp(f(mul(x, horner(z, ERF_ABOVE)) / horner(z, ERF_BELOW)), -1, 1);
}

/** Subnormal, 0 or negative. */
const isTiny = (x: number) => bitsOf(x) < SMALLEST_NORMAL;
const normalized = (x: number, tiny: boolean) => (tiny ? mul(x, 8388608) : x);
/** n, where x = 2ⁿ m, and m. */
const exponentOf = (x: number) => ((bitsOf(x) - ROOT_HALF) | 0) >> 23;
const mantissaOf = (x: number, n: number) => floatOf((bitsOf(x) - (n << 23)) | 0);

const LOG = [
  0.087004375801, -0.142674872066, 0.149147674582, -0.165775846434, 0.199630638371, -0.250013370382, 0.333339107365,
];

/** n ln 2 + log(1 + x). */
function logOf(n: number, x: number): number {
  const z = mul(x, x);
  let y = mul(mul(z, x), horner(x, LOG));
  y = add(y, mul(f(n), LN2_LOW));
  y = sub(y, mul(z, 0.5));
  return add(add(y, x), mul(f(n), LN2_HIGH));
}

/** log x where x is infinite, 0, negative or NaN; elsewhere y. */
function atLimits(x: number, y: number): number {
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  return x >= 0 ? y : Number.NaN;
}

export function log(x: number): number {
  const tiny = isTiny(x);
  const usual = normalized(x, tiny);
  const n = exponentOf(usual);
  return atLimits(x, logOf(n - (tiny ? 23 : 0), sub(mantissaOf(usual, n), 1)));
}

export function log1p(x: number): number {
  const u = add(x, 1);
  const lost = sub(least(x, 1), sub(u, most(x, 1)));
  const n = exponentOf(u);
  const scale = floatOf((ONE - (Math.min(n, 64) << 23)) | 0);
  const rest = add(sub(mantissaOf(u, n), 1), mul(lost, scale));
  return atLimits(u, withSign(logOf(n, rest), x));
}

export function softplus(x: number): number {
  const negative = floatOf(bitsOf(x) | SIGN);
  return add(most(x, 0), log1p(exp(negative)));
}

const SIN = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1, 1];
const COS = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2, -0.5, 1];

/** x = n · π/2 + r */
function reduce(x: number): { n: number; r: number } {
  const rounded = x * 0.6366197723675814 + ROUND_LONG;
  const whole = rounded - ROUND_LONG;
  return { n: lowWord(rounded), r: f(x - whole * HALF_PI_HIGH - whole * HALF_PI_LOW) };
}

const LARGE = 2 ** 23;
const TWO_OVER_PI = [0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab];

function reduceLarge(x: number): { n: number; r: number } {
  const bits = bitsOf(x);
  const exponent = (bits >>> 23) & 255;
  if (exponent === 255) return { n: 0, r: Number.NaN };
  const mantissa = BigInt((bits & 0x7fffff) | 0x800000);
  const first = exponent - 120;
  const word = (k: number) => BigInt(TWO_OVER_PI[(first >> 5) + k] ?? 0);
  const shifted = (k: number) => ((((word(k) << 32n) | word(k + 1)) << BigInt(first & 31)) >> 32n) & 0xffffffffn;
  const product = BigInt.asUintN(
    64,
    ((mantissa * shifted(0)) << 32n) + mantissa * shifted(1) + ((mantissa * shifted(2)) >> 32n),
  );
  const n = BigInt.asUintN(64, product + (1n << 61n)) >> 62n;
  const r = Number(BigInt.asIntN(64, product - (n << 62n))) * 3.4061215800865545e-19;
  return x < 0 ? { n: -Number(n), r: f(-r) } : { n: Number(n), r: f(r) };
}

/** sin(x + quarters · π/2) */
function sine(x: number, quarters: number): number {
  const { n: whole, r } = abs(x) > LARGE ? reduceLarge(x) : reduce(x);
  const n = (whole + quarters) | 0;
  const z = mul(r, r);
  const size = (n & 1) === 0 ? mul(horner(z, SIN), r) : horner(z, COS);
  return floatOf(bitsOf(size) ^ ((n << 30) & SIGN));
}

export const sin = (x: number) => sine(x, 0);
export const cos = (x: number) => sine(x, 1);

const LOG2 = [0.340672511687325, 0.4116765615522601, 0.5770834995754414, 0.9617966740434206, 2.8853900817885374];

/** aᵇ for positive, normal a = 2^shift · x. */
function powOfUsual(a: number, shift: number, b: number): number {
  const n = exponentOf(a);
  const m = mantissaOf(a, n);
  const s = (m - 1) / (m + 1);
  const y = b * (n - shift + hornerLong(s * s, LOG2) * s);
  const bounded = clamp(y, -151, 129);
  const rounded = bounded + ROUND_LONG;
  return scaledExp(mul(f(bounded - (rounded - ROUND_LONG)), LN2), lowWord(rounded));
}

export function pow(a: number, b: number): number {
  const size = abs(a);
  const isInfinite = abs(b) === Number.POSITIVE_INFINITY;
  if (a === 1 || b === 0 || (size === 1 && isInfinite)) return 1;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  const isWhole = b === Math.trunc(b);
  const half = mul(b, 0.5);
  const isOdd = isWhole && half !== Math.trunc(half);
  const isNegative = bitsOf(a) < 0;
  const isLimit = size === 0 || size === Number.POSITIVE_INFINITY;
  if (isNegative && !isWhole && !isLimit) return Number.NaN;
  const tiny = isTiny(size);
  const usual = isLimit
    ? size < 1 !== b < 0
      ? 0
      : Number.POSITIVE_INFINITY
    : powOfUsual(normalized(size, tiny), tiny ? 23 : 0, b);
  return isNegative && isOdd ? -usual : usual;
}
