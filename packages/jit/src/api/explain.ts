/** What a compiled function consists of, for people to read. */

import { type Graph, printGraph, type Source } from '../graph/graph.ts';
import { printSteps } from '../program/print.ts';
import type { Assembly, DividedStep, ThreadsAssembly } from '../run/assemble.ts';
import type { Numerics } from '../run/numerics.ts';
import { lowerSource, type PassName, passNames, type Stage } from '../run/passes.ts';

/**
 * The graph, the steps and the memory of a compiled function.
 *
 * @param divided the steps of the programs that threads carry out together
 */
export function explain(
  graph: Graph,
  assembly: Assembly,
  numerics: Numerics,
  divided: ThreadsAssembly['programs'] = [],
): string {
  const { layout, buffers, programs } = assembly;
  const lines = programs.flatMap((program, p) => {
    const steps = divided[p];
    const name = programs.length > 1 ? `program ${p}` : 'steps';
    if (!steps) return [name, ...printSteps(program.steps)];
    return [
      `${name}, ${steps[0]?.parts.length} threads: ∥ all together, ⊣ after they have waited for each other`,
      ...printSteps(program.steps).map((line, i) => `${marksOf(steps[i] as DividedStep)}${line}`),
    ];
  });
  const constants = buffers.filter(({ values }) => values).length;
  const notReproducible = programs
    .flatMap((program) => program.steps)
    .flatMap((step) => (step.kind === 'host' ? [`${step.kernel} runs in the tfjs cpu backend`] : []));
  return [
    'graph',
    printGraph(graph),
    ...lines,
    `memory: ${layout.bytes} bytes, ${buffers.length} buffers, ${constants} of them constants`,
    `numerics: ${numerics}`,
    ...notReproducible.map((reason) => `not reproducible on every machine: ${reason}`),
  ].join('\n');
}

const marksOf = ({ parts, waits }: DividedStep) => `${waits ? '⊣' : ' '}${parts[1] ? '∥' : ' '}`;

/**
 * The graph, or the steps, as they are after one of the compiler's passes.
 *
 * @throws RangeError when there is no such pass
 */
export function explainAfter(name: PassName, source: Source, numerics: Numerics): string {
  if (!passNames.includes(name))
    throw new RangeError(`explainAfter: pass must be one of ${passNames.join(', ')}, got ${name}`);
  let text = '';
  lowerSource(source, [], {
    numerics,
    watch(pass, stage) {
      if (pass.name === name) text = [`after ${name}: ${pass.does}`, ...print(stage)].join('\n');
    },
  });
  return text;
}

function print(stage: Stage): readonly string[] {
  if ('program' in stage) return printSteps(stage.program.steps);
  const { graph, supports } = stage.graph;
  const zeros = supports.flatMap((support, id) => {
    if (!support) return [];
    const { positions } = support;
    const share = (100 * positions.filter((position) => position === 1).length) / positions.length;
    return [`%${id} may differ from zero in ${share.toFixed(1)} % of its elements`];
  });
  return [printGraph(graph), ...zeros];
}
