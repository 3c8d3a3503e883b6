/** What the vector instructions of WebAssembly do to one lane, by hand (WebAssembly specification 3.0, 4.4). */
import { bitsOf, floatOf } from './bits.ts';
import { multiplyAdd } from './multiply-add.ts';

const SIGN = -(2 ** 31);

type Unary = (a: number) => number;
type Binary = (a: number, b: number) => number;

const float1 =
  (f: Unary): Unary =>
  (a) =>
    bitsOf(f(floatOf(a)));
const float2 =
  (f: Binary): Binary =>
  (a, b) =>
    bitsOf(f(floatOf(a), floatOf(b)));
const float3 =
  (f: (a: number, b: number, c: number) => number) =>
  (a: number, b: number, c: number): number =>
    bitsOf(f(floatOf(a), floatOf(b), floatOf(c)));
/** All bits of the lane, or none. */
const mask = (holds: boolean) => (holds ? -1 : 0);
const floatTest =
  (holds: (a: number, b: number) => boolean): Binary =>
  (a, b) =>
    mask(holds(floatOf(a), floatOf(b)));

/** To the nearest integer, of two equally near to the even one. */
function nearest(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  const rounded = rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  // NaN, infinities and −0 stay; what is rounded to 0 keeps its sign.
  return Number.isFinite(x) && x !== 0 ? (rounded === 0 && x < 0 ? -0 : rounded) : x;
}

/**
 * By instruction, from bits to bits. A sum or product of float32 values in float64 that is rounded to float32 is rounded as
 * if once, and so are quotients and square roots (S. A. Figueroa, When is double rounding innocuous?, 1995).
 */
export const laneInstructions = {
  'f32x4.add': float2((a, b) => a + b),
  'f32x4.sub': float2((a, b) => a - b),
  'f32x4.mul': float2((a, b) => a * b),
  'f32x4.div': float2((a, b) => a / b),
  /** NaN if one is; −0 is less than 0. */
  'f32x4.min': float2(Math.min),
  'f32x4.max': float2(Math.max),
  /** The first where they are equal, or one is NaN. */
  'f32x4.pmin': (a: number, b: number) => (floatOf(b) < floatOf(a) ? b : a),
  'f32x4.pmax': (a: number, b: number) => (floatOf(a) < floatOf(b) ? b : a),
  'f32x4.sqrt': float1(Math.sqrt),
  'f32x4.abs': (a: number) => a & ~SIGN,
  'f32x4.neg': (a: number) => a ^ SIGN,
  'f32x4.floor': float1(Math.floor),
  'f32x4.ceil': float1(Math.ceil),
  'f32x4.nearest': float1(nearest),
  'f32x4.eq': floatTest((a, b) => a === b),
  'f32x4.ne': floatTest((a, b) => a !== b),
  'f32x4.lt': floatTest((a, b) => a < b),
  'f32x4.gt': floatTest((a, b) => a > b),
  'f32x4.le': floatTest((a, b) => a <= b),
  'f32x4.ge': floatTest((a, b) => a >= b),
  'f32x4.convert_i32x4_s': (a: number) => bitsOf(a),
  'i32x4.add': (a: number, b: number) => (a + b) | 0,
  'i32x4.sub': (a: number, b: number) => (a - b) | 0,
  'i32x4.mul': Math.imul,
  'i32x4.min_s': (a: number, b: number) => Math.min(a, b),
  'i32x4.max_s': (a: number, b: number) => Math.max(a, b),
  'i32x4.abs': (a: number) => Math.abs(a) | 0,
  'i32x4.neg': (a: number) => -a | 0,
  'i32x4.eq': (a: number, b: number) => mask(a === b),
  'i32x4.ne': (a: number, b: number) => mask(a !== b),
  'i32x4.lt_s': (a: number, b: number) => mask(a < b),
  'i32x4.gt_s': (a: number, b: number) => mask(a > b),
  'i32x4.le_s': (a: number, b: number) => mask(a <= b),
  'i32x4.ge_s': (a: number, b: number) => mask(a >= b),
  'i32x4.shl': (a: number, bits: number) => a << bits,
  'i32x4.shr_s': (a: number, bits: number) => a >> bits,
  'v128.and': (a: number, b: number) => a & b,
  'v128.or': (a: number, b: number) => a | b,
  /** The bits of a where the mask has ones, of b where it has zeros. */
  'v128.bitselect': (a: number, b: number, chosen: number) => (a & chosen) | (b & ~chosen),
  /** a · b + c and c − a · b, rounded once: what there is not is refused (run/numerics.ts). */
  'f32x4.relaxed_madd': float3(multiplyAdd),
  'f32x4.relaxed_nmadd': float3((a, b, c) => multiplyAdd(-a, b, c)),
} as const;

/** A vector instruction on 32-bit lanes, by its name in WebAssembly's text. */
export type LaneInstruction = keyof typeof laneInstructions;
