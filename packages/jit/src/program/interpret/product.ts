/**
 * Matrix products, computed by hand. This is the definition of the order in which the kernels of assembly/gemm.ts and
 * assembly/sparse.ts add up the terms a · b of an element of C. Every product and sum is rounded to float32; in a fused product
 * the product of a term is not, but only its sum with what it is added to.
 *
 * The sizes of the product decide, and the element's row and column. There are three ways:
 *
 * - **in turn**: k = 0 … K − 1, one after the other.
 * - **in lanes**: four sums, term k to sum k mod 4, zeros to those that are left out last; then (0 + 2) + (1 + 3).
 * - **in parts**: sums of parts of the terms, added up.
 *
 * In NN and NT, columns n < T are summed in turn, where T is N without what is left over of 8 columns (for K < 24 of 4). The
 * other columns are summed in lanes; in NN in parts of 1,008 terms, of 504 where there is more than one such column. In NT
 * with up to 4 rows all columns are summed in lanes. An element begins, if it is summed in turn, with what C holds, or with
 * zero; if in lanes, that is added to the (first) sum. A bias is added to the (first) sum.
 *
 * In TN, rows and columns that make whole tiles of 4 are summed in turn, beginning with what C holds, the bias, or zero. The
 * others are summed in parts, each in turn: as many whole groups as fit into max(128, ⌊8192 / (M + N)⌋) terms (M and N of the whole where the
 * step is a part), or as many
 * terms of one group. What C holds, or the bias, is added to the first.
 *
 * With lists of B, the terms that the lists name are summed as all would be for columns n < T, whatever the number of rows;
 * with lists of C, the elements that they name.
 */
import type { Numbers } from '../../graph/graph.ts';
import { multiplyAdd } from '../arithmetic/multiply-add.ts';
import type { Matrix, ProductStep, Sparsity } from '../program.ts';
import { forEachPlace } from '../regions.ts';
import { arrayOf, type Memory } from './memory.ts';

const SHORT = 24;
const CAPACITY = 1008;
const CACHED = 8192;
const LEAST_PART = 128;

/** Where row r of a matrix begins. */
const rowOf = ({ offset, rows: { size, groupStride, stride } }: Matrix, r: number) => {
  const group = Math.floor(r / size);
  return offset + group * groupStride + (r - group * size) * stride;
};

export function interpretProduct(step: ProductStep, memory: Memory): void {
  const { a, b, c, loops } = step;
  const sizes = loops.map(({ count }) => count);
  const movesOf = (name: 'a' | 'b' | 'c') => {
    const moves: number[] = [];
    forEachPlace({ offset: 0, sizes, strides: loops.map((loop) => loop[name]) }, (place) => moves.push(place));
    return moves;
  };
  const [bMoves, cMoves] = [movesOf('b'), movesOf('c')];
  const moved = (m: Matrix, by: number | undefined): Matrix => ({ ...m, offset: m.offset + (by ?? 0) });
  movesOf('a').forEach((by, i) => {
    multiply({ ...step, a: moved(a, by), b: moved(b, bMoves[i]), c: moved(c, cMoves[i]) }, memory);
  });
}

function multiply(step: ProductStep, memory: Memory): void {
  const { m, n, c, accumulate, bias, relu, sparse } = step;
  const result = arrayOf(memory, c.buffer);
  const biases = bias && arrayOf(memory, bias.view.buffer).subarray(bias.view.offset);
  const termsOf = makeTerms(step, memory);
  const listed = sparse?.of === 'c' ? listsOf(sparse, memory) : undefined;
  for (let i = 0; i < m; i++) {
    const columns = listed?.(i) ?? Array.from({ length: n }, (_, j) => j);
    for (const j of new Set(columns)) {
      const place = rowOf(c, i) + j;
      const held = accumulate ? result[place] : undefined;
      const sum = sumOf(step, i, j, termsOf(i, j), held, biases?.[bias?.along === 'columns' ? j : i]);
      result[place] = relu ? Math.max(sum, 0) : sum;
    }
  }
}

/** Lists of indices, by their numbers. */
function listsOf({ starts, indices, first = 0 }: Sparsity, memory: Memory): (list: number) => Numbers {
  const from = arrayOf(memory, starts).subarray(first);
  return (list) => arrayOf(memory, indices).subarray(from[list], from[list + 1]);
}

/** What is multiplied for an element of C. */
type Terms = readonly (readonly [a: number, b: number])[];

/** The terms of an element of C. */
function makeTerms(step: ProductStep, memory: Memory): (i: number, j: number) => Terms {
  const { variant, k, a, b, sparse } = step;
  const [x, y] = [arrayOf(memory, a.buffer), arrayOf(memory, b.buffer)];
  const tiled = tiledColumns(step);
  const lists = sparse?.of === 'b' ? listsOf(sparse, memory) : undefined;
  const all = Array.from({ length: k }, (_, l) => l);
  return (i, j) => {
    const counted = lists && j < tiled ? [...lists(j)] : all;
    return counted.map((l) => [
      x[variant === 'TN' ? rowOf(a, l) + i : rowOf(a, i) + l] as number,
      y[variant === 'NT' ? rowOf(b, j) + l : rowOf(b, l) + j] as number,
    ]);
  };
}

/** In NN and NT, the columns that stand in tiles. */
const tiledColumns = ({ n, k }: ProductStep) => n - (n % (k < SHORT ? 4 : 8));

/** The sum of an element's terms with what C holds or a bias, if there is one of them. */
function sumOf(
  step: ProductStep,
  i: number,
  j: number,
  terms: Terms,
  held: number | undefined,
  bias: number | undefined,
): number {
  const { variant, m, n, k, a, sparse, fused, sizes = m + n } = step;
  const add = fused ? fusedAdd : roundedAdd;
  const inTurn: Sum = (part, start = 0) => part.reduce((sum, [x, y]) => add(sum, x, y), start);
  const tiled = tiledColumns(step);
  const first = held ?? bias;
  if (variant === 'TN') {
    const inTile = i < m - (m % 4) && j < n - (n % 4);
    return inTile ? inTurn(terms, first) : inParts(terms, partsOfRows(sizes, a), first, inTurn);
  }
  const inTile = j < tiled && (variant === 'NN' || m > 4 || sparse !== undefined);
  if (inTile) return plus(inTurn(terms, held), bias);
  const part = variant === 'NT' ? k : n - tiled > 1 ? CAPACITY / 2 : CAPACITY;
  return inParts(terms, [part], first, (of) => inLanes(of, add));
}

const plus = (a: number, b: number | undefined) => (b === undefined ? a : Math.fround(a + b));

/** sum + x · y */
type Add = (sum: number, x: number, y: number) => number;
type Sum = (part: Terms, start?: number) => number;

const roundedAdd: Add = (sum, x, y) => Math.fround(sum + Math.fround(x * y));
const fusedAdd: Add = (sum, x, y) => multiplyAdd(x, y, sum);

function inLanes(terms: Terms, add: Add): number {
  const sums = [0, 0, 0, 0];
  for (let l = 0; l < 4 * Math.ceil(terms.length / 4); l++)
    sums[l % 4] = add(sums[l % 4] as number, ...(terms[l] ?? ([0, 0] as const)));
  const [s0, s1, s2, s3] = sums as [number, number, number, number];
  return plus(plus(s0, s2), plus(s1, s3));
}

/** Sums of parts of these lengths, over and over, in turn: what is added to the first is `first`. */
function inParts(terms: Terms, lengths: readonly number[], first: number | undefined, sum: Sum): number {
  let total = first;
  let at = 0;
  let p = 0;
  do {
    const end = at + (lengths[p++ % lengths.length] as number);
    total = plus(sum(terms.slice(at, end)), total);
    at = end;
  } while (at < terms.length);
  return total;
}

/** The lengths of parts in TN: whole groups, or what one group is divided into. */
function partsOfRows(sizes: number, { rows: { size } }: Matrix): number[] {
  const most = Math.max(LEAST_PART, Math.floor(CACHED / Math.max(sizes, 1)));
  if (size <= most) return [size * Math.floor(most / Math.max(size, 1))];
  return Array.from({ length: Math.ceil(size / most) }, (_, p) => Math.min(most, size - p * most));
}
