/** What a valid matrix product is, and what it reads and writes. */
import { sizeOf } from '../../graph/graph.ts';
import type { View } from '../expression.ts';
import type { Buffer, Matrix, ProductStep } from '../program.ts';
import { line, type Region } from '../regions.ts';

/** The rule that a product breaks, or undefined. */
export function brokenByProduct(step: ProductStep, buffers: readonly Buffer[]): string | undefined {
  const { variant, m, n, k, a, b, c, accumulate, bias, sparse } = step;
  const isTN = variant === 'TN';
  const rowsOf = ({ rows: { groups, size } }: Matrix) => groups * size;
  const expected = [
    ['A', rowsOf(a), isTN ? k : m],
    ['B', rowsOf(b), variant === 'NT' ? n : k],
    ['C', rowsOf(c), m],
  ] as const;
  for (const [name, rows, wanted] of expected)
    if (rows !== wanted) return `${name} must have ${wanted} rows, and has ${rows}`;
  if (isTN ? c.rows.groups !== 1 : b.rows.groups !== 1)
    return `the rows of ${isTN ? 'C' : 'B'} must be in one level in variant ${variant}`;
  if (isTN && (a.rows.groups !== b.rows.groups || a.rows.size !== b.rows.size))
    return 'the rows of A and B must be in the same groups in variant TN';
  if (accumulate && bias) return 'a product starts from what C holds or from a bias, not from both';
  return sparse && brokenBySparsity(step, sparse, buffers);
}

function brokenBySparsity(
  { variant, m, n, k, a, b, loops, accumulate, bias, relu, sizes }: ProductStep,
  { of, starts, indices, scratch, first = 0 }: NonNullable<ProductStep['sparse']>,
  buffers: readonly Buffer[],
): string | undefined {
  const isSampled = of === 'c';
  if (loops.length > 0) return 'a sparse product has no loops';
  if (isSampled !== (variant === 'TN')) return 'lists are of B in variants NN and NT, and of C in TN';
  if (isSampled && (a.rows.groups !== 1 || b.rows.groups !== 1 || accumulate || bias || relu))
    return 'a sampled product has rows in one level, and no more than the product';
  if (bias?.along === 'rows') return 'a sparse product takes a bias of its columns alone';
  const [from, list] = [buffers[starts]?.values, buffers[indices]?.values];
  if (!(from instanceof Int32Array) || !(list instanceof Int32Array)) return 'the lists must be constants of integers';
  const [wanted, range] = isSampled ? [m, n] : [n, k];
  const lists = from.length - 1;
  const isPart = isSampled && sizes !== undefined;
  if ((isPart ? first + wanted > lists : wanted !== lists) || from[0] !== 0 || from[lists] !== list.length)
    return `there must be ${wanted} lists of ${list.length} indices in all`;
  for (let r = 0; r < lists; r++) {
    const row = list.subarray(from[r], from[r + 1]);
    const ascends = (index: number, i: number) => {
      const before = row[i - 1] ?? -1;
      // The lists of C are filled up with their last index.
      return index < range && (index > before || (isSampled && index === before && index === row.at(-1)));
    };
    if ((from[r + 1] as number) < (from[r] as number) || !row.every(ascends) || (isSampled && row.length % 4 > 0))
      return `list ${r} must hold indices below ${range}, ascending${isSampled ? ', a multiple of 4 of them' : ''}`;
  }
  const bytes = isSampled ? 4 * list.length + 32 * (m + n + 8) + 64 : 8 * list.length + 80 * (k + n) + 64;
  return scratch < bytes ? `the scratch must be of ${bytes} bytes at least, and is of ${scratch}` : undefined;
}

/** What a product reads and writes. */
export function regionsOfProduct(
  step: ProductStep,
  buffers: readonly Buffer[],
): { readonly reads: readonly Region[]; readonly writes: readonly Region[] } {
  const { variant, m, n, k, a, b, c, loops, accumulate, bias, sparse } = step;
  const region = (name: 'a' | 'b' | 'c', { buffer, offset, rows }: Matrix, columns: number): Region => ({
    name: name.toUpperCase(),
    buffer,
    dtype: 'float32',
    offset,
    sizes: [...loops.map(({ count }) => count), rows.groups, rows.size, columns],
    strides: [...loops.map((loop) => loop[name]), rows.groupStride, rows.stride, 1],
  });
  const whole = region('c', c, n);
  const written = sparse?.of === 'c' ? { ...whole, places: sampledPlaces(step, sparse, buffers) } : whole;
  const reads = [
    region('a', a, variant === 'TN' ? m : k),
    region('b', b, variant === 'NT' ? k : n),
    ...(accumulate ? [whole] : []),
    ...(bias && sizeOf(whole.sizes) > 0 ? [biasOf(bias, m, n)] : []),
  ];
  return { reads, writes: [written] };
}

const biasOf = ({ view, along }: { readonly view: View; readonly along: 'columns' | 'rows' }, m: number, n: number) =>
  line('the bias', view, along === 'columns' ? n : m, 'float32');

/** The elements of C that lists name. */
function sampledPlaces(
  { m, c }: ProductStep,
  { starts, indices, first = 0 }: NonNullable<ProductStep['sparse']>,
  buffers: readonly Buffer[],
): Int32Array {
  const [from, list] = [buffers[starts], buffers[indices]].map((buffer) => buffer?.values as Int32Array) as [
    Int32Array,
    Int32Array,
  ];
  const places = new Set<number>();
  for (let row = 0; row < m; row++)
    for (let i = from[first + row] as number; i < (from[first + row + 1] as number); i++)
      places.add(c.offset + row * c.rows.stride + (list[i] as number));
  return Int32Array.from(places);
}
