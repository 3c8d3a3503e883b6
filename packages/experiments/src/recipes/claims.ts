/** Claims about means over seeds. */
import { mean } from '../analysis/statistics.ts';

/** The mean over the seeds of a metric of the runs that are meant; null where there is none, or one has no such number. */
export function meanOf<Run extends { readonly spec: object; readonly metrics: object }>(
  runs: readonly Run[],
  metric: keyof Run['metrics'],
  isMeant: (spec: Run['spec']) => boolean,
): number | null {
  const values = runs.filter(({ spec }) => isMeant(spec)).map(({ metrics }) => metrics[metric as never]);
  return values.length === 0 || values.includes(null as never) ? null : mean(values as number[]);
}

/** The difference of two numbers, or null where one is missing. */
export function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

/** The largest of some numbers; null where there is none, or one is missing. */
export function largest(values: readonly (number | null)[]): number | null {
  return values.length === 0 || values.includes(null) ? null : Math.max(...(values as number[]));
}

/** A rule that people and the check read alike. */
export const atLeast = (limit: number, unit: string) => ({
  rule: `≥ ${limit} ${unit}`,
  holds: (value: number) => value >= limit,
});
export const above = (limit: number, unit: string) => ({
  rule: `> ${limit} ${unit}`,
  holds: (value: number) => value > limit,
});
export const below = (limit: number, unit: string) => ({
  rule: `< ${limit} ${unit}`,
  holds: (value: number) => value < limit,
});
export const between = (low: number, high: number, unit = '') => ({
  rule: `${low} … ${high}${unit && ` ${unit}`}`,
  holds: (value: number) => value >= low && value <= high,
});
