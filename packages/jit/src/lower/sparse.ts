/** Products that leave out what a mask makes zero, where that is faster: the same sums without the terms that are zero. */

import type { Buffer, ProductStep, Sparsity } from '../program/program.ts';
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

/** The product lowered last without the zeros of B. `isUsed` tells of B's elements, by k and n, whether they may not be zero. */
export function skipZeros(to: Lowering, isUsed: (k: number, n: number) => boolean): void {
  const step = lastProduct(to);
  // For up to 4 rows, the dense kernel has another order of additions.
  if (!step || step.variant === 'TN' || step.m <= 4) return;
  const { m, n, k } = step;
  const lists = listsOf(n, k, (column, row) => isUsed(row, column));
  const rest = n % (k < 24 ? 4 : 8);
  const { count } = lists;
  if (count * (PER_TERM + PER_ELEMENT / m) + PER_COPY * (k + n) + PER_REST * k * rest >= n * k) return;
  setSparsity(to, step, 'b', lists, 8 * count + 80 * (k + n) + 64);
}

/** The product lowered last with those of C's elements alone that are used. Returns whether it is; then the others are zero. */
export function sample(to: Lowering, isUsed: (m: number, n: number) => boolean): boolean {
  const step = lastProduct(to);
  if (step?.variant !== 'TN' || step.a.rows.groups > 1 || step.b.rows.groups > 1) return false;
  const { m, n, k } = step;
  const lists = listsOf(m, n, isUsed, 4);
  const { length } = lists.indices;
  const terms = DEPTH * Math.ceil(k / DEPTH);
  const time = length * (PER_SAMPLED_TERM * terms + PER_ELEMENT) + PER_COPY * (m + n) * terms;
  if (time >= m * n * k) return false;
  setSparsity(to, step, 'c', lists, 4 * length + 32 * (m + n + 8) + 64);
  // What is not computed stays as it is.
  const { buffers } = to;
  buffers[step.c.buffer] = { ...(buffers[step.c.buffer] as Buffer), permanent: true, zeroed: true };
  return true;
}

/** The last step, where it is a single product. */
function lastProduct({ steps }: Lowering): ProductStep | undefined {
  const step = steps.at(-1);
  return step?.kind === 'product' && step.loops.length === 0 ? step : undefined;
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

function setSparsity(to: Lowering, step: ProductStep, of: Sparsity['of'], lists: Lists, scratch: number): void {
  const table = (values: Int32Array) => to.table(values, [values.length], 'int32').expression.buffer;
  const sparse = { of, starts: table(lists.starts), indices: table(lists.indices), density: lists.density, scratch };
  to.steps[to.steps.length - 1] = { ...step, sparse };
}
