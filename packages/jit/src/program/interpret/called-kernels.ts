/** The precompiled kernels that steps call, apart from products: their arguments, and what they read and write. */
import type { CalledKernel } from '../program.ts';

type Numbers = Readonly<Record<string, number>>;

/** An argument that names a place in a buffer, where values stand one behind the other. */
interface Pointer {
  readonly access: 'read' | 'write';
  /** What they are: as the first buffer that is read, or float32 or integers, as `isFloat` among the arguments tells. */
  readonly of: 'int32' | 'table' | 'isFloat';
  /** How many, from the numbers among the arguments. */
  readonly size: (numbers: Numbers) => number;
}

export type Parameters = Readonly<Record<string, 'number' | Pointer>>;

const reads = (of: Pointer['of'], size: Pointer['size']): Pointer => ({ access: 'read', of, size });
const writes = (of: Pointer['of'], size: Pointer['size']): Pointer => ({ access: 'write', of, size });
const product =
  (...names: readonly string[]) =>
  (numbers: Numbers) =>
    names.reduce((size, name) => size * (numbers[name] as number), 1);

const lines = product('outer', 'size', 'inner');
const alongLines: Parameters = {
  outer: 'number',
  size: 'number',
  inner: 'number',
  x: reads('isFloat', lines),
  out: writes('isFloat', lines),
  isFloat: 'number',
  exclusive: 'number',
  reverse: 'number',
};

/** By kernel, in the order of the arguments. */
export const calledKernels: Readonly<Record<CalledKernel, Parameters>> = {
  /** out[b, o, i, :] = table[b, o, indices[b, i], :], its rows so many bytes; an index outside is a fault. */
  gather: {
    batch: 'number',
    outer: 'number',
    size: 'number',
    bytes: 'number',
    table: reads('table', (n) => product('batch', 'outer', 'size', 'bytes')(n) / 4),
    count: 'number',
    indices: reads('int32', product('batch', 'count')),
    out: writes('table', (n) => product('batch', 'outer', 'count', 'bytes')(n) / 4),
    fault: 'number',
  },
  /** Where the largest, or smallest, element of a line stands; the first of equal ones. */
  argExtreme: {
    outer: 'number',
    size: 'number',
    inner: 'number',
    x: reads('isFloat', lines),
    out: writes('int32', product('outer', 'inner')),
    isFloat: 'number',
    largest: 'number',
  },
  cumulativeSum: alongLines,
  cumulativeProduct: alongLines,
  /** out[segments[i], :] += x[i, :], from zeros; rows without a segment are left out, or a fault. */
  segmentSum: {
    count: 'number',
    inner: 'number',
    segments: reads('int32', product('count')),
    x: reads('isFloat', product('count', 'inner')),
    numSegments: 'number',
    out: writes('isFloat', product('numSegments', 'inner')),
    isFloat: 'number',
    fault: 'number',
  },
  /** Words of 24 bits, of the block that the counter names. */
  threefryAt: {
    key0: 'number',
    key1: 'number',
    counter: reads('int32', () => 1),
    out: writes('int32', product('count')),
    count: 'number',
  },
};
