/** Small valid programs, one for each kind of step and buffer. */
import type { DType } from '../../../src/graph/graph.ts';
import type { OperationName } from '../../../src/program/arithmetic/operations.ts';
import { type Expression, operation, type View } from '../../../src/program/expression.ts';
import type { Buffer, MapStep, ProductStep, Step } from '../../../src/program/program.ts';

export interface Case {
  steps: Step[];
  inputs: number[];
  outputs: number[];
  buffers: Buffer[];
}

const buffer = (shape: number[], settings: Partial<Buffer> = {}): Buffer => ({
  shape,
  size: shape.reduce((a, b) => a * b, 1),
  dtype: settings.values instanceof Int32Array ? 'int32' : 'float32',
  permanent: false,
  ...settings,
});
export const kept = (shape: number[], settings: Partial<Buffer> = {}) =>
  buffer(shape, { permanent: true, ...settings });
export const view = (id: number, strides: number[], { offset = 0, dtype = 'float32' as DType } = {}): View => ({
  kind: 'view',
  buffer: id,
  offset,
  strides,
  dtype,
});
const apply = (op: OperationName, ...args: Expression[]) => operation(op, args, 'float32');
export const map = (shape: number[], ...stores: [View, Expression][]): MapStep => ({
  kind: 'map',
  shape,
  stores: stores.map(([output, expression]) => ({ output, expression })),
});
export const rows = (size: number, stride: number) => ({ groups: 1, size, groupStride: 0, stride });

/** #3 = −(#0 + #1), by way of #2. */
const sum = (): Case => ({
  buffers: [kept([2, 3]), kept([3], { values: Float32Array.of(1, 2, 3) }), buffer([2, 3]), kept([2, 3])],
  inputs: [0],
  outputs: [3],
  steps: [
    map([2, 3], [view(2, [3, 1]), apply('Add', view(0, [3, 1]), view(1, [0, 1]))]),
    map([2, 3], [view(3, [3, 1]), apply('Neg', view(2, [3, 1]))]),
  ],
});
/** #2 = −(zeros around #0), by way of #1. */
const padded = (): Case => ({
  buffers: [kept([3]), kept([5], { zeroed: true }), kept([5])],
  inputs: [0],
  outputs: [2],
  steps: [map([3], [view(1, [1], { offset: 1 }), view(0, [1])]), map([5], [view(2, [1]), apply('Neg', view(1, [1]))])],
});
/** State: #0 = #0 + #0, in place. */
const state = (): Case => ({
  buffers: [kept([4])],
  inputs: [0],
  outputs: [0],
  steps: [map([4], [view(0, [1]), apply('Add', view(0, [1]), view(0, [1]))])],
});
const largest = (): Case => ({
  buffers: [kept([2, 3]), kept([2])],
  inputs: [0],
  outputs: [1],
  steps: [
    { kind: 'reduce', reducer: 'max', shape: [2, 3], kept: 1, expression: view(0, [3, 1]), output: view(1, [1]) },
  ],
});
/** #3 = Relu(#0 · #1 + #2). */
const layer = (): Case => ({
  buffers: [kept([6, 4]), kept([4, 8]), kept([8]), kept([6, 8])],
  inputs: [0, 1, 2],
  outputs: [3],
  steps: [
    {
      kind: 'product',
      variant: 'NN',
      m: 6,
      n: 8,
      k: 4,
      a: { buffer: 0, offset: 0, rows: rows(6, 4) },
      b: { buffer: 1, offset: 0, rows: rows(4, 8) },
      c: { buffer: 3, offset: 0, rows: rows(6, 8) },
      loops: [],
      accumulate: false,
      bias: { view: view(2, [1]), along: 'columns' },
      relu: true,
    },
  ],
});
/** #2 = #0ᵀ · #1 for two matrices each. */
const gradients = (): Case => ({
  buffers: [kept([2, 4, 6]), kept([2, 4, 8]), kept([2, 6, 8])],
  inputs: [0, 1],
  outputs: [2],
  steps: [
    {
      kind: 'product',
      variant: 'TN',
      m: 6,
      n: 8,
      k: 4,
      a: { buffer: 0, offset: 0, rows: { groups: 2, size: 2, groupStride: 12, stride: 6 } },
      b: { buffer: 1, offset: 0, rows: { groups: 2, size: 2, groupStride: 16, stride: 8 } },
      c: { buffer: 2, offset: 0, rows: rows(6, 8) },
      loops: [{ count: 2, a: 24, b: 32, c: 48 }],
      accumulate: false,
      relu: false,
    },
  ],
});
export const integers = (...values: number[]) => kept([values.length], { values: Int32Array.from(values) });
/** The layer with two elements of the weights that count, and no bias. */
const sparse = (): Case => {
  const { bias: _, ...step } = layer().steps[0] as ProductStep;
  const lists = { of: 'b', starts: 4, indices: 5, density: 1 / 16, scratch: 2048 } as const;
  return {
    ...layer(),
    buffers: [...layer().buffers, integers(0, 1, 2, 2, 2, 2, 2, 2, 2), integers(3, 1)],
    steps: [{ ...step, sparse: lists }],
  };
};
/** #2 = #0ᵀ · #1, of which the last two columns of the first row count. */
const sampled = (): Case => ({
  buffers: [kept([4, 2]), kept([4, 8]), kept([2, 8], { zeroed: true }), integers(0, 4, 4), integers(6, 7, 7, 7)],
  inputs: [0, 1],
  outputs: [2],
  steps: [
    {
      kind: 'product',
      variant: 'TN',
      m: 2,
      n: 8,
      k: 4,
      a: { buffer: 0, offset: 0, rows: rows(4, 2) },
      b: { buffer: 1, offset: 0, rows: rows(4, 8) },
      c: { buffer: 2, offset: 0, rows: rows(2, 8) },
      loops: [],
      accumulate: false,
      relu: false,
      sparse: { of: 'c', starts: 3, indices: 4, density: 1 / 8, scratch: 2048 },
    },
  ],
});
/** Where the largest of each row stands. */
const call = (): Case => ({
  buffers: [kept([2, 3]), kept([2], { dtype: 'int32' })],
  inputs: [0],
  outputs: [1],
  steps: [
    {
      kind: 'call',
      kernel: 'argExtreme',
      args: [2, 3, 1, { buffer: 0, offset: 0 }, { buffer: 1, offset: 0 }, 1, 1],
      reads: [0],
      writes: [1],
    },
  ],
});
const host = (): Case => ({
  buffers: [kept([2, 3]), kept([2, 3])],
  inputs: [0],
  outputs: [1],
  steps: [
    {
      kind: 'host',
      kernel: 'LRN',
      inputs: [{ view: view(0, [3, 1]), shape: [2, 3] }],
      names: ['x'],
      attrs: {},
      outputs: [view(1, [3, 1])],
    },
  ],
});

export const valid = { sum, padded, state, largest, layer, gradients, sparse, sampled, call, host };
