/** WebAssembly for the steps of a program. */
import { emitMap } from './emit-map.ts';
import { emitReduce } from './emit-reduce.ts';
import type { View } from './expression.ts';
import type { Plan } from './plan.ts';
import type { ProductStep, Step } from './program.ts';
import { indexOf } from './vector-opcodes.ts';
import { FunctionWriter } from './wasm-writer.ts';

/** A function that carries out a step. */
export function emitStep(step: Step, plan: Plan): FunctionWriter {
  const code = new FunctionWriter();
  if (step.kind === 'product') emitProduct(code, step, plan);
  else if (step.kind === 'map') emitMap(code, step, plan);
  else emitReduce(code, step, plan);
  return code;
}

function emitProduct(
  code: FunctionWriter,
  { variant, rows, columns, inner, a, b, aRow, bRow, c, batches }: ProductStep,
  { addresses, scratch }: Plan,
): void {
  const address = (view: View, offset: number) => (addresses[view.buffer] as number) + 4 * offset;
  for (const [aAt, bAt, cAt] of batches) {
    const from = [address(a, aAt), address(b, bAt), address(c, cAt)] as const;
    const args =
      variant === 'TN'
        ? [rows, columns, 1, inner, from[0], 0, 4 * aRow, from[1], 0, 4 * bRow, from[2], 4 * columns]
        : [rows, columns, inner, from[0], rows, 0, 4 * aRow, from[1], 4 * bRow, from[2], rows, 0, 4 * columns];
    for (const value of args) code.i32(value);
    if (variant === 'NT') code.i32(scratch);
    code.call(indexOf(`gemm${variant}`));
  }
}
