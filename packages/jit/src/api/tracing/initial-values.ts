/** Initial values of variables that a function makes while it is recorded. */
import type { Numbers } from '../../graph/graph.ts';
import { disposeAll } from '../../record/record.ts';
import type { Recording } from '../../record/recorder.ts';
import { type CompileOptions, compile } from '../../run/compile.ts';
import { assign, writeVariables } from './variables.ts';

/**
 * Computes the initial values, and gives them to the variables. A variable whose initial value depends on the arguments is
 * disposed.
 *
 * @returns whether there was none of those
 */
export function initialise({ graph, variables, created }: Recording, { verify }: CompileOptions): boolean {
  const inputs = variables.map(({ input }) => input);
  const isKnown: boolean[] = [];
  for (const { id, kernel, inputs: from } of graph.nodes)
    isKnown[id] = kernel === 'Input' ? inputs.includes(id) : from.every((input) => isKnown[input]);
  const known = created.filter(({ initial }) => isKnown[initial]);
  disposeAll(created.filter(({ initial }) => !isKnown[initial]));
  if (known.length > 0) {
    // Exact in both classes of arithmetic: the same initial values everywhere.
    const source = { graph: { ...graph, outputs: known.map(({ initial }) => initial) }, inputs };
    const compiled = compile(source, { verify });
    writeVariables(variables, (i) => compiled.inputs[i]);
    compiled.run();
    known.forEach(({ variable }, i) => {
      assign(variable, compiled.outputs[i] as Numbers);
    });
  }
  return known.length === created.length;
}
