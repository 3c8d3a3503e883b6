/** What a graph is lowered to: steps over buffers. */
import type { BufferId, Expression, View } from './expression.ts';
import type { Shape } from './graph.ts';

/** A buffer of 32-bit values. */
export interface Buffer {
  readonly size: number;
  /** Values that it holds from the start. */
  readonly values?: Float32Array | Int32Array;
  /** Kept for the whole run: an input, a constant or an output. */
  readonly permanent: boolean;
}

/** Computes an expression over a shape and writes it through a view. */
export interface MapStep {
  readonly kind: 'map';
  readonly shape: Shape;
  readonly expression: Expression;
  readonly output: View;
}

export type Reducer = 'sum' | 'max' | 'min' | 'prod';

/** Reduces an expression over the last dimensions of a shape; the first `kept` remain. */
export interface ReduceStep {
  readonly kind: 'reduce';
  readonly reducer: Reducer;
  readonly shape: Shape;
  readonly kept: number;
  readonly expression: Expression;
  /** Contiguous. */
  readonly output: View;
}

/** C = A · B for matrices in buffers, once per entry of `batches`: the offsets of A, B and C, in elements. */
export interface ProductStep {
  readonly kind: 'product';
  readonly variant: 'NN' | 'NT' | 'TN';
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly a: View;
  readonly b: View;
  /** Elements from a row of the stored matrix to the next. */
  readonly aRow: number;
  readonly bRow: number;
  readonly c: View;
  readonly batches: readonly (readonly [number, number, number])[];
}

export type Step = MapStep | ReduceStep | ProductStep;

export interface Program {
  readonly buffers: readonly Buffer[];
  readonly steps: readonly Step[];
  readonly inputs: readonly BufferId[];
  readonly outputs: readonly BufferId[];
}
