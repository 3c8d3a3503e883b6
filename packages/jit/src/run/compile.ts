/** From a recorded graph to a module that can run. */
import { busyThreads } from '../divide/divide-program.ts';
import type { Source } from '../graph/graph.ts';
import { type Assembly, assemble } from './assemble.ts';
import { layOut } from './lay-out.ts';
import { type LoadedModule, load } from './loaded-module.ts';
import type { Numerics } from './numerics.ts';
import type { Parts } from './parts.ts';
import { lowerSource } from './passes.ts';
import { possibleThreads } from './threads.ts';

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
   * Checks the graph, or the program, after each of the compiler's passes: an invalid one, which is a fault of the compiler,
   * raises an Error that names the pass, the node or the step, and the rule that it breaks. Default false.
   */
  readonly verify?: boolean | undefined;
}

/** A graph as a program that runs once for each call. */
export function assembleSource(source: Source, options: CompileOptions = {}): Assembly {
  const program = lowerSource(source, [], options);
  const parts = { programs: [program], buffers: program.buffers, repetitions: {} };
  return assembleParts(parts, possibleThreads('jit', options.threads));
}

/** Programs that as many of the threads may share as have enough to do. */
export const assembleParts = (parts: Parts, threads: number): Assembly =>
  assemble(layOut(parts, busyThreads(parts.programs, threads)));

/** A graph, compiled and loaded. */
export const compile = (source: Source, options?: CompileOptions): LoadedModule =>
  load(assembleSource(source, options));
