/** The experiments by name, ours and those that users register. */

import { classification } from '../recipes/classification/classification.ts';
import { construction } from '../recipes/construction/construction.ts';
import { doubleDescent } from '../recipes/double-descent/double-descent.ts';
import { human } from '../recipes/human/human.ts';
import { lottery } from '../recipes/lottery/lottery.ts';
import { metalearnActivation } from '../recipes/metalearn-activation/metalearn-activation.ts';
import { metalearnLr } from '../recipes/metalearn-lr/metalearn-lr.ts';
import { pooling } from '../recipes/pooling/pooling.ts';
import { selfSupervised } from '../recipes/self-supervised/self-supervised.ts';
import { tsne } from '../recipes/tsne/tsne.ts';
import { checkName } from './check-options.ts';
import type { Experiment, JsonObject, RunOutput } from './experiment.ts';

const registered = new Map<string, Experiment>();
/** Those that every worker knows. */
const ours = new Set<string>();

/** All registered experiments by id. */
export const experiments: ReadonlyMap<string, Experiment> = registered;

/**
 * Makes an experiment known to {@link getExperiment} and `runExperiment`.
 *
 * @throws RangeError when another experiment has its id
 */
export function register<Config extends JsonObject, Spec extends JsonObject, Output extends RunOutput>(
  experiment: Experiment<Config, Spec, Output>,
): void {
  if (registered.has(experiment.id)) throw new RangeError(`register: an experiment '${experiment.id}' exists already`);
  // Whoever takes it from the registry gives it what it made itself: its own configurations, specifications and runs.
  registered.set(experiment.id, experiment as unknown as Experiment);
}

/** The experiment of that id, or an error that suggests the nearest one. */
export function getExperiment(id: string): Experiment {
  return registered.get(checkName('getExperiment', 'experiment', id, [...registered.keys()])) as Experiment;
}

register(construction);
register(classification);
register(human);
register(tsne);
register(lottery);
register(doubleDescent);
register(metalearnLr);
register(metalearnActivation);
register(selfSupervised);
register(pooling);
for (const id of registered.keys()) ours.add(id);

/** Whether workers know an experiment without importing its module. */
export function isOurs(id: string): boolean {
  return ours.has(id);
}
