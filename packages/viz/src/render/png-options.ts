/** What both forms of renderPng take. */
import { checkNumber } from '../checks/check-values.ts';

export interface PngOptions {
  /** Image pixels per pixel of the specification, above 0 and at most 8. Default 2: about 190 dpi. */
  readonly scale?: number;
}

/** @throws RangeError if the scale is not a number above 0 and at most 8. */
export function checkScale({ scale = 2 }: PngOptions = {}): number {
  checkNumber('renderPng', 'scale', scale, Number.MIN_VALUE, 8);
  return scale;
}
