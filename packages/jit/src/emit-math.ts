/**
 * Exponential functions of four float32 values, written into the loops that use them.
 *
 * eˣ = 2ⁿ · (1 + p(r)) with n = round(x / ln 2), r = x − n · ln 2 in two parts (W. J. Cody and W. Waite, Software Manual for
 * the Elementary Functions, 1980), and p(r) = eʳ − 1 as a polynomial of degree 6: a minimax fit of our own on
 * |r| ≤ ½ ln 2, relative error 0.2 · 2⁻²⁴.
 */
import { AND, ANDNOT, bitsOf, float, integer, OR, SHIFT_LEFT, SHIFT_RIGHT_SIGNED } from './vector-opcodes.ts';
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

/** n · 2²³ as an integer, and p(r). */
function reduced(v: Vectors, x: number): { exponent: number; p: number } {
  const rounded = v.add(v.mul(x, v.constant(Math.LOG2E)), v.constant(ROUND));
  const n = v.sub(rounded, v.constant(ROUND));
  const high = v.sub(x, v.mul(n, v.constant(LN2_HIGH)));
  const r = v.sub(high, v.mul(n, v.constant(LN2_LOW)));
  const [first, ...rest] = POLYNOMIAL as [number, ...number[]];
  const q = rest.reduce((sum, coefficient) => v.add(v.mul(sum, r), v.constant(coefficient)), v.constant(first));
  return { exponent: v.shift(rounded, 23, SHIFT_LEFT), p: v.add(v.mul(v.mul(r, r), q), r) };
}

/** x between bounds; NaN stays NaN. */
function clamped(v: Vectors, x: number, low: number, high: number): number {
  return v.apply(float.pmin, v.apply(float.pmax, x, v.constant(low)), v.constant(high));
}

/** Replaces the vector on the stack by its exponential: within 2 units in the last place. */
function emitExp(code: FunctionWriter): void {
  const v = new Vectors(code);
  const { exponent, p } = reduced(v, clamped(v, v.taken(), -104, 89));
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

/** 1 / (1 + e⁻ˣ): within 3 units in the last place; 0 below −88, where it is less than 6.1 · 10⁻³⁹. */
function emitSigmoid(code: FunctionWriter): void {
  const v = new Vectors(code);
  code.simd(float.neg);
  const x = v.taken();
  const { exponent, p } = reduced(v, clamped(v, x, -88, 88));
  const one = v.constant(1);
  const e = v.mul(v.add(p, one), v.apply(integer.add, exponent, one));
  const result = v.apply(float.div, one, v.add(one, e));
  code.get(v.apply(ANDNOT, result, v.apply(float.gt, x, v.constant(88))));
}

/** tanh |x| = t / (t + 2) with t = e²ˣ − 1 = 2ⁿ · p + (2ⁿ − 1), and the sign of x: within 3 units in the last place. */
function emitTanh(code: FunctionWriter): void {
  const v = new Vectors(code);
  const x = v.taken();
  const sign = v.constant(-0);
  const size = v.apply(float.pmin, v.apply(float.abs, x), v.constant(9.5));
  const { exponent, p } = reduced(v, v.add(size, size));
  const one = v.constant(1);
  const scale = v.apply(integer.add, exponent, one);
  const t = v.add(v.mul(scale, p), v.sub(scale, one));
  const result = v.apply(float.div, t, v.add(t, v.constant(2)));
  code.get(v.apply(OR, result, v.apply(AND, x, sign)));
}

/** Functions that replace the vector on the stack by their value of it. */
export const inlined: Readonly<Record<string, (code: FunctionWriter) => void>> = {
  Exp: emitExp,
  Sigmoid: emitSigmoid,
  Tanh: emitTanh,
};
