/** WebAssembly for the steps of a program. */

import type { Layout } from '../program/layout.ts';
import type { CallStep, Matrix, ProductStep, Step } from '../program/program.ts';
import { emitMap } from './map.ts';
import { indexOf } from './opcodes.ts';
import { emitReduce } from './reduce.ts';
import { type ConstantPool, FunctionWriter, I32 } from './wasm-writer.ts';

/** A function that carries out step number `index`; its literals go to `constants`. */
export function emitStep(step: Step, index: number, layout: Layout, constants: ConstantPool): FunctionWriter {
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
  const { variant, m, n, k, a, b, c, loops, bias, sparse } = step;
  if (loops.some(({ count }) => count === 0)) return;
  const { addresses, scratch } = layout;
  const flags = flagsOf(step);
  const biasAt = bias ? (addresses[bias.view.buffer] as number) + 4 * bias.view.offset : 0;
  if (sparse) {
    const [pa, pb, pc] = [a, b, c].map(({ buffer, offset }) => (addresses[buffer] as number) + 4 * offset) as [
      number,
      number,
      number,
    ];
    const lists = [addresses[sparse.starts] as number, addresses[sparse.indices] as number, scratch];
    const bSteps = variant === 'NT' ? [4, 4 * b.rows.stride] : [4 * b.rows.stride, 4];
    const args =
      sparse.of === 'b'
        ? [m, n, k, pa, ...rowsOf(a), pb, ...bSteps, pc, ...rowsOf(c), flags, biasAt]
        : [m, n, k, pa, 4 * a.rows.stride, pb, 4 * b.rows.stride, pc, 4 * c.rows.stride];
    for (const arg of [...args, ...lists]) code.i32(arg);
    code.call(indexOf(sparse.of === 'b' ? 'gemmSparse' : 'gemmSampled'));
    return;
  }
  const [pa, pb, pc] = [a, b, c].map(({ buffer, offset }) => {
    const pointer = code.local(I32);
    code.i32((addresses[buffer] as number) + 4 * offset).set(pointer);
    return pointer;
  }) as [number, number, number];
  const call = () => {
    const numbers = (...values: number[]) => {
      for (const value of values) code.i32(value);
    };
    if (variant === 'TN') {
      numbers(m, n, a.rows.groups, a.rows.size);
      code.get(pa);
      numbers(4 * a.rows.groupStride, 4 * a.rows.stride);
      code.get(pb);
      numbers(4 * b.rows.groupStride, 4 * b.rows.stride);
      code.get(pc);
      numbers(4 * c.rows.stride, flags, biasAt);
    } else {
      numbers(m, n, k);
      code.get(pa);
      numbers(...rowsOf(a));
      code.get(pb);
      numbers(4 * b.rows.stride);
      code.get(pc);
      numbers(...rowsOf(c), flags, biasAt);
      if (variant === 'NT') code.i32(scratch);
    }
    code.call(indexOf(`gemm${variant}`));
  };
  const nested = (depth: number): void => {
    const loop = loops[depth];
    if (!loop) {
      call();
      return;
    }
    const move = (times: number) => {
      code.advance(pa, 4 * loop.a * times);
      code.advance(pb, 4 * loop.b * times);
      code.advance(pc, 4 * loop.c * times);
    };
    code.repeat(loop.count, () => {
      nested(depth + 1);
      move(1);
    });
    move(-loop.count);
  };
  nested(0);
}

function emitCall(code: FunctionWriter, { kernel, args }: CallStep, { addresses }: Layout): void {
  for (const arg of args) code.i32(typeof arg === 'number' ? arg : (addresses[arg.buffer] as number) + 4 * arg.offset);
  code.call(indexOf(kernel));
}
