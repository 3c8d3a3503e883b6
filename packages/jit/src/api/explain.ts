/** What a compiled function consists of, and where its time goes, for people to read. */

import { type Graph, printGraph } from '../graph/graph.ts';
import type { Expression, View } from '../program/expression.ts';
import type { Matrix, Step } from '../program/program.ts';
import type { Assembly, Compiled } from '../run/compile.ts';
import { hasRelaxedSimd } from '../run/load-kernels.ts';

/** The graph, the steps and the memory of a compiled function. */
export function explain(graph: Graph, assembly: Assembly): string {
  const { plan, buffers, programs } = assembly;
  const lines = programs.flatMap((program, p) => [
    programs.length > 1 ? `program ${p}` : 'steps',
    ...program.steps.map((step, i) => `${String(i).padStart(5)}  ${printStep(step)}`),
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

/** A step in one line. */
function printStep(step: Step): string {
  switch (step.kind) {
    case 'map': {
      const print = printer(step.stores.map(({ expression }) => expression));
      const stores = step.stores.map(({ expression, output }) => `${printView(output)} = ${print(expression)}`);
      return `map [${step.shape}] ${stores.join('; ')}`;
    }
    case 'reduce': {
      const kept = step.shape.slice(0, step.kept);
      return `${step.reducer} [${kept}; ${step.shape.slice(step.kept)}] ${printView(step.output)} = ${printer([step.expression])(step.expression)}`;
    }
    case 'product': {
      const { variant, m, n, k, a, b, c, loops, accumulate, bias, relu, sparse } = step;
      const times = loops.map(({ count }) => ` × ${count}`).join('');
      const start = bias ? `${printView(bias.view)} per ${bias.along.slice(0, -1)} + ` : '';
      const value = `${start}${printMatrix(a)} · ${printMatrix(b)}`;
      const kind = sparse
        ? `${sparse.of === 'b' ? 'sparse' : 'sampled'} product (${(100 * sparse.density).toFixed(1)} % of ${sparse.of.toUpperCase()})`
        : 'product';
      return `${kind} ${variant} ${m} × ${n} × ${k}${times} ${printMatrix(c)} ${accumulate ? '+=' : '='} ${relu ? `Relu(${value})` : value}`;
    }
    case 'call':
      return `call ${step.kernel} #${step.writes} = (${step.reads.map((id) => `#${id}`).join(', ')})`;
    case 'host':
      return `tfjs cpu ${step.kernel} #${step.outputs.map(({ buffer }) => buffer)}`;
  }
}

const printView = ({ buffer, offset, strides }: View) => `#${buffer}${offset ? `+${offset}` : ''}[${strides}]`;

const printMatrix = ({ buffer, offset, rows: { groups, groupStride, stride } }: Matrix) =>
  `#${buffer}${offset ? `+${offset}` : ''}[${groups > 1 ? `${groupStride},` : ''}${stride},1]`;

/** Prints expressions; a part that is used more than once has a name, and is written out where it is used first. */
function printer(roots: readonly Expression[]): (expression: Expression) => string {
  const uses = new Map<Expression, number>();
  const count = (e: Expression): void => {
    const before = uses.get(e) ?? 0;
    uses.set(e, before + 1);
    if (before === 0 && e.kind === 'operation') e.args.forEach(count);
  };
  roots.forEach(count);
  const names = new Map<Expression, string>();
  const print = (e: Expression): string => {
    if (e.kind === 'view') return printView(e);
    if (e.kind === 'literal') return String(e.value);
    const known = names.get(e);
    if (known) return known;
    const text = `${e.op}(${e.args.map(print).join(', ')})`;
    if (uses.get(e) === 1) return text;
    const name = `$${names.size + 1}`;
    names.set(e, name);
    return `${name}=${text}`;
  };
  return print;
}

/** The time of each step of a compiled function. */
export interface Profile {
  /** Microseconds in all: the sum of the steps. */
  readonly total: number;
  readonly steps: readonly {
    /** The step as {@link explain} prints it. */
    readonly step: string;
    /** Microseconds, the median of several rounds. */
    readonly microseconds: number;
    /** Of the total, 0 to 1. */
    readonly share: number;
  }[];
  /** The steps that take longest, as a table. */
  toString(): string;
}

const ROUNDS = 9;
/** Milliseconds that a round lasts at least. */
const ROUND = 0.2;

/** Times every step of the first program on its own. */
export function profile(compiled: Compiled): Profile {
  const steps = compiled.assembly.programs[0]?.steps ?? [];
  const times = steps.map((_, i) => 1000 * timeOf(() => compiled.call(`step0.${i}`)));
  return profileOf(steps.map(printStep), times);
}

function profileOf(names: readonly string[], times: readonly number[]): Profile {
  const total = times.reduce((sum, time) => sum + time, 0);
  const steps = names.map((step, i) => {
    const microseconds = times[i] as number;
    return { step, microseconds, share: total > 0 ? microseconds / total : 0 };
  });
  return {
    total,
    steps,
    toString() {
      const longest = [...steps].sort((a, b) => b.microseconds - a.microseconds).slice(0, 30);
      const lines = longest.map(
        ({ step, microseconds, share }) =>
          `${microseconds.toFixed(2).padStart(9)} µs ${(100 * share).toFixed(1).padStart(5)} %  ${step}`,
      );
      return [`${total.toFixed(1)} µs in ${steps.length} steps`, ...lines].join('\n');
    },
  };
}

/** Milliseconds of one call. */
function timeOf(call: () => void): number {
  let calls = 1;
  const round = () => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) call();
    return performance.now() - start;
  };
  // The shorter of two: one may have waited for the processor.
  while (Math.min(round(), round()) < ROUND && calls < 1 << 20) calls *= 2;
  const rounds = Array.from({ length: ROUNDS }, () => round() / calls).sort((a, b) => a - b);
  return rounds[ROUNDS >> 1] as number;
}
