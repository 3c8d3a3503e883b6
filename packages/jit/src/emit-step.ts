/** WebAssembly for the steps of a program. */
import { emitMap } from './emit-map.ts';
import { emitReduce } from './emit-reduce.ts';
import type { Plan } from './plan.ts';
import type { CallStep, Matrix, ProductStep, Step } from './program.ts';
import { indexOf } from './vector-opcodes.ts';
import { FunctionWriter, I32 } from './wasm-writer.ts';

/** A function that carries out step number `index`. */
export function emitStep(step: Step, index: number, plan: Plan): FunctionWriter {
  const code = new FunctionWriter(plan.constants);
  switch (step.kind) {
    case 'map':
      emitMap(code, step, plan);
      break;
    case 'reduce':
      emitReduce(code, step, plan);
      break;
    case 'product':
      emitProduct(code, step, plan);
      break;
    case 'call':
      emitCall(code, step, plan);
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

function emitProduct(code: FunctionWriter, step: ProductStep, { addresses, scratch }: Plan): void {
  const { variant, m, n, k, a, b, c, loops, accumulate, bias, relu } = step;
  if (loops.some(({ count }) => count === 0)) return;
  const flags =
    (accumulate ? ACCUMULATE : 0) |
    (bias ? (bias.along === 'columns' ? BIAS_OF_COLUMNS : BIAS_OF_ROWS) : 0) |
    (relu ? RELU : 0);
  const biasAt = bias ? (addresses[bias.view.buffer] as number) + 4 * bias.view.offset : 0;
  const [pa, pb, pc] = [a, b, c].map(({ buffer, offset }) => {
    const pointer = code.local(I32);
    code.i32((addresses[buffer] as number) + 4 * offset).set(pointer);
    return pointer;
  }) as [number, number, number];
  const rows = ({ rows: { groups, size, groupStride, stride } }: Matrix) => {
    const single = groups === 1 || groupStride === size * stride;
    return [single ? Math.max(groups * size, 1) : size, single ? 0 : 4 * groupStride, 4 * stride];
  };
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
      numbers(...rows(a));
      code.get(pb);
      numbers(4 * b.rows.stride);
      code.get(pc);
      numbers(...rows(c), flags, biasAt);
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

function emitCall(code: FunctionWriter, { kernel, args }: CallStep, { addresses }: Plan): void {
  for (const arg of args) code.i32(typeof arg === 'number' ? arg : (addresses[arg.buffer] as number) + 4 * arg.offset);
  code.call(indexOf(kernel));
}
