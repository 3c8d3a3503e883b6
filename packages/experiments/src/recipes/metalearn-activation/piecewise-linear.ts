/** Functions of straight pieces. */

/** Knots of a piecewise linear function; the first and last piece go on beyond them. */
export interface PiecewiseLinear {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * The chords through points of a sampled function that come closest to it: of all choices of `pieces + 1` samples, the first
 * and last among them, the one with the least squared error over all samples.
 *
 * @param x ascending
 * @param pieces at least 1 and fewer than samples
 */
export function fitPiecewiseLinear(x: readonly number[], y: readonly number[], pieces: number): PiecewiseLinear {
  const n = x.length;
  if (n !== y.length || pieces < 1 || pieces >= n) {
    throw new RangeError(
      `fitPiecewiseLinear: pieces must be at least 1 and fewer than the samples, got ${pieces} for ${n} and ${y.length}`,
    );
  }
  const error = (from: number, to: number) => {
    const [x0, y0] = [x[from] as number, y[from] as number];
    const slope = ((y[to] as number) - y0) / ((x[to] as number) - x0);
    let sum = 0;
    for (let i = from + 1; i < to; i++) sum += ((y[i] as number) - y0 - slope * ((x[i] as number) - x0)) ** 2;
    return sum;
  };
  const chord = Array.from({ length: n }, (_, from) =>
    Array.from({ length: n }, (_, to) => (to > from ? error(from, to) : Number.POSITIVE_INFINITY)),
  );
  // The least error of k pieces from the first sample to each, and where the last of them begins.
  let best = (chord[0] as number[]).slice();
  const starts: number[][] = [];
  for (let k = 2; k <= pieces; k++) {
    const start: number[] = new Array(n).fill(0);
    const next = best.map((_, to) => {
      let least = Number.POSITIVE_INFINITY;
      for (let from = 1; from < to; from++) {
        const sum = (best[from] as number) + (chord[from]?.[to] as number);
        if (sum < least) {
          least = sum;
          start[to] = from;
        }
      }
      return least;
    });
    starts.push(start);
    best = next;
  }
  const knots = [n - 1];
  for (const start of starts.reverse()) knots.unshift(start[knots[0] as number] as number);
  knots.unshift(0);
  return { x: knots.map((i) => x[i] as number), y: knots.map((i) => y[i] as number) };
}
