/** Where windows that slide over an input stand in it: height and width of convolutions and pooling. */

/** Everything per dimension, height first. */
export interface Window {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly size: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  /** Places by which the first window stands before the input. */
  readonly before: readonly number[];
}

/** Which outputs one place of the window ("tap") serves inside of the input, and where there. */
export interface TapRange {
  readonly tap: number;
  /** The place's number modulo the stride: taps of different phases never meet. */
  readonly phase: number;
  /** The first output, how many, and the place of the first in the input. */
  readonly from: number;
  readonly count: number;
  readonly first: number;
  /** Whether it reaches every place of its phase. */
  readonly complete: boolean;
}

type At = { input: number; output: number; size: number; stride: number; dilation: number; before: number };

const along = (window: Window, d: 0 | 1) =>
  Object.fromEntries(Object.entries(window).map(([name, values]) => [name, values[d]])) as At;

export function tapRanges(window: Window, d: 0 | 1): TapRange[] {
  const { input, output, size, stride, dilation, before } = along(window, d);
  return Array.from({ length: size }, (_, tap) => {
    const shift = tap * dilation - before;
    const from = Math.max(0, Math.ceil(-shift / stride));
    const to = Math.min(output, Math.floor((input - 1 - shift) / stride) + 1);
    const count = Math.max(0, to - from);
    const first = from * stride + shift;
    const phase = ((shift % stride) + stride) % stride;
    return {
      tap,
      phase,
      from,
      count,
      first,
      complete: first === phase && count === Math.ceil((input - phase) / stride),
    };
  });
}

/** Places that the windows reach before the input and behind it. */
export function windowReach(window: Window, d: 0 | 1): [number, number] {
  const { input, output, size, stride, dilation, before } = along(window, d);
  const last = (output - 1) * stride + (size - 1) * dilation - before;
  return [before, Math.max(0, last - input + 1)];
}
