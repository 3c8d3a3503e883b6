/** Means and spreads of a few numbers. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation; null of a single value. */
export function deviation(values: readonly number[]): number | null {
  return values.length < 2 ? null : Math.sqrt(squares(values) / (values.length - 1));
}

/** Standard error of the mean of values that are all there are: their deviation over √n. */
export function standardError(values: readonly number[]): number {
  return Math.sqrt(squares(values) / values.length / values.length);
}

/** Squared differences from the mean, their sum. */
function squares(values: readonly number[]): number {
  const m = mean(values);
  return values.reduce((sum, value) => sum + (value - m) ** 2, 0);
}
