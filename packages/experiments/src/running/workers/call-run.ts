/** Calls what makes a run. */

import type { Experiment, JsonObject, RunContext, RunOutput } from '../experiment.ts';
import { isBuiltIn } from '../registry.ts';

/**
 * Makes a run.
 *
 * @throws Error when it is to be fused, and the experiment, one of a user's own, never asks for the class: it would be kept as what
 * it is not
 */
export async function callRun(experiment: Experiment, spec: JsonObject, context: RunContext): Promise<RunOutput> {
  const { numerics } = context;
  if (numerics !== 'fused' || isBuiltIn(experiment.id)) return experiment.run(spec, context);
  let isAsked = false;
  const watched = Object.defineProperty({ ...context }, 'numerics', {
    enumerable: true,
    get() {
      isAsked = true;
      return numerics;
    },
  });
  const output = await experiment.run(spec, watched);
  if (isAsked) return output;
  throw new Error(
    `experiment '${experiment.id}': run must pass context.numerics on to what computes (train, jit …) to be 'fused', and never read it`,
  );
}
