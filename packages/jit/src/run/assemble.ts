/** From programs that have their places in memory to a WebAssembly module. */
import { fusedImports, imports as plainImports } from '../emit/opcodes.ts';
import { emitRepetition } from '../emit/repetition.ts';
import { emitStep } from '../emit/step.ts';
import { ConstantPool, FunctionWriter, writeModule } from '../emit/wasm-writer.ts';
import { RecordingError } from '../graph/recording-error.ts';
import type { LaidOut } from './lay-out.ts';
import type { Parts } from './parts.ts';

/** A module that is not yet loaded. */
export interface Assembly extends LaidOut {
  /** It exports each step (`step0.3`), each program (`run0`), and each repetition by its name. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Literals of its code that stand in memory. */
  readonly constants: ConstantPool;
  /** Whether it calls products with one rounding for a multiplication and addition. */
  readonly isFused: boolean;
}

/** @throws RecordingError when a kernel that is not compiled is to be repeated */
export function assemble(parts: LaidOut): Assembly {
  const { programs, repetitions, layout } = parts;
  refuseHostSteps(parts);
  const isFused = programs.some(({ steps }) => steps.some((step) => step.kind === 'product' && step.fused));
  const imports = isFused ? [...plainImports, ...fusedImports] : plainImports;
  const constants = new ConstantPool(layout.constants.address, layout.constants.capacity);
  const functions: [name: string, code: FunctionWriter][] = [];
  const add = (name: string, code: FunctionWriter) => imports.length + functions.push([name, code]) - 1;
  const runs = programs.map(({ steps }, p) => {
    const indices = steps.map((step, i) => add(`step${p}.${i}`, emitStep(step, i, layout, constants)));
    const run = new FunctionWriter();
    for (const index of indices) run.call(index);
    return add(`run${p}`, run);
  });
  for (const [name, { program, repetition }] of Object.entries(repetitions)) {
    const indices = { run: runs[program] as number, once: imports.length + functions.length };
    const { once, repeat } = emitRepetition(repetition, layout, indices);
    add(`${name}.repetition`, once);
    add(name, repeat);
  }
  return { ...parts, bytes: writeModule(imports, Object.fromEntries(functions)), constants, isFused };
}

/** A repetition runs inside of WebAssembly alone. */
function refuseHostSteps({ programs, repetitions }: Parts): void {
  const host = programs.flatMap(({ steps }) => steps).find((step) => step.kind === 'host');
  if (host && Object.keys(repetitions).length > 0)
    throw new RecordingError(
      `jit: the kernel ${host.kernel} is not compiled, and a loop runs inside WebAssembly alone; call it in a function for jit`,
    );
}
