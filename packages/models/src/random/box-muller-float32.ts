/**
 * The Box–Muller transform as PyTorch's vectorised CPU path computes it (ATen/native/cpu/DistributionTemplates.h,
 * normal_fill_AVX2): float32 throughout, logarithm, sine and cosine by the polynomials of the Cephes library (Moshier;
 * logf.c, sinf.c), each multiplication that meets an addition fused with it, as GCC compiles them.
 */
import { fusedMultiplyAdd as fma } from './fused-multiply-add.ts';

const round = Math.fround;
const float32 = new Float32Array(1);
const bits = new Int32Array(float32.buffer);

const twoPi = round(2 * Math.PI);
const fourOverPi = round(1.27323954473516);
const sqrtHalf = round(Math.SQRT1_2);

const logPolynomial = Float32Array.of(
  0.070376836292,
  -0.1151461031,
  0.1167699874,
  -0.12420140846,
  0.14249322787,
  -0.16668057665,
  0.20000714765,
  -0.24999993993,
  0.33333331174,
);
const sinPolynomial = Float32Array.of(-0.00019515295891, 0.0083321608736, -0.16666654611);
const cosPolynomial = Float32Array.of(2.443315711809948e-5, -0.001388731625493765, 0.04166664568298827);
/** ln 2 in two parts, the larger one short enough that its product with an exponent is exact. */
const [ln2High, ln2Low] = [round(0.693359375), round(-2.1219444e-4)];
/** π/4 in three parts, negated. */
const minusPiQuarter = Float32Array.of(-0.78515625, -0.00024187564849853516, -3.774894977445941e-8);

/** Turns 16 uniform numbers of [0, 1), the first 8 radii and the last 8 angles, into 16 normal ones in place. */
export function boxMuller16(values: Float32Array, start: number): void {
  for (let i = start; i < start + 8; i++) {
    const radius = round(Math.sqrt(round(-2 * log(round(1 - (values[i] as number))))));
    const { sin, cos } = sincos(round(twoPi * (values[i + 8] as number)));
    // Times the standard deviation 1, plus the mean 0, which turns −0 into 0.
    values[i] = round(radius * cos) + 0;
    values[i + 8] = round(radius * sin) + 0;
  }
}

/** The natural logarithm of a normal positive float32. */
function log(argument: number): number {
  float32[0] = argument;
  let exponent = ((bits[0] as number) >>> 23) - 126;
  bits[0] = ((bits[0] as number) & 0x807fffff) | 0x3f000000;
  let x = float32[0] as number;
  if (x < sqrtHalf) {
    exponent--;
    x = round(round(x - 1) + x);
  } else x = round(x - 1);
  const square = round(x * x);
  let y = round(horner(logPolynomial, x) * x);
  y = fma(y, square, round(exponent * ln2Low));
  y = fma(-square, 0.5, y);
  return fma(exponent, ln2High, round(x + y));
}

const circle = { sin: 0, cos: 0 };

/** The sine and cosine of an angle in 0 … 2π, in an object that the next call overwrites. */
function sincos(angle: number): { readonly sin: number; readonly cos: number } {
  const octant = (Math.trunc(round(angle * fourOverPi)) + 1) & ~1;
  let x = angle;
  for (const part of minusPiQuarter) x = fma(octant, part, x);
  const square = round(x * x);
  const cosine = round(horner(cosPolynomial, square) * square);
  const cos = round(fma(cosine, square, -round(square * 0.5)) + 1);
  const sin = fma(round(horner(sinPolynomial, square) * square), x, x);
  const swap = (octant & 2) !== 0;
  circle.sin = (swap ? cos : sin) * (octant & 4 ? -1 : 1);
  circle.cos = (swap ? sin : cos) * ((octant - 2) & 4 ? 1 : -1);
  return circle;
}

function horner(coefficients: Float32Array, x: number): number {
  let y = coefficients[0] as number;
  for (let i = 1; i < coefficients.length; i++) y = fma(y, x, coefficients[i] as number);
  return y;
}
