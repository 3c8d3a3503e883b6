/** Numbers 0 … size − 1, divided into one range for each thread. */

export interface Range {
  readonly from: number;
  readonly count: number;
}

/** How something may be divided: in multiples of `unit`, what is left over in the last range; a range has `least` or nothing. */
export interface Grain {
  readonly unit?: number;
  readonly least?: number;
}

/** Ranges as even as can be; undefined where no two would have something. */
export function rangesOf(
  size: number,
  threads: number,
  { unit = 1, least = 1 }: Grain = {},
): readonly Range[] | undefined {
  const units = Math.floor(size / unit);
  const used = Math.min(threads, Math.floor(units / Math.ceil(least / unit)));
  if (used < 2) return undefined;
  const edge = (t: number) => (t >= used ? size : unit * Math.round((units * t) / used));
  return Array.from({ length: threads }, (_, t) => ({ from: edge(t), count: edge(t + 1) - edge(t) }));
}

/** The share of the thread that has most, 0 to 1: the others wait for it. */
export const largestShare = (ranges: readonly Range[]): number => {
  const counts = ranges.map(({ count }) => count);
  return Math.max(...counts) / counts.reduce((sum, count) => sum + count, 0);
};
