/** The experiments by name, ours and those that users register. */
import { checkName } from './check-options.ts';
import { classification } from './classification.ts';
import type { Experiment } from './experiment.ts';

const registered = new Map<string, Experiment>();

/** All registered experiments by id. */
export const experiments: ReadonlyMap<string, Experiment> = registered;

/**
 * Makes an experiment known to {@link getExperiment} and `runExperiment`.
 *
 * @throws RangeError when another experiment has its id
 */
export function register(experiment: Experiment): void {
  if (registered.has(experiment.id)) throw new RangeError(`register: an experiment '${experiment.id}' exists already`);
  registered.set(experiment.id, experiment);
}

/** The experiment of that id, or an error that suggests the nearest one. */
export function getExperiment(id: string): Experiment {
  return registered.get(checkName('getExperiment', 'experiment', id, [...registered.keys()])) as Experiment;
}

register(classification as unknown as Experiment);
