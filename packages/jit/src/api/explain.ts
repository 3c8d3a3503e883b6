/** What a compiled function consists of, for people to read. */

import { type Graph, printGraph } from '../graph/graph.ts';
import { printSteps } from '../program/print.ts';
import type { Assembly } from '../run/compile.ts';
import { hasRelaxedSimd } from '../run/load-kernels.ts';

/** The graph, the steps and the memory of a compiled function. */
export function explain(graph: Graph, assembly: Assembly): string {
  const { plan, buffers, programs } = assembly;
  const lines = programs.flatMap((program, p) => [
    programs.length > 1 ? `program ${p}` : 'steps',
    ...printSteps(program.steps),
  ]);
  const constants = buffers.filter(({ values }) => values).length;
  const host = programs.flatMap((program) => program.steps).filter((step) => step.kind === 'host');
  const notes = host.map(({ kernel }) => `not reproducible on every machine: ${kernel} runs in the tfjs cpu backend`);
  return [
    'graph',
    printGraph(graph),
    ...lines,
    `memory: ${plan.bytes} bytes, ${buffers.length} buffers, ${constants} of them constants`,
    ...(assembly.relaxed
      ? [
          `not reproducible on every machine: relaxed SIMD${hasRelaxedSimd() ? '' : ', which this runtime does not have'}`,
        ]
      : []),
    ...notes,
  ].join('\n');
}
