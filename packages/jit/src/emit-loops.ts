/** Loop nests over strided views, with pointers that walk along. */
import type { View } from './expression.ts';
import type { Plan } from './plan.ts';
import { LOAD, LOAD_LANE, LOAD_SPLAT, STORE, STORE_LANE } from './vector-opcodes.ts';
import { type FunctionWriter, I32, V128 } from './wasm-writer.ts';

/** A loop nest: sizes and, per view, strides in elements. */
export interface Nest {
  readonly sizes: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** Leaves out dimensions of size 1 and joins neighbours that all views walk as one; `apart` keeps two dimensions from joining. */
export function collapse({ sizes, strides }: Nest, apart = -1): Nest & { readonly first: number } {
  const outSizes: number[] = [];
  const outStrides: number[][] = strides.map(() => []);
  let first = 0;
  let lastDim = -1;
  sizes.forEach((size, d) => {
    if (size === 1) return;
    const last = outSizes.length - 1;
    const joins =
      last >= 0 &&
      !(lastDim < apart && d >= apart) &&
      strides.every((s, v) => (outStrides[v] as number[])[last] === (s[d] as number) * size);
    if (joins) {
      outSizes[last] = (outSizes[last] as number) * size;
      strides.forEach((s, v) => {
        (outStrides[v] as number[])[last] = s[d] as number;
      });
    } else {
      outSizes.push(size);
      strides.forEach((s, v) => (outStrides[v] as number[]).push(s[d] as number));
      if (d < apart) first = outSizes.length;
    }
    lastDim = d;
  });
  return { sizes: outSizes, strides: outStrides, first };
}

/** Pointers into memory, one per view. */
export function pointersTo(code: FunctionWriter, views: readonly View[], { addresses }: Plan): number[] {
  return views.map(({ buffer, offset }) => {
    const pointer = code.local(I32);
    code.i32((addresses[buffer] as number) + 4 * offset).set(pointer);
    return pointer;
  });
}

/**
 * Loops over dimensions `from` … `to` − 1 of a nest, `body` inside. `body` returns by how many bytes it leaves each pointer
 * advanced, and so does the whole.
 */
export function loops(
  code: FunctionWriter,
  nest: Nest,
  pointers: readonly number[],
  from: number,
  to: number,
  body: () => number[],
): number[] {
  if (from >= to) return body();
  const size = nest.sizes[from] as number;
  let step: number[] = [];
  code.repeat(size, () => {
    const inside = loops(code, nest, pointers, from + 1, to, body);
    step = nest.strides.map((strides) => 4 * (strides[from] as number));
    pointers.forEach((pointer, v) => code.advance(pointer, (step[v] as number) - (inside[v] as number)));
  });
  return step.map((bytes) => bytes * size);
}

/** Pushes four elements of a view. */
export function loadVector(
  code: FunctionWriter,
  pointers: readonly number[],
  strides: readonly number[],
  views: readonly View[],
  view: View,
): void {
  const v = views.findIndex(
    (other) =>
      other.buffer === view.buffer && other.offset === view.offset && other.strides.join() === view.strides.join(),
  );
  const pointer = pointers[v] as number;
  const stride = strides[v] as number;
  if (stride === 1) code.get(pointer).memory(LOAD, 0);
  else if (stride === 0) code.get(pointer).memory(LOAD_SPLAT, 0);
  else {
    code.get(pointer).memory(LOAD_SPLAT, 0);
    const lane = code.local(V128);
    for (let i = 1; i < 4; i++)
      code
        .set(lane)
        .get(pointer)
        .i32(4 * stride * i)
        .op(0x6a)
        .get(lane)
        .memory(LOAD_LANE, 0, i);
  }
}

/** Stores the first `lanes` of the vector on the stack at `pointer`, `stride` elements apart. */
export function storeVector(code: FunctionWriter, pointer: number, stride: number, lanes: number): void {
  const vector = code.local(V128);
  code.set(vector);
  if (lanes === 4 && stride === 1) {
    code.get(pointer).get(vector).memory(STORE, 0);
    return;
  }
  for (let lane = 0; lane < lanes; lane++) {
    code
      .get(pointer)
      .i32(4 * stride * lane)
      .op(0x6a)
      .get(vector)
      .memory(STORE_LANE, 0, lane);
  }
}
