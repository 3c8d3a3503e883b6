/** The steps of programs as data: what each does, how it is divided, about how long it takes. */
import { nanosecondsOf } from '../divide/cost.ts';
import { type Expression, nameOf, usesIn } from '../program/expression.ts';
import { printStep } from '../program/print.ts';
import { type Buffer, type Step, writtenBy } from '../program/program.ts';

/** A step of a compiled function. */
export interface ExplainedStep {
  /** The step in one line. */
  readonly step: string;
  /** `map` computes elementwise, `call` calls a precompiled kernel, `host` runs in the tfjs cpu backend, `control` runs branches. */
  readonly kind: Step['kind'];
  /** The operations that it does in one pass, each once, the last one first: one, or as many as were fused; none of a copy. */
  readonly operations: readonly string[];
  /** What it runs over: of a map and a reduction their elements; of a product its repetitions, rows, columns and depth; else the shape that it writes. */
  readonly shape: readonly number[];
  /** About how long one thread takes; 0 where there is no estimate, of `call` and `host`, and of branches. */
  readonly nanoseconds: number;
  /** The lines of the function whose values it writes, where `checkFinite` kept them. */
  readonly lines?: readonly string[];
  /** The steps inside of it: of `cond` and `while` of both functions, of `scan` of one. */
  readonly branches?: readonly (readonly ExplainedStep[])[];
}

/** The lines of the user's code whose values a step writes. */
export const linesOf = (step: Step, buffers: readonly Buffer[]): readonly string[] => [
  ...new Set(writtenBy(step).flatMap((id) => buffers[id]?.line ?? [])),
];

export function explainStep(step: Step, buffers: readonly Buffer[]): ExplainedStep {
  const lines = linesOf(step, buffers);
  return {
    step: printStep(step),
    kind: step.kind,
    operations: operationsOf(step),
    shape: shapeOf(step) ?? writtenBy(step).map((id) => buffers[id]?.shape ?? [])[0] ?? [],
    nanoseconds: nanosecondsOf(step),
    ...(lines.length > 0 && { lines }),
    ...(step.kind === 'control' && {
      branches: step.branches.map(({ program }) => program.steps.map((inner) => explainStep(inner, buffers))),
    }),
  };
}

function shapeOf(step: Step): readonly number[] | undefined {
  if (step.kind === 'product') return [...step.loops.map(({ count }) => count), step.m, step.n, step.k];
  return 'shape' in step ? step.shape : undefined;
}

function operationsOf(step: Step): string[] {
  switch (step.kind) {
    case 'map':
      return namesIn(step.stores.map(({ expression }) => expression));
    case 'reduce':
      return [step.reducer, ...namesIn([step.expression])];
    case 'product':
      return [...(step.relu ? ['Relu'] : []), ...(step.bias ? ['bias'] : []), 'product'];
    case 'control':
      return [step.flow];
    default:
      return [step.kernel];
  }
}

const namesIn = (roots: readonly Expression[]): string[] => [
  ...new Set([...usesIn(roots).keys()].flatMap((e) => (e.kind === 'operation' ? nameOf(e) : []))),
];
