/** From a recorded graph to a module that can run. */
import { busyThreads } from '../divide/divide-program.ts';
import type { Source } from '../graph/graph.ts';
import { type Assembly, assembleInPieces } from './assemble.ts';
import type { CompileEvent } from './compile-event.ts';
import { layOut } from './lay-out.ts';
import { type LoadedModule, load } from './loaded-module.ts';
import type { Numerics } from './numerics.ts';
import type { Parts } from './parts.ts';
import { lowerInPieces } from './passes.ts';
import { possibleThreads } from './threads.ts';
import { atOnce, type Pieces } from './turns.ts';

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
