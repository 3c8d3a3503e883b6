/** Matrices in memory: rows in one or two levels. */

import type { View } from './expression.ts';
import type { Matrix, Rows } from './program.ts';

/** Rows in two levels; in one, where the groups stand one behind the other. */
export function rows(groups: number, size: number, groupStride: number, stride: number): Rows {
  return groupStride === size * stride
    ? { groups: 1, size: groups * size, groupStride: 0, stride }
    : { groups, size, groupStride, stride };
}

/** The matrix whose rows begin where a view does. */
export function matrix({ buffer, offset }: View, at: Rows): Matrix {
  return { buffer, offset, rows: at };
}
