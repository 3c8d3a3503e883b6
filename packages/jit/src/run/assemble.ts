/** From programs that have their places in memory to a WebAssembly module. */
import { type DividedStep, divideProgram, type Least } from '../divide/divide-program.ts';
import { emitMeet } from '../emit/meet.ts';
import { fusedImports, importsOfThreads, imports as plainImports } from '../emit/opcodes.ts';
import { emitRepetition, emitRuns } from '../emit/repetition.ts';
import { emitStep } from '../emit/step.ts';
import { ConstantPool, FunctionWriter, writeModule } from '../emit/wasm-writer.ts';
import { RecordingError } from '../graph/recording-error.ts';
import type { Layout } from '../program/layout.ts';
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
  const shared = layout.threads && pagesOf(layout);
  return { ...parts, bytes: writeModule(imports, Object.fromEntries(functions), shared), constants, isFused };
}

export type { DividedStep } from '../divide/divide-program.ts';

/** What several threads run side by side, instead of what one runs: `run0.1` is what thread 1 does of `run0`. */
export interface ThreadsAssembly {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What they run. */
  readonly names: readonly string[];
  /** The divided programs; undefined where one is left to one thread. */
  readonly programs: readonly (readonly DividedStep[] | undefined)[];
}

/** Undefined where no program gains by it. */
export function assembleThreads(
  { programs, buffers, repetitions, layout, constants }: Assembly,
  least?: Least,
): ThreadsAssembly | undefined {
  const { threads } = layout;
  if (!threads) return undefined;
  const divided = programs.map((program) => divideProgram(program, buffers, layout, threads.own.length, least));
  if (divided.every((program) => program === undefined)) return undefined;
  const functions: [name: string, code: FunctionWriter][] = [];
  const add = (name: string, code: FunctionWriter) => importsOfThreads.length + functions.push([name, code]) - 1;
  const names: string[] = [];
  const meet = add('meet', emitMeet(threads));
  threads.own.forEach(({ scratch }, t) => {
    const runs = divided.map((steps, p) => {
      if (!steps) return -1;
      const run = new FunctionWriter().call(meet);
      steps.forEach(({ parts, waits }, i) => {
        const part = parts[t];
        const index = part && add(`step${p}.${i}.${t}`, emitStep(part, i, { ...layout, scratch }, constants));
        if (waits) run.call(meet);
        if (index !== undefined) run.call(index);
      });
      return add(`run${p}.${t}`, run.call(meet));
    });
    if (t === 0) names.push(...divided.flatMap((steps, p) => (steps ? `run${p}` : [])));
    for (const [name, { program, repetition }] of Object.entries(repetitions)) {
      const run = runs[program] as number;
      if (run < 0) continue;
      if (t > 0) add(`${name}.${t}`, emitRuns(repetition, layout, run));
      else {
        const { once, repeat } = emitRepetition(repetition, layout, {
          run,
          once: importsOfThreads.length + functions.length,
        });
        add(`${name}.repetition`, once);
        add(`${name}.0`, repeat);
        names.push(name);
      }
    }
  });
  const bytes = writeModule(importsOfThreads, Object.fromEntries(functions), pagesOf(layout));
  return { bytes, names, programs: divided };
}

/** Pages of WebAssembly's memory. */
export const pagesOf = ({ bytes }: Layout) => Math.ceil(bytes / PAGE);

const PAGE = 65536;

/** A repetition runs inside of WebAssembly alone. */
function refuseHostSteps({ programs, repetitions }: Parts): void {
  const host = programs.flatMap(({ steps }) => steps).find((step) => step.kind === 'host');
  if (host && Object.keys(repetitions).length > 0)
    throw new RecordingError(
      `jit: the kernel ${host.kernel} is not compiled, and a loop runs inside WebAssembly alone; call it in a function for jit`,
    );
}
