/** Axes of tensors as tfjs takes them: counted from the front, or, negative, from behind. */

import { RecordingError } from './recording-error.ts';

/** An axis counted from the front. */
export function axisOf(axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new RecordingError(`the axis must be a whole number within [${-rank}, ${rank - 1}], got ${axis}`);
  return axis < 0 ? axis + rank : axis;
}

/** Axes counted from the front, sorted; all where none are given. */
export function axesOf(axes: number | readonly number[] | null | undefined, rank: number): number[] {
  if (axes === undefined || axes === null) return Array.from({ length: rank }, (_, i) => i);
  return [axes]
    .flat()
    .map((axis) => axisOf(axis, rank))
    .sort((a, b) => a - b);
}
