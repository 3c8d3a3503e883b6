/** From recordings to WebAssembly. */

import { imports } from '../emit/opcodes.ts';
import { emitLoop, type Loop } from '../emit/repetition.ts';
import { emitStep } from '../emit/step.ts';
import { FunctionWriter, writeModule } from '../emit/wasm-writer.ts';
import type { DType, Numbers, Source } from '../graph/graph.ts';
import { RecordingError } from '../graph/recording-error.ts';
import type { BufferId } from '../program/expression.ts';
import type { Buffer, Program } from '../program/program.ts';
import { runHostStep } from './host.ts';
import { loadKernels } from './load-kernels.ts';
import { lowerSource } from './passes.ts';
import { type Plan, plan } from './plan.ts';

/** How functions are compiled. */
export interface CompileOptions {
  /**
   * Matrix products in relaxed SIMD where the runtime has it (Chromium, Node 22 and later): faster on some processors, but
   * their last bits then depend on the processor. Default false: the same bits everywhere.
   */
  readonly relaxed?: boolean;
}

/** Thrown when a compiled function cannot be carried out. */
export class ExecutionError extends Error {
  override readonly name = 'ExecutionError';
}

/** Programs in one memory, and loops over them. */
export class Assembly {
  readonly programs: readonly Program[];
  readonly buffers: readonly Buffer[];
  readonly plan: Plan;
  readonly relaxed: boolean;
  readonly #functions: Record<string, FunctionWriter> = {};
  readonly #types = new Map<BufferId, DType>();

  /**
   * @param sources what to compile
   * @param loops makes the loops over the programs; it may ask for more buffers
   */
  constructor(
    sources: readonly Source[],
    loops: (
      programs: readonly Program[],
      buffer: (size: number, values?: Numbers) => BufferId,
    ) => Readonly<Record<string, { readonly program: number; readonly loop: Loop }>> = () => ({}),
    { relaxed = false }: CompileOptions = {},
  ) {
    this.relaxed = relaxed;
    let buffers: Buffer[] = [];
    this.programs = sources.map((source) => {
      const draft = lowerSource(source, buffers);
      buffers = [...draft.buffers];
      return draft;
    });
    const wanted = loops(
      this.programs,
      (size, values) => buffers.push({ shape: [size], size, permanent: true, ...(values && { values }) }) - 1,
    );
    this.buffers = buffers;
    const host = this.programs.flatMap((program) => program.steps).find((step) => step.kind === 'host');
    if (host && Object.keys(wanted).length > 0)
      throw new RecordingError(
        `jit: the kernel ${host.kernel} is not compiled, and a loop runs inside WebAssembly alone; call it in a function for jit`,
      );
    const steps = this.programs.flatMap((program) => program.steps);
    this.plan = plan(buffers, steps);
    sources.forEach(({ graph, inputs }, p) => {
      const { inputs: from, outputs } = this.programs[p] as Program;
      const dtype = (node: number) => graph.nodes[node]?.dtype as DType;
      from.forEach((buffer, i) => this.#types.set(buffer, dtype(inputs[i] as number)));
      outputs.forEach((buffer, i) => this.#types.set(buffer, dtype(graph.outputs[i] as number)));
    });

    let count = imports.length;
    const add = (name: string, code: FunctionWriter) => {
      this.#functions[name] = code;
      return count++;
    };
    const runs = this.programs.map((program, p) => {
      const indices = program.steps.map((step, i) => add(`step${p}.${i}`, emitStep(step, i, this.plan)));
      const run = new FunctionWriter();
      for (const index of indices) run.call(index);
      return add(`run${p}`, run);
    });
    for (const [name, { program, loop }] of Object.entries(wanted)) {
      const functions = { run: runs[program] as number, repetition: count };
      const { repetition, repeat } = emitLoop(loop, this.plan, functions);
      add(`${name}.repetition`, repetition);
      add(name, repeat);
    }
  }

  /** The WebAssembly module. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return writeModule(imports, this.#functions);
  }

  /** What it is, for messages. */
  get description(): string {
    const steps = this.programs.reduce((sum, program) => sum + program.steps.length, 0);
    return `a plan of ${steps} steps in ${(this.plan.bytes / 2 ** 20).toFixed(1)} MiB`;
  }

  instantiate(): Compiled {
    return new Compiled(this, new WebAssembly.Module(this.bytes), this.#types);
  }

  /** Compiles without blocking. */
  async instantiateAsync(): Promise<Compiled> {
    return new Compiled(this, await WebAssembly.compile(this.bytes), this.#types);
  }
}

/** Programs that can run. */
export class Compiled {
  readonly assembly: Assembly;
  /** The places of the first program's inputs and outputs in memory, as arrays of their types. */
  readonly inputs: readonly Numbers[];
  readonly outputs: readonly Numbers[];
  readonly #memory: WebAssembly.Memory;
  readonly #types: ReadonlyMap<BufferId, DType>;
  readonly #functions: Record<string, () => void>;

  constructor(assembly: Assembly, module: WebAssembly.Module, types: ReadonlyMap<BufferId, DType>) {
    this.assembly = assembly;
    this.#types = types;
    const { plan, buffers, programs } = assembly;
    try {
      this.#memory = new WebAssembly.Memory({ initial: Math.ceil(plan.bytes / PAGE) });
    } catch (cause) {
      throw new ExecutionError(`jit: there is no memory for ${assembly.description}`, { cause });
    }
    const env = {
      memory: this.#memory,
      ...loadKernels(this.#memory, assembly.relaxed),
      host: (index: number) => this.#runHost(index),
    };
    this.#functions = new WebAssembly.Instance(module, { env }).exports as Record<string, () => void>;
    plan.constants.write(this.#memory);
    buffers.forEach(({ values }, id) => {
      if (values) this.#view(id, values instanceof Float32Array).set(values);
    });
    const [program] = programs;
    this.inputs = program?.inputs.map((id) => this.array(id)) ?? [];
    this.outputs = program?.outputs.map((id) => this.array(id)) ?? [];
  }

  /** A buffer as an array of its type. */
  array(buffer: BufferId): Numbers {
    const { values } = this.assembly.buffers[buffer] as Buffer;
    const type = this.#types.get(buffer) ?? (values instanceof Int32Array ? 'int32' : 'float32');
    return this.#view(buffer, type === 'float32');
  }

  /** A buffer of integers. */
  integers(buffer: BufferId): Int32Array {
    return this.#view(buffer, false) as Int32Array;
  }

  #view(buffer: BufferId, isFloat: boolean): Numbers {
    const { size } = this.assembly.buffers[buffer] as Buffer;
    const address = this.assembly.plan.addresses[buffer] as number;
    return new (isFloat ? Float32Array : Int32Array)(this.#memory.buffer, address, size);
  }

  /** Calls a function of the module: `run0`, a step (`step0.3`), or a loop. */
  call(name: string): void {
    try {
      this.#functions[name]?.();
    } catch (cause) {
      if (!(cause instanceof WebAssembly.RuntimeError)) throw cause;
      throw new ExecutionError(`jit: ${this.assembly.description} failed: ${cause.message}`, { cause });
    }
  }

  #runHost(index: number): void {
    const step = this.assembly.programs[0]?.steps[index];
    if (step?.kind === 'host') runHostStep(step, (buffer) => this.#view(buffer, true));
  }

  /** Carries out the first program. */
  run(): void {
    this.call('run0');
  }
}

const PAGE = 65536;

/** One graph, compiled. */
export function compile(source: Source): Compiled {
  return new Assembly([source]).instantiate();
}
