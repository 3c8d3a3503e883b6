/** Modules with their memory and their kernels, ready to run. */
import { importsOfThreads } from '../emit/opcodes.ts';
import type { Numbers } from '../graph/graph.ts';
import type { BufferId } from '../program/expression.ts';
import { describeFault, ExecutionError, FAULT_ADDRESS } from '../program/faults.ts';
import type { Buffer } from '../program/program.ts';
import { type Assembly, assembleThreads, pagesOf } from './assemble.ts';
import { runHostStep } from './host.ts';
import { explained, kernelModules, loadKernels } from './load-kernels.ts';
import { startThreads, type Threads } from './threads.ts';

/** Programs that can run. */
export interface LoadedModule {
  readonly assembly: Assembly;
  /** The first program's inputs and outputs in memory. */
  readonly inputs: readonly Numbers[];
  readonly outputs: readonly Numbers[];
  /** A buffer in memory, as an array of its type. */
  array(buffer: BufferId): Numbers;
  /**
   * Calls a function of the module: `run0`, a step (`step0.3`), or a repetition.
   *
   * @param steps how many repetitions that is
   * @throws ExecutionError when WebAssembly traps, or an index is out of range
   */
  call(name: string, steps?: number): void;
  /** Carries out the first program. */
  run(): void;
  /** What carries out programs together with this thread, where that was wanted, is possible, and pays. */
  readonly threads: Threads | undefined;
  /** Ends the threads. */
  end(): void;
}

/** @throws ExecutionError when there is no memory for it; Error where the runtime has no SIMD */
export function load(assembly: Assembly): LoadedModule {
  try {
    return instantiate(assembly, new WebAssembly.Module(assembly.bytes));
  } catch (cause) {
    throw explained(cause);
  }
}

/** Compiles without blocking. */
export async function loadAsync(assembly: Assembly): Promise<LoadedModule> {
  try {
    return instantiate(assembly, await WebAssembly.compile(assembly.bytes));
  } catch (cause) {
    throw explained(cause);
  }
}

function instantiate(assembly: Assembly, module: WebAssembly.Module): LoadedModule {
  const { buffers, programs, layout, constants, isFused } = assembly;
  const memory = allocate(assembly);
  const array = (id: BufferId) => {
    const { size, dtype } = buffers[id] as Buffer;
    return new (dtype === 'float32' ? Float32Array : Int32Array)(memory.buffer, layout.addresses[id] as number, size);
  };
  const [first] = programs;
  const host = (index: number) => {
    const step = first?.steps[index];
    if (step?.kind === 'host') runHostStep(step, array);
  };
  const kernels = kernelModules(isFused, layout.threads !== undefined);
  // What a module imports and never calls may be anything.
  const none = Object.fromEntries(importsOfThreads.map(({ name }) => [name, () => {}]));
  const env = { ...none, ...loadKernels(memory, kernels), memory, host };
  const functions = new WebAssembly.Instance(module, { env }).exports as Record<string, () => void>;
  const divided = assembleThreads(assembly);
  const threads = divided && startThreads(assembly, divided, { memory, kernels, env });
  constants.write(memory);
  buffers.forEach(({ values }, id) => {
    if (values) array(id).set(values);
  });
  const fault = new Int32Array(memory.buffer, FAULT_ADDRESS, 3);
  const call = (name: string, steps = 1) => {
    try {
      if (threads?.isReady && threads.has(name)) threads.runOrLeave(name, steps, () => functions[name]?.());
      else functions[name]?.();
    } catch (cause) {
      if (!(cause instanceof WebAssembly.RuntimeError)) throw cause;
      throw new ExecutionError(`jit: ${describe(assembly)} failed: ${cause.message}`, { cause });
    }
    const [kernel, index, size] = fault as unknown as [number, number, number];
    if (kernel === 0) return;
    fault.fill(0);
    throw new ExecutionError(describeFault(kernel, index, size));
  };
  const loaded: LoadedModule = {
    assembly,
    inputs: first?.inputs.map(array) ?? [],
    outputs: first?.outputs.map(array) ?? [],
    array,
    call,
    run: () => call('run0'),
    threads,
    end: () => threads?.end(),
  };
  if (threads) forgotten.register(loaded, threads);
  return loaded;
}

/** Threads of modules that nobody has any more. */
const forgotten = new FinalizationRegistry<Threads>((threads) => threads.end());

function allocate(assembly: Assembly): WebAssembly.Memory {
  try {
    const pages = pagesOf(assembly.layout);
    const shared = assembly.layout.threads && { maximum: pages, shared: true };
    return new WebAssembly.Memory({ initial: pages, ...shared });
  } catch (cause) {
    throw new ExecutionError(`jit: there is no memory for ${describe(assembly)}`, { cause });
  }
}

/** What a module is, for messages. */
function describe({ programs, layout }: Assembly): string {
  const steps = programs.reduce((sum, program) => sum + program.steps.length, 0);
  return `a plan of ${steps} steps in ${(layout.bytes / 2 ** 20).toFixed(1)} MiB`;
}
