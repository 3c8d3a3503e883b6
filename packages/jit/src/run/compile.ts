/** From a recorded graph to a module that can run. */
import { busyThreads } from '../divide/divide-program.ts';
import type { Source } from '../graph/graph.ts';
import { type Assembly, assembleInPieces } from './assemble.ts';
import { layOut } from './lay-out.ts';
import { type LoadedModule, load } from './loaded-module.ts';
import type { Numerics } from './numerics.ts';
import type { Parts } from './parts.ts';
import { lowerInPieces } from './passes.ts';
import { possibleThreads } from './threads.ts';
import { atOnce, type Pieces } from './turns.ts';

/** A compilation that has ended. */
export interface CompileEvent {
  /** The name of the function, or the beginning of its text. */
  readonly name: string;
  /**
   * `first`: of this function. `argument`: a shape, a type, a number or another value among the arguments is not that of the
   * compilation before. `outside`: an optimiser has another setting, or a captured tensor was disposed. `again`: nothing of that;
   * the plan was disposed, or gave way to 64 others, or the same function was handed to the compiler anew.
   */
  readonly reason: 'first' | 'argument' | 'outside' | 'again';
  /** The first argument that differs, as it was in the compilation before and as it is now: `float32[2]`, `0.1`. */
  readonly changed?: { readonly path: string; readonly from: string; readonly to: string };
  /** How often this function was compiled, this time included. */
  readonly compilations: number;
  /** From the recording to the loaded module. */
  readonly milliseconds: number;
  /** Steps of the program. */
  readonly steps: number;
  /** Bytes of the WebAssembly module, and of its memory. */
  readonly codeBytes: number;
  readonly memoryBytes: number;
}

/** How functions are compiled. */
export interface CompileOptions {
  /**
   * The class of arithmetic. `'exact'`, the default: the same bits everywhere. `'fused'`: one rounding for a multiplication and
   * an addition in products and where the compiler joins the two, which is faster; other bits than exact ones, and the same
   * wherever the runtime can do that (see `fuses`), refused elsewhere.
   */
  readonly numerics?: Numerics | undefined;
  /**
   * How many threads carry out each program together, 1 to 64, this one among them; the results are the same bits. Default: what
   * `setThreads` was told, or 1.
   * Programs too small to gain stay with one, and so does everything where memory cannot be shared: a page that is not
   * cross-origin isolated, or a page's own thread, which may not wait.
   */
  readonly threads?: number | undefined;
  /**
   * Looks at the results of every call, of a loop and a scan of every step, and throws a `NonFiniteError` when there is a NaN, or an
   * infinity that was made of finite numbers (TensorFlow's `enable_check_numerics`, JAX's `jax_debug_nans`, PyTorch's anomaly
   * mode). It names the first operation that has made it, what that was given, and the line that called it; variables and state
   * are those before. Slower; the same bits. Default false.
   */
  readonly checkFinite?: boolean | undefined;
  /**
   * Hears of each compilation when it has ended: what it was for, how long it took. Without it, a function that is compiled call
   * after call is warned of once, on the console.
   */
  readonly onCompile?: ((event: CompileEvent) => void) | undefined;
  /**
   * Checks the graph, or the program, after each of the compiler's passes: an invalid one, which is a fault of the compiler,
   * raises an Error that names the pass, the node or the step, and the rule that it breaks. Default false.
   */
  readonly verify?: boolean | undefined;
}

/** A graph as a program that runs once for each call. */
export function* assembleSource(source: Source, options: CompileOptions = {}): Pieces<Assembly> {
  const program = yield* lowerInPieces(source, [], options);
  const parts = { programs: [program], buffers: program.buffers, repetitions: {} };
  return yield* assembleParts(parts, possibleThreads('jit', options.threads));
}

/** Programs that as many of the threads may share as have enough to do. */
export const assembleParts = (parts: Parts, threads: number): Pieces<Assembly> =>
  assembleInPieces(layOut(parts, busyThreads(parts.programs, threads)));

/** A graph, compiled and loaded. */
export const compile = (source: Source, options?: CompileOptions): LoadedModule =>
  load(atOnce(assembleSource(source, options)));
