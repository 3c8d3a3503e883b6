/**
 * The Box–Muller transform in double precision, as PyTorch's scalar CPU path computes it. Sine and cosine are written out,
 * for those of JavaScript engines differ in their last bits: the algorithms and coefficients of FDLIBM (Sun Microsystems
 * 1993; k_sin.c, k_cos.c), within one unit in the last place.
 */
import { log } from '@mnist1d/random';

/** Two independent normal numbers from two uniform ones of [0, 1) that are multiples of 2⁻⁵³. */
export function boxMuller(u1: number, u2: number): [cosine: number, sine: number] {
  // 1 − u2 is exact, so that this is PyTorch's log1p(−u2).
  const radius = Math.sqrt(-2 * log(1 - u2));
  const { sin, cos } = sincos(2 * Math.PI * u1);
  return [radius * cos, radius * sin];
}

const piHalfHigh = 1.5707963267341256;
const piHalfLow = 6.077100506506192e-11;
const sinPolynomial = [
  1.58969099521155e-10, -2.5050760253406863e-8, 2.7557313707070068e-6, -0.0001984126982985795, 0.00833333333332249,
];
const cosPolynomial = [
  -1.1359647557788195e-11, 2.087572321298175e-9, -2.7557314351390663e-7, 2.480158728947673e-5, -0.001388888888887411,
  0.0416666666666666,
];

/** The sine and cosine of an angle in 0 … 2π. */
function sincos(angle: number): { sin: number; cos: number } {
  const quadrant = Math.round(angle / (Math.PI / 2));
  // angle − quadrant · π/2 as x + tail
  const coarse = angle - quadrant * piHalfHigh;
  const correction = quadrant * piHalfLow;
  const x = coarse - correction;
  const tail = coarse - x - correction;

  const z = x * x;
  const cube = z * x;
  const sin = x - (z * (0.5 * tail - cube * horner(sinPolynomial, z)) - tail - cube * -0.16666666666666632);
  const half = 0.5 * z;
  const rest = 1 - half;
  const cos = rest + (1 - rest - half + (z * z * horner(cosPolynomial, z) - x * tail));

  switch (quadrant & 3) {
    case 0:
      return { sin, cos };
    case 1:
      return { sin: cos, cos: -sin };
    case 2:
      return { sin: -sin, cos: -cos };
    default:
      return { sin: -cos, cos: sin };
  }
}

function horner(coefficients: readonly number[], x: number): number {
  let y = 0;
  for (const coefficient of coefficients) y = y * x + coefficient;
  return y;
}
