/** The experiments by name: those that come with this package, and those that users register. */
import { checkName } from '@mnist1d/checks';
import { checkId, type Experiment, type JsonObject, type RunOutput } from './experiment.ts';

const registered = new Map<string, Experiment>();
const builtIn = new Set<string>();

/** All registered experiments by id. */
export const experiments: ReadonlyMap<string, Experiment> = registered;

/**
 * Makes an experiment known to {@link getExperiment} and `runExperiment`.
 *
 * @throws RangeError when another experiment has its id, or it is not made of lower-case letters, digits and hyphens
 */
export function register<Config extends JsonObject, Spec extends JsonObject, Output extends RunOutput>(
  experiment: Experiment<Config, Spec, Output>,
): void {
  checkId('register', experiment.id);
  if (registered.has(experiment.id)) throw new RangeError(`register: an experiment '${experiment.id}' exists already`);
  // Whoever takes it from the registry gives it what it made itself: its own configurations, specifications and runs.
  registered.set(experiment.id, experiment as unknown as Experiment);
}

/** {@link register} of an experiment that the workers' script brings along. */
export function registerBuiltIn<Config extends JsonObject, Spec extends JsonObject, Output extends RunOutput>(
  experiment: Experiment<Config, Spec, Output>,
): void {
  register(experiment);
  builtIn.add(experiment.id);
}

/** Whether workers know an experiment without importing its module. */
export function isBuiltIn(id: string): boolean {
  return builtIn.has(id);
}

/** The experiment of that id, or an error that suggests the nearest one. */
export function getExperiment(id: string): Experiment {
  return registered.get(checkName('getExperiment', 'experiment', id, [...registered.keys()])) as Experiment;
}
