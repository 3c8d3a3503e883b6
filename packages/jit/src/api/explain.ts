/** What a compiled function consists of, for people and for programs. */

import { type Graph, printGraph, type Source } from '../graph/graph.ts';
import { printSteps } from '../program/print.ts';
import type { Step } from '../program/program.ts';
import type { Assembly } from '../run/assemble.ts';
import { type ExplainedStep, explainStep, linesOf } from '../run/explained-steps.ts';
import type { LoadedModule } from '../run/loaded-module.ts';
import type { Numerics } from '../run/numerics.ts';
import { lowerSource, type PassName, passNames, type Stage } from '../run/passes.ts';
import { missingForThreads } from '../run/threads.ts';

/** What was recorded, without the values of constants. */
export interface ExplainedGraph {
  readonly nodes: readonly {
    readonly id: number;
    /** tfjs's kernel, `Input`, `Constant`, `cond`, `while` or `scan`. */
    readonly kernel: string;
    /** The numbers of the nodes that it takes. */
    readonly inputs: readonly number[];
    readonly attrs: Readonly<Record<string, unknown>>;
    readonly shape: readonly number[];
    readonly dtype: 'float32' | 'int32' | 'bool';
    /** The line of the function that called the kernel, where it is known. */
    readonly line?: string | undefined;
    /** Of `cond`, `while` and `scan`, the graphs inside. */
    readonly bodies?: readonly ExplainedGraph[];
  }[];
  readonly outputs: readonly number[];
}

/** What a compiled function consists of. Its fields are JSON. */
export interface Explanation {
  /** The class of arithmetic that it was compiled in. */
  readonly numerics: Numerics;
  /** What was recorded: kernels of tfjs in their order, each with the numbers of the nodes that it takes. */
  readonly graph: ExplainedGraph;
  /** What it was compiled to, in the order in which it runs. */
  readonly steps: readonly (ExplainedStep & {
    /** Where threads carry it out: how many have a part of the step, and whether they wait for each other before it. */
    readonly threads?: { readonly count: number; readonly wait: boolean };
  })[];
  readonly memory: { readonly bytes: number; readonly buffers: number; readonly constants: number };
  /** How many were wanted, how many carry it out, and why these are fewer. */
  readonly threads: { readonly wanted: number; readonly count: number; readonly why?: string };
  /** Kernels that run in the tfjs cpu backend: then the results are not the same bits on every machine. */
  readonly notReproducible: readonly string[];
  /** All that as text, for people. */
  toString(): string;
}

/** @param wanted threads */
export function explain(
  graph: Graph,
  { assembly, threads: shared }: LoadedModule,
  numerics: Numerics,
  wanted: number,
): Explanation {
  const { layout, buffers } = assembly;
  const divided = shared && !shared.isOver ? shared : undefined;
  const steps = (assembly.programs[0]?.steps ?? []).map((step, i) => {
    const { parts, waits: wait = false } = divided?.programs[0]?.[i] ?? {};
    const threads = parts && { count: parts.filter((part) => part).length, wait };
    return { ...explainStep(step, buffers), ...(threads && { threads }) };
  });
  const count = divided?.count ?? 1;
  const why = missingForThreads() ?? (shared ? 'the others could not start, or ended' : 'there is too little to do');
  const explanation = {
    numerics,
    graph: dataOf(graph),
    steps,
    memory: { bytes: layout.bytes, buffers: buffers.length, constants: buffers.filter(({ values }) => values).length },
    threads: { wanted, count, ...(count < wanted && { why }) },
    notReproducible: steps.flatMap(({ kind, operations }) => (kind === 'host' ? operations : [])),
  };
  return { ...explanation, toString: () => print(graph, assembly, explanation) };
}

const dataOf = ({ nodes, outputs }: Graph): ExplainedGraph => ({
  nodes: nodes.map(({ values: _, control, ...node }) => ({
    ...node,
    ...(control && { bodies: control.bodies.map(({ source }) => dataOf(source.graph)) }),
  })),
  outputs,
});

function print(graph: Graph, assembly: Assembly, explanation: Explanation): string {
  const { steps, memory, numerics, threads, notReproducible } = explanation;
  const isDivided = steps.some((step) => step.threads);
  const legend = isDivided ? `, ${threads.count} threads: ∥ all together, ⊣ after they have waited for each other` : '';
  const note = (step: Step) =>
    linesOf(step, assembly.buffers)
      .map((line) => `  ${line}`)
      .join('');
  const lines = printSteps(assembly.programs[0]?.steps ?? [], note).map((line, i) => {
    const { count, wait } = steps[i]?.threads ?? { count: 0, wait: false };
    return isDivided ? `${wait ? '⊣' : ' '}${count > 1 ? '∥' : ' '}${line}` : line;
  });
  const { bytes, buffers, constants } = memory;
  return [
    'graph',
    printGraph(graph),
    `steps${legend}`,
    ...lines,
    `memory: ${bytes} bytes, ${buffers} buffers, ${constants} of them constants`,
    `numerics: ${numerics}`,
    ...(threads.why ? [`threads: ${threads.count} of ${threads.wanted}, for ${threads.why}`] : []),
    ...notReproducible.map((kernel) => `not reproducible on every machine: ${kernel} runs in the tfjs cpu backend`),
  ].join('\n');
}

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
      if (pass.name === name) text = [`after ${name}: ${pass.does}`, ...printStage(stage)].join('\n');
    },
  });
  return text;
}

function printStage(stage: Stage): readonly string[] {
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
