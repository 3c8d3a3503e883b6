/** Linear interpolation at evenly spaced points, in the arithmetic of numpy.interp and numpy.linspace. */
import { checkWholeNumber } from '../check-whole-number.ts';

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
  const values = new Float64Array(count).fill(from);
  for (let i = 1; i < count; i++) values[i] = i * step + from;
  if (count > 1) values[count - 1] = to;
  return values;
}

/** The grid that takes signals of `from` points to `to` points; of those, the ones that depend on the first `support`. */
export function resampleGrid(from: number, to: number, support = from): Grid {
  const old = linspace(0, 1, from);
  const left: number[] = [];
  const offset: number[] = [];
  const width: number[] = [];
  let j = 0;
  for (const x of linspace(0, 1, to)) {
    while ((old[j + 1] as number) <= x) j++;
    if (j >= support) break;
    left.push(j);
    offset.push(x - (old[j] as number));
    // The last point has nothing behind it, and an offset of 0.
    width.push((old[j + 1] ?? 2) - (old[j] as number));
  }
  return { left: Int32Array.from(left), offset: Float64Array.from(offset), width: Float64Array.from(width) };
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
 * @throws RangeError when `length` is not a positive integer, or the signal has fewer than two points (one, if `length` is 1)
 */
export function resample(signal: Float64Array, length: number): Float64Array {
  checkWholeNumber('resample', 'length', length, 1);
  checkWholeNumber('resample', 'signal.length', signal.length, Math.min(length, 2));
  const source = new Float64Array(signal.length + 1);
  source.set(signal);
  const out = new Float64Array(length);
  interpolate(source, resampleGrid(signal.length, length), out, 0);
  return out;
}
