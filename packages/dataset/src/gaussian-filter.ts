/** scipy.ndimage.gaussian_filter with sigma 2 in one dimension: radius 8 (4 sigma), the ends reflected. */

const RADIUS = 8;

/** exp(−k² / 8) / Σ exp(−j² / 8), as NumPy computes it; written out because engines differ in Math.exp. */
const [W0, W1, W2, W3, W4, W5, W6, W7, W8] = [
  0.199474647864745, 0.17603575888479034, 0.12098748976534904, 0.06475993660472744, 0.026995957967298843,
  0.00876430436278587, 0.0022159631725965556, 0.0004363490205067883, 6.691628957263553e-5,
] as const;

/** The room beside n values of noise that `fillZeros` works in. */
export const FILTER_MARGIN = 2 * RADIUS;

/** Puts filtered noise, `draws` times `scale`, into the places where the signal is zero. */
export function fillZeros(
  signal: Float64Array,
  draws: Float64Array,
  scale: number,
  padded = new Float64Array(signal.length + FILTER_MARGIN),
): void {
  const n = signal.length;
  for (let i = 0; i < n; i++) padded[RADIUS + i] = scale * (draws[i] as number);
  for (let i = 1; i <= RADIUS; i++) {
    padded[RADIUS - i] = scale * (draws[reflect(-i, n)] as number);
    padded[RADIUS + n - 1 + i] = scale * (draws[reflect(n - 1 + i, n)] as number);
  }
  for (let i = 0; i < n; i++) {
    if (signal[i] !== 0) continue;
    // SciPy's order: the centre, then the pairs from the outermost inwards.
    let sum = (padded[i + 8] as number) * W0;
    sum += ((padded[i] as number) + (padded[i + 16] as number)) * W8;
    sum += ((padded[i + 1] as number) + (padded[i + 15] as number)) * W7;
    sum += ((padded[i + 2] as number) + (padded[i + 14] as number)) * W6;
    sum += ((padded[i + 3] as number) + (padded[i + 13] as number)) * W5;
    sum += ((padded[i + 4] as number) + (padded[i + 12] as number)) * W4;
    sum += ((padded[i + 5] as number) + (padded[i + 11] as number)) * W3;
    sum += ((padded[i + 6] as number) + (padded[i + 10] as number)) * W2;
    signal[i] = sum + ((padded[i + 7] as number) + (padded[i + 9] as number)) * W1;
  }
}

/** The place that i stands for beyond the ends of n values: … b a | a b … z | z y … */
function reflect(i: number, n: number): number {
  const j = ((i % (2 * n)) + 2 * n) % (2 * n);
  return j < n ? j : 2 * n - 1 - j;
}
