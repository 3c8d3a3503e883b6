/** How far seeds lie apart. */
import { mean } from 'd3-array';

/**
 * Sample standard deviation, 0 of a single value. In two passes, as `@mnist1d/experiments` takes it: d3's takes one, and its last
 * digit is another one.
 */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const m = mean(values) as number;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - m) ** 2, 0) / (values.length - 1));
}
