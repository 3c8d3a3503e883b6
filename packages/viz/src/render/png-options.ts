/** What both forms of renderPng take. */
import { show } from '@mnist1d/results';

export interface PngOptions {
  /** Image pixels per pixel of the specification, above 0 and at most 8. Default 2: about 190 dpi. */
  readonly scale?: number;
}

/** @throws RangeError if the scale is not a number above 0 and at most 8. */
export function checkScale({ scale = 2 }: PngOptions = {}): number {
  if (Number.isFinite(scale) && scale > 0 && scale <= 8) return scale;
  throw new RangeError(`renderPng: scale must be a finite number above 0 and at most 8, got ${show(scale)}`);
}
