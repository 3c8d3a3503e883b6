/** WebAssembly for the steps of a program. */

import type { Layout } from '../program/layout.ts';
import type { CallStep, ControlStep, Matrix, ProductStep, Sparsity, Step } from '../program/program.ts';
import { emitMap } from './map.ts';
import { indexOf } from './opcodes.ts';
import { emitReduce } from './reduce.ts';
import { type ConstantPool, FunctionWriter, I32 } from './wasm-writer.ts';

/** A function that carries out step number `index`; its literals go to `constants`. */
export function emitStep(
  step: Exclude<Step, ControlStep>,
  index: number,
  layout: Layout,
  constants: ConstantPool,
): FunctionWriter {
  const code = new FunctionWriter(constants);
  switch (step.kind) {
    case 'map':
      emitMap(code, step, layout);
      break;
    case 'reduce':
      emitReduce(code, step, layout);
      break;
    case 'product':
      emitProduct(code, step, layout);
      break;
    case 'call':
      emitCall(code, step, layout);
      break;
    case 'host':
      code.i32(index).call(indexOf('host'));
  }
  return code;
}

const ACCUMULATE = 1;
const BIAS_OF_COLUMNS = 2;
const RELU = 4;
const BIAS_OF_ROWS = 8;

const familyOf = ({ fused }: ProductStep) => (fused ? 'fused' : 'gemm');

const flagsOf = ({ accumulate, bias, relu }: ProductStep) =>
  (accumulate ? ACCUMULATE : 0) |
  (bias ? (bias.along === 'columns' ? BIAS_OF_COLUMNS : BIAS_OF_ROWS) : 0) |
  (relu ? RELU : 0);

/** Rows in two levels as the kernels take them: a group, and strides in bytes. */
function rowsOf({ rows: { groups, size, groupStride, stride } }: Matrix): number[] {
  const single = groups === 1 || groupStride === size * stride;
  return [single ? Math.max(groups * size, 1) : size, single ? 0 : 4 * groupStride, 4 * stride];
}

function emitProduct(code: FunctionWriter, step: ProductStep, layout: Layout): void {
  const { variant, a, b, c, loops } = step;
  if (loops.some(({ count }) => count === 0)) return;
  if (step.sparse) {
    emitSparseProduct(code, { ...step, sparse: step.sparse }, layout);
    return;
  }
  const pointers = [a, b, c].map((matrix) => {
    const pointer = code.local(I32);
    code.i32(addressOf(matrix, layout)).set(pointer);
    return pointer;
  }) as [number, number, number];
  const nested = (depth: number): void => {
    const loop = loops[depth];
    if (!loop) {
      pushOperands(code, step, pointers, layout);
      code.call(indexOf(`${familyOf(step)}${step.sizes === undefined ? variant : 'PartOfTN'}`));
      return;
    }
    const move = (times: number) => {
      [loop.a, loop.b, loop.c].forEach((by, i) => {
        code.advance(pointers[i] as number, 4 * by * times);
      });
    };
    code.repeat(loop.count, () => {
      nested(depth + 1);
      move(1);
    });
    move(-loop.count);
  };
  nested(0);
}

const addressOf = ({ buffer, offset }: Pick<Matrix, 'buffer' | 'offset'>, { addresses }: Layout) =>
  (addresses[buffer] as number) + 4 * offset;

const biasAddress = ({ bias }: ProductStep, layout: Layout) => (bias ? addressOf(bias.view, layout) : 0);

/** The arguments of gemmNN, gemmNT, gemmTN or a part of it (run/load-kernels.ts), the matrices where the pointers stand. */
function pushOperands(
  code: FunctionWriter,
  step: ProductStep,
  [pa, pb, pc]: readonly [number, number, number],
  layout: Layout,
) {
  const { variant, m, n, k, a, b, c } = step;
  const numbers = (...values: number[]) => {
    for (const value of values) code.i32(value);
  };
  const last = [flagsOf(step), biasAddress(step, layout)];
  if (variant === 'TN') {
    numbers(m, n, a.rows.groups, a.rows.size);
    code.get(pa);
    numbers(4 * a.rows.groupStride, 4 * a.rows.stride);
    code.get(pb);
    numbers(4 * b.rows.groupStride, 4 * b.rows.stride);
    code.get(pc);
    numbers(4 * c.rows.stride, ...last);
    if (step.sizes !== undefined) code.i32(step.sizes);
  } else {
    numbers(m, n, k);
    code.get(pa);
    numbers(...rowsOf(a));
    code.get(pb);
    numbers(4 * b.rows.stride);
    code.get(pc);
    numbers(...rowsOf(c), ...last);
    if (variant === 'NT') code.i32(layout.scratch);
  }
}

/** Calls gemmSparse or gemmSampled: such products have no loops. */
function emitSparseProduct(
  code: FunctionWriter,
  step: ProductStep & { readonly sparse: Sparsity },
  layout: Layout,
): void {
  const { variant, m, n, k, a, b, c, sparse } = step;
  const [pa, pb, pc] = [a, b, c].map((matrix) => addressOf(matrix, layout)) as [number, number, number];
  const lists = [
    addressOf({ buffer: sparse.starts, offset: sparse.first ?? 0 }, layout),
    addressOf({ buffer: sparse.indices, offset: 0 }, layout),
  ];
  const bSteps = variant === 'NT' ? [4, 4 * b.rows.stride] : [4 * b.rows.stride, 4];
  const last = [flagsOf(step), biasAddress(step, layout)];
  const args =
    sparse.of === 'b'
      ? [m, n, k, pa, ...rowsOf(a), pb, ...bSteps, pc, ...rowsOf(c), ...last]
      : [m, n, k, pa, 4 * a.rows.stride, pb, 4 * b.rows.stride, pc, 4 * c.rows.stride];
  const { sizes } = step;
  for (const arg of [...args, ...lists, layout.scratch, ...(sizes === undefined ? [] : [sizes])]) code.i32(arg);
  const kernel = sparse.of === 'b' ? 'Sparse' : sizes === undefined ? 'Sampled' : 'PartOfSampled';
  code.call(indexOf(`${familyOf(step)}${kernel}`));
}

function emitCall(code: FunctionWriter, { kernel, args }: CallStep, layout: Layout): void {
  for (const arg of args) code.i32(typeof arg === 'number' ? arg : addressOf(arg, layout));
  code.call(indexOf(kernel));
}
