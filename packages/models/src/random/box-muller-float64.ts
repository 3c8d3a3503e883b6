/**
 * The Box–Muller transform in double precision, as PyTorch's scalar CPU path computes it. The elementary functions are
 * written out, for those of JavaScript engines differ in their last bits: the algorithms and coefficients of FDLIBM (Sun
 * Microsystems 1993; e_log.c, k_sin.c, k_cos.c), within one unit in the last place.
 */

const float64 = new Float64Array(1);
const bits = new BigInt64Array(float64.buffer);

/** Two independent normal numbers from two uniform ones of [0, 1) that are multiples of 2⁻⁵³. */
export function boxMuller(u1: number, u2: number): [cosine: number, sine: number] {
  // 1 − u2 is exact, so that this is PyTorch's log1p(−u2).
  const radius = Math.sqrt(-2 * log(1 - u2));
  const { sin, cos } = sincos(2 * Math.PI * u1);
  return [radius * cos, radius * sin];
}

const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const evenLog = [0.15313837699209373, 0.22222198432149784, 0.3999999999940942];
const oddLog = [0.14798198605116586, 0.1818357216161805, 0.2857142874366239, 0.6666666666666735];

/** The natural logarithm of a normal positive number: of x = 2ᵏ (1 + f), k ln 2 + log((1 + s) / (1 − s)) with s = f / (2 + f). */
function log(x: number): number {
  float64[0] = x;
  let k = Number((bits[0] as bigint) >> 52n) - 1023;
  bits[0] = ((bits[0] as bigint) & 0xfffffffffffffn) | 0x3ff0000000000000n;
  let fraction = float64[0] as number;
  if (fraction > Math.SQRT2) {
    fraction /= 2;
    k++;
  }
  const f = fraction - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const r = w * horner(evenLog, w) + z * horner(oddLog, w);
  const halfSquare = 0.5 * f * f;
  return k * ln2High - (halfSquare - (s * (halfSquare + r) + k * ln2Low) - f);
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
