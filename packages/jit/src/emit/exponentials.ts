/**
 * Exponential functions of four float32 values, written into the loops that use them.
 *
 * eˣ = 2ⁿ · (1 + p(r)) with n = round(x / ln 2), r = x − n · ln 2 in two parts (W. J. Cody and W. Waite, Software Manual for
 * the Elementary Functions, 1980), and p(r) = eʳ − 1 as a polynomial of degree 6: a minimax fit of our own on
 * |r| ≤ ½ ln 2, relative error 0.2 · 2⁻²⁴.
 */
import { AND, bitsOf, float, integer, OR, SHIFT_LEFT, SHIFT_RIGHT_SIGNED } from './opcodes.ts';
import { type FunctionWriter, V128 } from './wasm-writer.ts';

const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444e-4;
const POLYNOMIAL = [
  0.0013882521307095885, 0.008366520516574383, 0.04166720062494278, 0.1666654348373413, 0.4999999701976776,
];
/** 1.5 · 2²³: a float32 added to it is rounded to an integer, which stands in the last bits. */
const ROUND = 12582912;

/** Computes with locals: every operation's result is a new one. */
class Vectors {
  readonly code: FunctionWriter;

  constructor(code: FunctionWriter) {
    this.code = code;
  }

  #keep(): number {
    const local = this.code.local(V128);
    this.code.set(local);
    return local;
  }

  constant(value: number): number {
    this.code.splat(bitsOf(value));
    return this.#keep();
  }

  apply(opcode: number, ...locals: readonly number[]): number {
    for (const local of locals) this.code.get(local);
    this.code.simd(opcode);
    return this.#keep();
  }

  /** The top of the stack. */
  taken(): number {
    return this.#keep();
  }

  add = (a: number, b: number) => this.apply(float.add, a, b);
  sub = (a: number, b: number) => this.apply(float.sub, a, b);
  mul = (a: number, b: number) => this.apply(float.mul, a, b);

  shift(a: number, bits: number, opcode: number): number {
    this.code.get(a).i32(bits).simd(opcode);
    return this.#keep();
  }
}

/** n · 2²³ as an integer, and r. */
function remainder(v: Vectors, x: number): { exponent: number; r: number } {
  const rounded = v.add(v.mul(x, v.constant(Math.LOG2E)), v.constant(ROUND));
  const n = v.sub(rounded, v.constant(ROUND));
  const high = v.sub(x, v.mul(n, v.constant(LN2_HIGH)));
  return { exponent: v.shift(rounded, 23, SHIFT_LEFT), r: v.sub(high, v.mul(n, v.constant(LN2_LOW))) };
}

/** x between bounds; NaN stays NaN. */
function clamped(v: Vectors, x: number, low: number, high: number): number {
  return v.apply(float.pmin, v.apply(float.pmax, x, v.constant(low)), v.constant(high));
}

/** Replaces the vector on the stack by its exponential: within 2 units in the last place. */
function emitExp(code: FunctionWriter): void {
  const v = new Vectors(code);
  const { exponent, r } = remainder(v, clamped(v, v.taken(), -104, 89));
  const p = v.add(v.mul(v.mul(r, r), polynomial(v, r, POLYNOMIAL)), r);
  const one = v.constant(1);
  // 2ⁿ in two factors, so that results may be subnormal or infinite.
  code
    .get(exponent)
    .i32(1)
    .simd(SHIFT_RIGHT_SIGNED)
    .splat(0xff800000 | 0)
    .simd(AND);
  const half = v.taken();
  const rest = v.apply(integer.sub, exponent, half);
  const scale = (bits: number) => v.apply(integer.add, bits, one);
  code.get(v.mul(v.mul(v.add(p, one), scale(half)), scale(rest)));
}

/** r · coth r for |r| ≤ ½ ln 2, with which e²ʳ = (c + r) / (c − r): a minimax fit of our own, 0.01 · 2⁻²⁴. */
const COTH = [0.0020664560073504, -0.0222185012059563, 0.333333244548037, 1];

const polynomial = (v: Vectors, x: number, [first, ...rest]: readonly number[]): number =>
  rest.reduce((sum, coefficient) => v.add(v.mul(sum, x), v.constant(coefficient)), v.constant(first as number));

/** 1 / (1 + e⁻ˣ) = a / (a + b) with eˣ = a / b, a = 2ⁿ (c + r), b = 2⁻ⁿ (c − r): nothing overflows. Within 3 ulp. */
function emitSigmoid(code: FunctionWriter): void {
  const v = new Vectors(code);
  const half = v.mul(clamped(v, v.taken(), -104, 104), v.constant(0.5));
  const { exponent, r } = remainder(v, half);
  const c = polynomial(v, v.mul(r, r), COTH);
  const one = v.constant(1);
  const a = v.mul(v.add(c, r), v.apply(integer.add, one, exponent));
  const b = v.mul(v.sub(c, r), v.apply(integer.sub, one, exponent));
  code.get(v.apply(float.div, a, v.add(a, b)));
}

/**
 * tanh |x| = t / (t + 2 (c − r)) with t = (e²ˣ − 1) (c − r) = (4ⁿ − 1) c + (4ⁿ + 1) r, and the sign of x: within 3 units in
 * the last place. The error of t, the larger one, cancels as |x| grows.
 */
function emitTanh(code: FunctionWriter): void {
  const v = new Vectors(code);
  const x = v.taken();
  const size = v.apply(float.pmin, v.apply(float.abs, x), v.constant(10));
  const rounded = v.add(v.mul(size, v.constant(Math.LOG2E)), v.constant(ROUND));
  // One part of ln 2 is enough: as a float32 it ends in three zeros, and is off by 2 · 10⁻⁹.
  const r = v.sub(size, v.mul(v.sub(rounded, v.constant(ROUND)), v.constant(Math.LN2)));
  const c = polynomial(v, v.mul(r, r), COTH);
  const one = v.constant(1);
  const scale = v.apply(integer.add, v.shift(rounded, 24, SHIFT_LEFT), one);
  const t = v.add(v.mul(v.sub(scale, one), c), v.mul(v.add(scale, one), r));
  const rest = v.sub(c, r);
  const result = v.apply(float.div, t, v.add(t, v.add(rest, rest)));
  code.get(v.apply(OR, result, v.apply(AND, x, v.constant(-0))));
}

/** Functions that replace the vector on the stack by their value of it. */
export const inlined: Readonly<Record<string, (code: FunctionWriter) => void>> = {
  Exp: emitExp,
  Sigmoid: emitSigmoid,
  Tanh: emitTanh,
};
