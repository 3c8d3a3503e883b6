/** Parts of buffers that a step reads or writes, and where they lie to each other. */
import type { DType } from '../graph/graph.ts';
import type { BufferId } from './expression.ts';

/** Element (i, j, …) of a part stands at offset + i · strides[0] + j · strides[1] + …, as in a view. */
export interface Region {
  /** What it is, for messages. */
  readonly name: string;
  readonly buffer: BufferId;
  /** What is read or written there; an integer is an int32 or a bool. */
  readonly dtype: DType | 'integer';
  readonly offset: number;
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  /** Of these elements the ones that count, by their places in the buffer; all unless given. */
  readonly places?: Int32Array;
}

/** Elements one behind the other. */
export function line(
  name: string,
  { buffer, offset }: { readonly buffer: BufferId; readonly offset: number },
  count: number,
  dtype: Region['dtype'],
): Region {
  return { name, buffer, dtype, offset, sizes: [count], strides: [1] };
}

/** The first and the last place that is reached; undefined where there is no element. */
export function boundsOf({ offset, sizes, strides }: Region): readonly [first: number, last: number] | undefined {
  if (sizes.includes(0)) return undefined;
  let [first, last] = [offset, offset];
  sizes.forEach((size, d) => {
    const reach = (size - 1) * (strides[d] as number);
    if (reach < 0) first += reach;
    else last += reach;
  });
  return [first, last];
}

/** Visits the places of all elements, row-major. */
export function forEachPlace(
  { offset, sizes, strides, places }: Pick<Region, 'offset' | 'sizes' | 'strides' | 'places'>,
  visit: (place: number) => void,
): void {
  if (places) {
    places.forEach((place) => {
      visit(place);
    });
    return;
  }
  if (sizes.includes(0)) return;
  const walk = (from: number, d: number): void => {
    const [size, stride] = [sizes[d], strides[d] as number];
    if (size === undefined) visit(from);
    else for (let i = 0; i < size; i++) walk(from + i * stride, d + 1);
  };
  walk(offset, 0);
}

/** Which places from the first to the last one a region has. */
function marks(region: Region, first: number, last: number): Uint8Array {
  const marked = new Uint8Array(last - first + 1);
  forEachPlace(region, (place) => {
    if (place >= first && place <= last) marked[place - first] = 1;
  });
  return marked;
}

/** Whether two regions of one buffer share a place. */
export function overlap(a: Region, b: Region): boolean {
  const [x, y] = [boundsOf(a), boundsOf(b)];
  if (a.buffer !== b.buffer || !x || !y) return false;
  const [first, last] = [Math.max(x[0], y[0]), Math.min(x[1], y[1])];
  if (first > last) return false;
  const other = marks(b, first, last);
  return marks(a, first, last).some((mark, i) => mark === 1 && other[i] === 1);
}

/** Whether no two elements of a region share a place. */
export function isApart(region: Region): boolean {
  const bounds = boundsOf(region);
  if (!bounds || region.places) return true;
  const dimensions = region.sizes
    .map((size, d) => ({ size, stride: Math.abs(region.strides[d] as number) }))
    .filter(({ size }) => size > 1)
    .sort((a, b) => a.stride - b.stride);
  // Each dimension steps over all that the finer ones reach.
  let reach = 0;
  const steps = dimensions.every(({ size, stride }) => {
    const isOver = stride > reach;
    reach += (size - 1) * stride;
    return isOver;
  });
  if (steps) return true;
  const elements = dimensions.reduce((product, { size }) => product * size, 1);
  const found = marks(region, ...bounds).reduce((sum, mark) => sum + mark, 0);
  return found === elements;
}

/** Whether two regions have the same elements at the same places, index by index. */
export function isSame(a: Region, b: Region): boolean {
  return (
    a.buffer === b.buffer &&
    a.offset === b.offset &&
    a.sizes.length === b.sizes.length &&
    a.sizes.every((size, d) => size === b.sizes[d] && (size === 1 || a.strides[d] === b.strides[d]))
  );
}
