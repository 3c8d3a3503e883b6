/** From programs that have their places in memory to a WebAssembly module. */
import { type DividedStep, divideProgram, type Least } from '../divide/divide-program.ts';
import { emitControl } from '../emit/control.ts';
import { emitMeet } from '../emit/meet.ts';
import { fusedImports, importsOfThreads, imports as plainImports } from '../emit/opcodes.ts';
import { emitRepetition, emitRuns } from '../emit/repetition.ts';
import { emitStep } from '../emit/step.ts';
import { ConstantPool, FunctionWriter, writeModule } from '../emit/wasm-writer.ts';
import { RecordingError } from '../graph/recording-error.ts';
import type { Layout } from '../program/layout.ts';
import { type Program, type Step, withInner } from '../program/program.ts';
import type { Repetition } from '../program/repetition.ts';
import type { LaidOut } from './lay-out.ts';
import type { Parts } from './parts.ts';
import { atOnce, type Pieces } from './turns.ts';

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
export const assemble = (parts: LaidOut): Assembly => atOnce(assembleInPieces(parts));

/** {@link assemble}, with a pause behind each step. */
export function* assembleInPieces(parts: LaidOut): Pieces<Assembly> {
  const { programs, repetitions, layout } = parts;
  refuseHostSteps(parts);
  const isFused = stepsOf(parts).some((step) => step.kind === 'product' && step.fused);
  const imports = isFused ? [...plainImports, ...fusedImports] : plainImports;
  const constants = new ConstantPool(layout.constants.address, layout.constants.capacity);
  const functions = new Functions(imports.length, layout, constants);
  const runs: number[] = [];
  for (const [p, program] of programs.entries()) runs.push(yield* functions.addProgram(`run${p}`, `step${p}`, program));
  for (const [name, { program, repetition }] of Object.entries(repetitions))
    functions.addRepetition(name, repetition, runs[program] as number);
  const shared = layout.threads && pagesOf(layout);
  return { ...parts, bytes: writeModule(imports, functions.byName, shared), constants, isFused };
}

/** The functions of a module, added one after the other; each method returns the index of the last. */
class Functions {
  readonly #imports: number;
  readonly #layout: Layout;
  readonly #constants: ConstantPool;
  readonly #list: [name: string, code: FunctionWriter][] = [];

  constructor(imports: number, layout: Layout, constants: ConstantPool) {
    this.#imports = imports;
    this.#layout = layout;
    this.#constants = constants;
  }

  add(name: string, code: FunctionWriter): number {
    return this.#imports + this.#list.push([name, code]) - 1;
  }

  /** Step number `i`. */
  addStep(name: string, step: Step, i: number, layout = this.#layout): number {
    if (step.kind !== 'control') return this.add(name, emitStep(step, i, layout, this.#constants));
    const runs = step.branches.map(({ program }, b) =>
      atOnce(this.addProgram(`${name}:${b}`, `${name}:${b}`, program)),
    );
    const [run] = runs as [number];
    return this.add(
      name,
      emitControl(step, layout, step.scan ? [this.addRepetition(`${name}:all`, step.scan.repetition, run)] : runs),
    );
  }

  *addProgram(name: string, step: string, { steps }: Program): Pieces<number> {
    const indices: number[] = [];
    for (const [i, each] of steps.entries()) {
      indices.push(this.addStep(`${step}.${i}`, each, i));
      yield;
    }
    const run = new FunctionWriter();
    for (const index of indices) run.call(index);
    return this.add(name, run);
  }

  /** @param run the index of what is repeated */
  addRepetition(name: string, repetition: Repetition, run: number): number {
    const { once, repeat } = emitRepetition(repetition, this.#layout, {
      run,
      once: this.#imports + this.#list.length,
    });
    this.add(`${name}.repetition`, once);
    return this.add(name, repeat);
  }

  get byName(): Readonly<Record<string, FunctionWriter>> {
    return Object.fromEntries(this.#list);
  }
}

const stepsOf = ({ programs }: Parts) => programs.flatMap(({ steps }) => withInner(steps));

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
  const functions = new Functions(importsOfThreads.length, layout, constants);
  const names: string[] = [];
  const meet = functions.add('meet', emitMeet(threads));
  threads.own.forEach(({ scratch }, t) => {
    const runs = divided.map((steps, p) => {
      if (!steps) return -1;
      const run = new FunctionWriter().call(meet);
      steps.forEach(({ parts, waits }, i) => {
        const part = parts[t];
        const index = part && functions.addStep(`step${p}.${i}.${t}`, part, i, { ...layout, scratch });
        if (waits) run.call(meet);
        if (index !== undefined) run.call(index);
      });
      return functions.add(`run${p}.${t}`, run.call(meet));
    });
    if (t === 0) names.push(...divided.flatMap((steps, p) => (steps ? `run${p}` : [])));
    for (const [name, { program, repetition }] of Object.entries(repetitions)) {
      const run = runs[program] as number;
      if (run < 0) continue;
      if (t > 0) functions.add(`${name}.${t}`, emitRuns(repetition, layout, run));
      else {
        functions.addRepetition(`${name}.0`, repetition, run);
        names.push(name);
      }
    }
  });
  const bytes = writeModule(importsOfThreads, functions.byName, pagesOf(layout));
  return { bytes, names, programs: divided };
}

/** Pages of WebAssembly's memory. */
export const pagesOf = ({ bytes }: Layout) => Math.ceil(bytes / PAGE);

const PAGE = 65536;

/** A repetition, and what stands inside of a step, runs inside of WebAssembly alone. */
function refuseHostSteps(parts: Parts): void {
  const isRepeated = Object.keys(parts.repetitions).length > 0;
  const own = new Set(isRepeated ? [] : parts.programs.flatMap(({ steps }) => steps));
  const host = stepsOf(parts).find((step) => step.kind === 'host' && !own.has(step));
  if (host?.kind === 'host')
    throw new RecordingError(
      `jit: the kernel ${host.kernel} is not compiled, and a loop or branch runs inside WebAssembly alone; call it in a function for jit`,
    );
}
