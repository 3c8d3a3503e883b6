/**
 * Exponential functions of float32 values, as formulas; those of fused arithmetic are the same with one rounding for a
 * multiplication and addition, and within the same bounds.
 *
 * eˣ = 2ⁿ · (1 + p(r)) with n = round(x / ln 2), r = x − n · ln 2 in two parts (W. J. Cody and W. Waite, Software Manual for
 * the Elementary Functions, 1980), and p(r) = eʳ − 1 as a polynomial of degree 6: a minimax fit of our own on
 * |r| ≤ ½ ln 2, relative error 0.2 · 2⁻²⁴.
 */
import type { Arithmetic, Formula } from './arithmetic.ts';
import type { LaneInstruction } from './lane-instructions.ts';

const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444e-4;
const POLYNOMIAL = [
  0.0013882521307095885, 0.008366520516574383, 0.04166720062494278, 0.1666654348373413, 0.4999999701976776,
];
/** 1.5 · 2²³: a float32 added to it is rounded to an integer, which stands in the last bits. */
const ROUND = 12582912;
/** Sign and exponent of a float32. */
const EXPONENT = 0xff800000 | 0;

/** Computes every operation where it is written. */
class Steps<V> {
  readonly m: Arithmetic<V>;
  readonly #isFused: boolean;

  constructor(m: Arithmetic<V>, isFused: boolean) {
    this.m = m;
    this.#isFused = isFused;
  }

  apply = (instruction: LaneInstruction, ...operands: readonly V[]) =>
    this.m.keep(this.m.apply(instruction, ...operands));
  constant = (value: number) => this.m.keep(this.m.float(value));
  add = (a: V, b: V) => this.apply('f32x4.add', a, b);
  sub = (a: V, b: V) => this.apply('f32x4.sub', a, b);
  mul = (a: V, b: V) => this.apply('f32x4.mul', a, b);
  /** a · b + c, c computed last */
  multiplyAdd = (a: V, b: V, c: () => V) =>
    this.#isFused ? this.apply('f32x4.relaxed_madd', a, b, c()) : this.add(this.mul(a, b), c());
  /** sum + a · b */
  addProduct = (sum: V, a: V, b: V) =>
    this.#isFused ? this.apply('f32x4.relaxed_madd', a, b, sum) : this.add(sum, this.mul(a, b));
  /** sum − a · b */
  subProduct = (sum: V, a: V, b: V) =>
    this.#isFused ? this.apply('f32x4.relaxed_nmadd', a, b, sum) : this.sub(sum, this.mul(a, b));
  shiftLeft = (a: V, bits: number) => this.m.keep(this.m.shift('i32x4.shl', a, bits));

  /** x between bounds; NaN stays NaN. */
  clamped = (x: V, low: number, high: number) =>
    this.apply('f32x4.pmin', this.apply('f32x4.pmax', x, this.constant(low)), this.constant(high));

  /** Horner's rule, the highest power first. */
  polynomial = (x: V, [first, ...rest]: readonly number[]) =>
    rest.reduce(
      (sum, coefficient) => this.multiplyAdd(sum, x, () => this.constant(coefficient)),
      this.constant(first as number),
    );

  /** n · 2²³ as an integer, and r. */
  remainder(x: V): { exponent: V; r: V } {
    const rounded = this.multiplyAdd(x, this.constant(Math.LOG2E), () => this.constant(ROUND));
    const n = this.sub(rounded, this.constant(ROUND));
    const high = this.subProduct(x, n, this.constant(LN2_HIGH));
    return { exponent: this.shiftLeft(rounded, 23), r: this.subProduct(high, n, this.constant(LN2_LOW)) };
  }
}

/** A formula in a class of arithmetic. */
type In = (isFused: boolean) => Formula;

/** Within 2 units in the last place. */
const expIn: In =
  (isFused) =>
  (m, [x]) => {
    const v = new Steps(m, isFused);
    const { exponent, r } = v.remainder(v.clamped(x, -104, 89));
    const p = v.multiplyAdd(v.mul(r, r), v.polynomial(r, POLYNOMIAL), () => r);
    const one = v.constant(1);
    // 2ⁿ in two factors, so that results may be subnormal or infinite.
    const half = v.apply('v128.and', m.shift('i32x4.shr_s', exponent, 1), m.integer(EXPONENT));
    const rest = v.apply('i32x4.sub', exponent, half);
    const scale = (bits: typeof one) => v.apply('i32x4.add', bits, one);
    return v.mul(v.mul(v.add(p, one), scale(half)), scale(rest));
  };

/** r · coth r for |r| ≤ ½ ln 2, with which e²ʳ = (c + r) / (c − r): a minimax fit of our own, 0.01 · 2⁻²⁴. */
const COTH = [0.0020664560073504, -0.0222185012059563, 0.333333244548037, 1];

/** 1 / (1 + e⁻ˣ) = a / (a + b) with eˣ = a / b, a = 2ⁿ (c + r), b = 2⁻ⁿ (c − r): nothing overflows. Within 3 ulp. */
const sigmoidIn: In =
  (isFused) =>
  (m, [x]) => {
    const v = new Steps(m, isFused);
    const half = v.mul(v.clamped(x, -104, 104), v.constant(0.5));
    const { exponent, r } = v.remainder(half);
    const c = v.polynomial(v.mul(r, r), COTH);
    const one = v.constant(1);
    const a = v.mul(v.add(c, r), v.apply('i32x4.add', one, exponent));
    const b = v.mul(v.sub(c, r), v.apply('i32x4.sub', one, exponent));
    return v.apply('f32x4.div', a, v.add(a, b));
  };

/**
 * tanh |x| = t / (t + 2 (c − r)) with t = (e²ˣ − 1) (c − r) = (4ⁿ − 1) c + (4ⁿ + 1) r, and the sign of x: within 3 units in
 * the last place. The error of t, the larger one, cancels as |x| grows.
 */
const tanhIn: In =
  (isFused) =>
  (m, [x]) => {
    const v = new Steps(m, isFused);
    const size = v.apply('f32x4.pmin', v.apply('f32x4.abs', x), v.constant(10));
    const rounded = v.multiplyAdd(size, v.constant(Math.LOG2E), () => v.constant(ROUND));
    // One part of ln 2 is enough: as a float32 it ends in three zeros, and is off by 2 · 10⁻⁹.
    const r = v.subProduct(size, v.sub(rounded, v.constant(ROUND)), v.constant(Math.LN2));
    const c = v.polynomial(v.mul(r, r), COTH);
    const one = v.constant(1);
    const scale = v.apply('i32x4.add', v.shiftLeft(rounded, 24), one);
    const t = v.addProduct(v.mul(v.sub(scale, one), c), v.add(scale, one), r);
    const rest = v.sub(c, r);
    const result = v.apply('f32x4.div', t, v.add(t, v.add(rest, rest)));
    return v.apply('v128.or', result, v.apply('v128.and', x, v.constant(-0)));
  };

export const [exp, sigmoid, tanh] = [expIn(false), sigmoidIn(false), tanhIn(false)];
export const [fusedExp, fusedSigmoid, fusedTanh] = [expIn(true), sigmoidIn(true), tanhIn(true)];
