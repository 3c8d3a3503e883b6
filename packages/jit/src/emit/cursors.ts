/** Pointers that walk along the views of a loop nest. */
import { keyOf, type View } from '../program/expression.ts';
import type { Layout } from '../program/layout.ts';
import type { Nest } from '../program/nest.ts';
import { LOAD, LOAD_LANE, LOAD_SPLAT, STORE, STORE_LANE } from './opcodes.ts';
import { type FunctionWriter, I32, V128 } from './wasm-writer.ts';

/** A pointer, in bytes, that moves by its strides; views that walk alike share one. */
interface Pointer {
  readonly local: number;
  readonly strides: readonly number[];
}

/** Finds the elements of views inside a nest. */
export class Cursors {
  readonly code: FunctionWriter;
  readonly nest: Nest;
  readonly #pointers: Pointer[] = [];
  readonly #places = new Map<string, { readonly pointer: Pointer; readonly distance: number }>();

  /** @param views the views of the nest, in the order of its strides */
  constructor(code: FunctionWriter, nest: Nest, views: readonly View[], { addresses }: Layout) {
    this.code = code;
    this.nest = nest;
    const groups = new Map<string, number[]>();
    views.forEach((_, v) => {
      const alike = (nest.strides[v] as readonly number[]).join();
      groups.set(alike, [...(groups.get(alike) ?? []), v]);
    });
    for (const members of groups.values()) {
      const at = members.map((v) => {
        const { buffer, offset } = views[v] as View;
        return (addresses[buffer] as number) + 4 * offset;
      });
      const base = Math.min(...at);
      const pointer = { local: code.local(I32), strides: nest.strides[members[0] as number] as readonly number[] };
      code.i32(base).set(pointer.local);
      this.#pointers.push(pointer);
      members.forEach((v, i) => {
        this.#places.set(keyOf(views[v] as View), { pointer, distance: (at[i] as number) - base });
      });
    }
  }

  /** The step of a view along a dimension, in elements; 0 outside of all dimensions. */
  stride(view: View, dimension: number): number {
    return this.#place(view).pointer.strides[dimension] ?? 0;
  }

  #place(view: View) {
    const place = this.#places.get(keyOf(view));
    if (!place) throw new Error('jit: a view is not part of its loop');
    return place;
  }

  /** Moves all pointers by `count` elements along a dimension. */
  advance(dimension: number, count: number): void {
    for (const { local, strides } of this.#pointers) this.code.advance(local, 4 * count * (strides[dimension] ?? 0));
  }

  /** Loops over dimensions `from` … `to` − 1, `body` inside; all pointers stand afterwards where they stood before. */
  loop(from: number, to: number, body: () => void): void {
    if (from >= to) {
      body();
      return;
    }
    const size = this.nest.sizes[from] as number;
    this.code.repeat(size, () => {
      this.loop(from + 1, to, body);
      this.advance(from, 1);
    });
    this.advance(from, -size);
  }

  /**
   * Pushes four elements of a view along a dimension, `ahead` elements on. Only the first `lanes` are sure to be read: what
   * stands behind neighbours in memory may be read with them, what is further away may not be there.
   */
  load(view: View, dimension: number, ahead = 0, lanes = 4): void {
    const { code } = this;
    const { pointer, distance } = this.#place(view);
    const stride = this.stride(view, dimension);
    const at = (lane: number): number => {
      const offset = distance + 4 * stride * (ahead + lane);
      code.get(pointer.local);
      if (offset >= 0) return offset;
      code.i32(offset).op(0x6a);
      return 0;
    };
    if (stride === 1) code.memory(LOAD, at(0));
    else {
      code.memory(LOAD_SPLAT, at(0));
      if (stride === 0) return;
      const vector = code.local(V128);
      for (let lane = 1; lane < lanes; lane++) {
        code.set(vector);
        const offset = at(lane);
        code.get(vector).memory(LOAD_LANE, offset, lane);
      }
    }
  }

  /** Stores the first `lanes` elements of a local along a dimension, `ahead` elements on. */
  store(view: View, vector: number, dimension: number, lanes: number, ahead = 0): void {
    const { code } = this;
    const { pointer, distance } = this.#place(view);
    const stride = this.stride(view, dimension);
    const at = (lane: number): number => {
      const offset = distance + 4 * stride * (ahead + lane);
      code.get(pointer.local);
      if (offset >= 0) return offset;
      code.i32(offset).op(0x6a);
      return 0;
    };
    if (lanes === 4 && stride === 1) {
      const offset = at(0);
      code.get(vector).memory(STORE, offset);
      return;
    }
    for (let lane = 0; lane < lanes; lane++) {
      const offset = at(lane);
      code.get(vector).memory(STORE_LANE, offset, lane);
    }
  }
}
