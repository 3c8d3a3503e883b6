/** Linear interpolation at evenly spaced points, in the arithmetic of numpy.interp and numpy.linspace. */
import { checkInteger } from './check-options.ts';

/** Where the points of the new signal lie in the old one. */
export interface Grid {
  /** The old point at or before each new one. */
  readonly left: Int32Array;
  /** The new point's distance from it, and the width of that interval. */
  readonly offset: Float64Array;
  readonly width: Float64Array;
}

/** numpy.linspace(from, to, count). */
export function linspace(from: number, to: number, count: number): Float64Array {
  const step = (to - from) / (count - 1);
  const values = Float64Array.from({ length: count }, (_, i) => i * step + from);
  if (count > 1) values[count - 1] = to;
  else values[0] = from;
  return values;
}

/** The grid that takes signals of `from` points to `to` points. */
export function resampleGrid(from: number, to: number): Grid {
  const old = linspace(0, 1, from);
  const left = new Int32Array(to);
  const offset = new Float64Array(to);
  const width = new Float64Array(to).fill(1);
  linspace(0, 1, to).forEach((x, i) => {
    let j = Math.min(Math.floor(x * (from - 1)) + 1, from - 1);
    while ((old[j] as number) > x) j--;
    left[i] = j;
    if (j === from - 1) return;
    offset[i] = x - (old[j] as number);
    width[i] = (old[j + 1] as number) - (old[j] as number);
  });
  return { left, offset, width };
}

/**
 * Interpolates `source` at a grid's points, times `factor`, into `out` from place `at` on, after place end − 1 at 0 again.
 * `source` has one value more than the grid's old signal.
 */
export function interpolate(
  source: Float64Array,
  { left, offset, width }: Grid,
  out: Float64Array,
  at: number,
  end = at + left.length,
  factor = 1,
): void {
  let to = at;
  for (let i = 0; i < left.length; i++) {
    const j = left[i] as number;
    const y = source[j] as number;
    out[to] = ((((source[j + 1] as number) - y) / (width[i] as number)) * (offset[i] as number) + y) * factor;
    if (++to === end) to = 0;
  }
}

/**
 * A signal at `length` evenly spaced points from its first to its last, by linear interpolation.
 *
 * @throws RangeError when the signal is empty or `length` is not a positive integer
 */
export function resample(signal: Float64Array, length: number): Float64Array {
  checkInteger('resample', 'signal.length', signal.length, 1);
  checkInteger('resample', 'length', length, 1);
  const source = new Float64Array(signal.length + 1);
  source.set(signal);
  const out = new Float64Array(length);
  interpolate(source, resampleGrid(signal.length, length), out, 0);
  return out;
}
