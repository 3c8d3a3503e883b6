/** Products that leave out what a mask makes zero, where that is faster: the same sums without the terms that are zero. */

import type { Support } from '../graph/supports.ts';
import type { ProductStep, Sparsity } from '../program/program.ts';
import type { Lowering } from './lowering.ts';

// Times, measured, in multiples of what the dense kernels take for a multiplication and an addition.
/** An element that counts, and in addition each of its multiplications and additions. */
const PER_ELEMENT = 22;
const PER_TERM = 1.25;
/** In a sampled product the terms of four sums are transposed before they are added. */
const PER_SAMPLED_TERM = 2.6;
/** Transposing an element of the operands. */
const PER_COPY = 3;
/** A term of the columns that are left to the dense kernel: fewer than its tiles have, their terms added in another order. */
const PER_REST = 1.4;

/** Rows of a sampled product's operands are taken by so many. */
const DEPTH = 8;

export type ProductSizes = Pick<ProductStep, 'variant' | 'm' | 'n' | 'k'>;

/** Which elements of one of a product's matrices count. */
export interface Elements {
  readonly of: Sparsity['of'];
  readonly lists: Lists;
  /** Bytes that the kernel needs for itself. */
  readonly scratch: number;
}

/**
 * The elements of B that may not be zero, where leaving the others out is faster.
 *
 * @param isUsed tells of B's elements, by k and n, whether they may not be zero
 */
export function skipZeros(
  { variant, m, n, k }: ProductSizes,
  isUsed: (k: number, n: number) => boolean,
): Elements | undefined {
  // For up to 4 rows, the dense kernel has another order of additions.
  if (variant === 'TN' || m <= 4) return undefined;
  const lists = listsOf(n, k, (column, row) => isUsed(row, column));
  const rest = n % (k < 24 ? 4 : 8);
  const { count } = lists;
  if (count * (PER_TERM + PER_ELEMENT / m) + PER_COPY * (k + n) + PER_REST * k * rest >= n * k) return undefined;
  return { of: 'b', lists, scratch: 8 * count + 80 * (k + n) + 64 };
}

/** The elements of C that are used, where computing those alone is faster. */
export function sampled({ variant, m, n, k }: ProductSizes, support: Support | undefined): Elements | undefined {
  if (variant !== 'TN' || !support) return undefined;
  const lists = listsOf(m, n, (row, column) => support.positions[row * n + column] === 1, 4);
  const { length } = lists.indices;
  const terms = DEPTH * Math.ceil(k / DEPTH);
  const time = length * (PER_SAMPLED_TERM * terms + PER_ELEMENT) + PER_COPY * (m + n) * terms;
  if (time >= m * n * k) return undefined;
  return { of: 'c', lists, scratch: 4 * length + 32 * (m + n + 8) + 64 };
}

/** The elements as tables in memory. */
export function sparsity(to: Lowering, { of, lists, scratch }: Elements): Sparsity {
  const table = (values: Int32Array) => to.table(values, [values.length], 'int32').expression.buffer;
  return { of, starts: table(lists.starts), indices: table(lists.indices), density: lists.density, scratch };
}

interface Lists {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  /** Indices without those that fill up. */
  readonly count: number;
  readonly density: number;
}

/** For each row the columns that are used; the last one repeated until their number is a multiple of `multiple`. */
function listsOf(rows: number, columns: number, isUsed: (r: number, c: number) => boolean, multiple = 1): Lists {
  const starts = [0];
  const indices: number[] = [];
  let count = 0;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) if (isUsed(r, c)) indices.push(c);
    count += indices.length - (starts[r] as number);
    while (indices.length % multiple > 0) indices.push(indices.at(-1) as number);
    starts.push(indices.length);
  }
  return {
    starts: Int32Array.from(starts),
    indices: Int32Array.from(indices),
    count,
    density: count / (rows * columns),
  };
}
