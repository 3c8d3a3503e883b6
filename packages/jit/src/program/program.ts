/** What a graph is lowered to: steps over buffers. */

import type { Attributes, Control, DType, Numbers, Shape } from '../graph/graph.ts';
import { type BufferId, type Expression, type View, viewsIn } from './expression.ts';
import type { Copy, Repetition } from './repetition.ts';

/** A buffer of 32-bit values. */
export interface Buffer {
  readonly shape: Shape;
  readonly size: number;
  readonly dtype: DType;
  /** Values that it holds from the start. */
  readonly values?: Numbers;
  /** Kept for the whole run: an input, a constant or an output. */
  readonly permanent: boolean;
  /** Parts of it that no step writes are zero: the margins of a padded tensor. */
  readonly zeroed?: boolean;
  /** The line of the user's code whose value it holds, where that was kept. */
  readonly line?: string | undefined;
}

/** A value and where it goes. */
export interface Store {
  readonly expression: Expression;
  readonly output: View;
}

/** Computes expressions over a shape, in one pass. */
export interface MapStep {
  readonly kind: 'map';
  readonly shape: Shape;
  readonly stores: readonly Store[];
}

export type Reducer = 'sum' | 'max' | 'min' | 'prod';

/** Reduces an expression over the last dimensions of a shape; the first `kept` remain. */
export interface ReduceStep {
  readonly kind: 'reduce';
  readonly reducer: Reducer;
  readonly shape: Shape;
  readonly kept: number;
  readonly expression: Expression;
  /** Over the dimensions that remain. */
  readonly output: View;
  /** Of a part of a reduction: the {@link Lane} of the whole. */
  readonly lane?: Lane;
}

/** What is taken four elements at a time: a dimension that remains, or one of those that are reduced, by its number. */
export type Lane = 'remaining' | number;

/** Rows of a matrix in two levels: row r stands at (r / size) · groupStride + (r mod size) · stride, in elements. */
export interface Rows {
  readonly groups: number;
  readonly size: number;
  readonly groupStride: number;
  readonly stride: number;
}

/** A matrix in memory, its columns contiguous. */
export interface Matrix {
  readonly buffer: BufferId;
  readonly offset: number;
  readonly rows: Rows;
}

/**
 * C = A · B, once for each of `loops`. As stored, A is [M, K] and B [K, N] in variant NN; B is [N, K] in NT; A is [K, M] in TN.
 * Only A's and C's rows, in TN A's and B's, may be in two levels.
 */
export interface ProductStep {
  readonly kind: 'product';
  readonly variant: 'NN' | 'NT' | 'TN';
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Matrix;
  readonly b: Matrix;
  readonly c: Matrix;
  /** Repetitions, outermost first: how many, and how far A, B and C move, in elements. */
  readonly loops: readonly { readonly count: number; readonly a: number; readonly b: number; readonly c: number }[];
  /** C += A · B */
  readonly accumulate: boolean;
  /** Contiguous: one value per column, or per row, that C starts from. */
  readonly bias?: { readonly view: View; readonly along: 'columns' | 'rows' };
  readonly relu: boolean;
  readonly sparse?: Sparsity;
  /** Of a part of a product in variant TN: m + n of the whole, on which the order of its additions depends. */
  readonly sizes?: number;
  /** Multiplies and adds with one rounding. */
  readonly fused?: boolean;
}

/** Which elements of one of a product's matrices count, as lists: list r is indices[starts[r] … starts[r + 1]), ascending. */
export interface Sparsity {
  /** B, all of whose other elements are zero, or C, whose other elements are not computed, and zero from the start. */
  readonly of: 'b' | 'c';
  /** For each column of B the rows of its elements; for each row of C their columns, padded to a multiple of 4. */
  readonly starts: BufferId;
  readonly indices: BufferId;
  /** Of a part of a product, the list of its first row; 0 unless given. */
  readonly first?: number;
  /** Of all elements those that count, 0 to 1. */
  readonly density: number;
  /** Bytes that the kernel needs for itself. */
  readonly scratch: number;
}

/** The kernels of assembly/indexing.ts and assembly/random.ts that steps call. */
export type CalledKernel =
  | 'gather'
  | 'argExtreme'
  | 'cumulativeSum'
  | 'cumulativeProduct'
  | 'segmentSum'
  | 'threefryAt';

/** Calls a precompiled kernel with addresses and numbers. */
export interface CallStep {
  readonly kind: 'call';
  readonly kernel: CalledKernel;
  readonly args: readonly (number | { readonly buffer: BufferId; readonly offset: number })[];
  readonly reads: readonly BufferId[];
  readonly writes: readonly BufferId[];
}

/** Runs outside of WebAssembly: a tfjs kernel on the values in memory. */
export interface HostStep {
  readonly kind: 'host';
  readonly kernel: string;
  readonly inputs: readonly { readonly view: View; readonly shape: Shape }[];
  readonly names: readonly string[];
  readonly attrs: Attributes;
  readonly outputs: readonly View[];
}

/** Runs other programs, once or many times. */
export interface ControlStep {
  readonly kind: 'control';
  /**
   * `cond`: the first branch where the condition holds something else than 0, the second where not. `while`: the first branch, and
   * then the second, until the first one's output is 0. `scan`: its branch, again and again, as the repetition says.
   */
  readonly flow: Control['flow'];
  /** What is copied before all. */
  readonly enter: readonly Copy[];
  readonly branches: readonly Branch[];
  /** What is copied after all. */
  readonly leave: readonly Copy[];
  readonly condition?: BufferId;
  readonly scan?: { readonly repetition: Repetition; readonly length: number; readonly reverse: boolean };
  /** Buffers of the program that the step stands in. */
  readonly reads: readonly BufferId[];
  readonly writes: readonly BufferId[];
}

/** A program inside of another, and what is copied before and after each of its runs. */
export interface Branch {
  readonly program: Program;
  readonly before: readonly Copy[];
  readonly after: readonly Copy[];
}

export type Step = MapStep | ReduceStep | ProductStep | CallStep | HostStep | ControlStep;

export interface Program {
  readonly steps: readonly Step[];
  readonly inputs: readonly BufferId[];
  readonly outputs: readonly BufferId[];
}

/** A program on its way through the passes. */
export interface Draft extends Program {
  /** All buffers of the memory that it stands in. */
  readonly buffers: readonly Buffer[];
  /** Buffers of values that the next run goes on from: where they are given, and where they are handed on. */
  readonly state: readonly (readonly [given: BufferId, handedOn: BufferId])[];
}

/** The buffers that a step reads. */
export function readBy(step: Step): BufferId[] {
  switch (step.kind) {
    case 'map':
      return viewsIn(step.stores.map(({ expression }) => expression)).map(({ buffer }) => buffer);
    case 'reduce':
      return viewsIn([step.expression]).map(({ buffer }) => buffer);
    case 'product':
      return [
        step.a.buffer,
        step.b.buffer,
        ...(step.accumulate ? [step.c.buffer] : []),
        ...(step.bias ? [step.bias.view.buffer] : []),
      ];
    case 'call':
    case 'control':
      return [...step.reads];
    case 'host':
      return step.inputs.map(({ view }) => view.buffer);
  }
}

/** The buffers that a step writes. */
export function writtenBy(step: Step): BufferId[] {
  switch (step.kind) {
    case 'map':
      return step.stores.map(({ output }) => output.buffer);
    case 'reduce':
      return [step.output.buffer];
    case 'product':
      return [step.c.buffer];
    case 'call':
    case 'control':
      return [...step.writes];
    case 'host':
      return step.outputs.map(({ buffer }) => buffer);
  }
}

/** The steps of a program and of those inside of it. One that runs others stands before them and behind them, too. */
export const withInner = (steps: readonly Step[]): Step[] =>
  steps.flatMap((step) =>
    step.kind === 'control'
      ? [step, ...step.branches.flatMap(({ program }) => withInner(program.steps)), step]
      : [step],
  );
