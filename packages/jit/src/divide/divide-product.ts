/** Parts of a matrix product: rows or columns of C, or some of its repetitions. */
import type { Matrix, ProductStep } from '../program/program.ts';
import { largestShare, type Range, rangesOf } from './ranges.ts';

/** A way to divide a product. */
interface Way {
  readonly ranges: readonly Range[] | undefined;
  readonly part: (range: Range) => ProductStep;
}

export function divideProduct(step: ProductStep, threads: number): readonly (ProductStep | undefined)[] | undefined {
  const ways = [...byLoops(step, threads), byRows(step, threads), byColumns(step, threads)];
  let best: { ranges: readonly Range[]; part: Way['part']; share: number } | undefined;
  for (const { ranges, part } of ways) {
    const share = ranges ? largestShare(ranges) : 1;
    if (ranges && (!best || share < best.share)) best = { ranges, part, share };
  }
  return best?.ranges.map((range) => (range.count === 0 ? undefined : best.part(range)));
}

const from = (matrix: Matrix, elements: number): Matrix => ({ ...matrix, offset: matrix.offset + elements });

/** Where C moves with a loop, its repetitions have places of their own. */
const byLoops = (step: ProductStep, threads: number): Way[] =>
  step.loops.flatMap((loop, l) =>
    loop.c === 0
      ? []
      : {
          ranges: rangesOf(loop.count, threads),
          part: (range) => ({
            ...step,
            a: from(step.a, range.from * loop.a),
            b: from(step.b, range.from * loop.b),
            c: from(step.c, range.from * loop.c),
            loops: step.loops.map((other, i) => (i === l ? { ...other, count: range.count } : other)),
          }),
        },
  );

/** Rows of a tile. */
const TILE = 4;

function byRows(step: ProductStep, threads: number): Way {
  const { variant, m, n, a, b, c, bias, sparse } = step;
  const isTN = variant === 'TN';
  // Rows in two levels are divided by groups.
  const groups = [...(isTN ? [] : [a]), c].flatMap(({ rows }) => (rows.groups > 1 ? rows.size : []));
  const unit = isTN ? TILE : groups.reduce(leastCommonMultiple, 1);
  // Of up to 4 rows the kernel of NT adds up in another order.
  const ranges = variant === 'NT' && m <= TILE ? undefined : rangesOf(m, threads, { unit, least: TILE + 1 });
  return {
    ranges,
    part: ({ from: first, count }) => ({
      ...step,
      m: count,
      a: isTN ? from(a, first) : rowsOf(a, first, count),
      b,
      c: rowsOf(c, first, count),
      ...(bias?.along === 'rows' && { bias: { ...bias, view: { ...bias.view, offset: bias.view.offset + first } } }),
      ...(sparse?.of === 'c' && { sparse: { ...sparse, first } }),
      ...(isTN && { sizes: m + n }),
    }),
  };
}

/** Columns of a tile. */
const WIDE = 8;

function byColumns(step: ProductStep, threads: number): Way {
  const { variant, m, n, b, c, bias, sparse } = step;
  return {
    ranges: sparse ? undefined : rangesOf(n, threads, { unit: WIDE }),
    part: ({ from: first, count }) => ({
      ...step,
      n: count,
      b: variant === 'NT' ? rowsOf(b, first, count) : from(b, first),
      c: from(c, first),
      ...(bias?.along === 'columns' && { bias: { ...bias, view: { ...bias.view, offset: bias.view.offset + first } } }),
      ...(variant === 'TN' && { sizes: m + n }),
    }),
  };
}

/** Some rows of a matrix, in two levels whole groups. */
function rowsOf(matrix: Matrix, first: number, count: number): Matrix {
  const { groups, size, groupStride, stride } = matrix.rows;
  return groups === 1
    ? { ...from(matrix, first * stride), rows: { ...matrix.rows, size: count } }
    : { ...from(matrix, (first / size) * groupStride), rows: { ...matrix.rows, groups: count / size } };
}

function leastCommonMultiple(x: number, y: number): number {
  let [a, b] = [x, y];
  while (b > 0) [a, b] = [b, a % b];
  return (x / a) * y;
}
