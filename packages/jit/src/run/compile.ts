/** From a recorded graph to a module that can run. */
import type { Source } from '../graph/graph.ts';
import { type Assembly, assemble } from './assemble.ts';
import { layOut } from './lay-out.ts';
import { type LoadedModule, load } from './loaded-module.ts';
import type { Numerics } from './numerics.ts';
import { lowerSource } from './passes.ts';

/** How functions are compiled. */
export interface CompileOptions {
  /**
   * The class of arithmetic. `'exact'`, the default: the same bits everywhere. `'fused'`: one rounding for a multiplication and
   * an addition in products and where the compiler joins the two, which is faster; other bits than exact ones, and the same
   * wherever the runtime can do that (see `fuses`), refused elsewhere.
   */
  readonly numerics?: Numerics | undefined;
  /**
   * Checks the graph, or the program, after each of the compiler's passes: an invalid one, which is a fault of the compiler,
   * raises an Error that names the pass, the node or the step, and the rule that it breaks. Default false.
   */
  readonly verify?: boolean | undefined;
}

/** A graph as a program that runs once for each call. */
export function assembleSource(source: Source, options: CompileOptions = {}): Assembly {
  const program = lowerSource(source, [], options);
  return assemble(layOut({ programs: [program], buffers: program.buffers, repetitions: {} }));
}

/** A graph, compiled and loaded. */
export const compile = (source: Source, options?: CompileOptions): LoadedModule =>
  load(assembleSource(source, options));
