/** Minimisation of smooth convex functions: L-BFGS (Nocedal & Wright 2006, algorithm 7.4) with a backtracking line search. */
import { nextTask } from '../training/next-task.ts';

/** A function's value and gradient at a point. */
export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Pairs of steps and changes of the gradient that are remembered. */
const MEMORY = 10;

/**
 * A point where no entry of the gradient exceeds `tolerance`, or where the function's precision allows no further descent.
 *
 * @throws the signal's reason when aborted
 */
export async function minimise(
  evaluate: (at: Float64Array) => Evaluation,
  start: Float64Array,
  {
    tolerance = 1e-6,
    iterations = 1000,
    signal,
  }: { readonly tolerance?: number; readonly iterations?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Float64Array> {
  let at = start;
  let here = evaluate(at);
  const pairs: { readonly step: Float64Array; readonly change: Float64Array; readonly rho: number }[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (here.gradient.every((g) => Math.abs(g) <= tolerance)) break;
    const direction = descent(here.gradient, pairs);
    const slope = dot(direction, here.gradient);
    let length = 1;
    let next: Float64Array;
    let there: Evaluation;
    do {
      next = at.map((v, i) => v + length * (direction[i] as number));
      there = evaluate(next);
      length /= 2;
    } while (!(there.value <= here.value + 1e-4 * 2 * length * slope) && length > 1e-6);
    if (!(there.value < here.value)) break;
    const step = next.map((v, i) => v - (at[i] as number));
    const change = there.gradient.map((g, i) => g - (here.gradient[i] as number));
    const curvature = dot(step, change);
    if (curvature > 0) pairs.push({ step, change, rho: 1 / curvature });
    if (pairs.length > MEMORY) pairs.shift();
    [at, here] = [next, there];
    if (iteration % 20 === 19) await nextTask(signal);
  }
  return at;
}

/** The inverse Hessian's estimate times the gradient, downhill. */
function descent(
  gradient: Float64Array,
  pairs: readonly { readonly step: Float64Array; readonly change: Float64Array; readonly rho: number }[],
): Float64Array {
  const q = gradient.map((g) => -g);
  const alphas: number[] = [];
  for (const { step, change, rho } of [...pairs].reverse()) {
    const alpha = rho * dot(step, q);
    alphas.push(alpha);
    for (let i = 0; i < q.length; i++) (q[i] as number) -= alpha * (change[i] as number);
  }
  const last = pairs.at(-1);
  const scale = last ? 1 / (last.rho * dot(last.change, last.change)) : 1;
  for (let i = 0; i < q.length; i++) (q[i] as number) *= scale;
  for (const { step, change, rho } of pairs) {
    const beta = rho * dot(change, q);
    const alpha = alphas.pop() as number;
    for (let i = 0; i < q.length; i++) (q[i] as number) += (alpha - beta) * (step[i] as number);
  }
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
