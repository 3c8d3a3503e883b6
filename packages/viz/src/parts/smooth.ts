/** Smooth curves. */

/** A Gaussian over neighbours, `sigma` places wide, mirrored at the ends: scipy.ndimage.gaussian_filter. */
export function smooth(values: readonly number[], sigma: number): number[] {
  const reach = Math.floor(4 * sigma + 0.5);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-0.5 * ((k - reach) / sigma) ** 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mirrored = (i: number) => {
    const period = 2 * values.length;
    const at = ((i % period) + period) % period;
    return values[at < values.length ? at : period - 1 - at] as number;
  };
  return values.map((_, i) => weights.reduce((sum, weight, k) => sum + weight * mirrored(i + k - reach), 0) / total);
}
