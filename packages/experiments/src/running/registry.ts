/** The experiments by name: those that come with this package, and those that users register. */
import { checkName } from '@mnist1d/checks';
import manifest from '../../package.json' with { type: 'json' };
import { checkId, type Experiment, type JsonObject, type RunOutput } from './experiment.ts';

/** What all copies of this package that a program has loaded share. */
interface Shared {
  readonly format: number;
  /** Of the copy that was first. */
  readonly version: string;
  readonly registered: Map<string, Experiment>;
  readonly builtIn: Set<string>;
}

/** Raise it when what is shared changes. */
const FORMAT = 1;
const { registered, builtIn } = share();
/** Those that this copy brings, and its workers. */
const own = new Set<string>();

/** All registered experiments by id. */
export const experiments: ReadonlyMap<string, Experiment> = registered;

/**
 * Makes an experiment known to {@link getExperiment} and `runExperiment`, those of other copies of this package, too.
 *
 * @throws RangeError when another experiment has its id, or it is not made of lower-case letters, digits and hyphens
 */
export function register<Config extends JsonObject, Spec extends JsonObject, Output extends RunOutput>(
  experiment: Experiment<Config, Spec, Output>,
): void {
  const { id } = experiment;
  checkId('register', id);
  const other = registered.get(id);
  if (other) {
    const [there, here] = [other, experiment].map(({ module }) => (module ? ` of ${module}` : ''));
    throw new RangeError(`register: an experiment '${id}'${there} exists already${here && `, got another${here}`}`);
  }
  // Whoever takes it from the registry gives it what it made itself: its own configurations, specifications and runs.
  registered.set(id, experiment as unknown as Experiment);
}

/** {@link register} of an experiment that the workers' script brings along. That of another copy of this package stays. */
export function registerBuiltIn<Config extends JsonObject, Spec extends JsonObject, Output extends RunOutput>(
  experiment: Experiment<Config, Spec, Output>,
): void {
  const { id, recipeVersion } = experiment;
  if (own.has(id) || !builtIn.has(id)) register(experiment);
  own.add(id);
  builtIn.add(id);
  const other = registered.get(id)?.recipeVersion;
  if (other !== recipeVersion) {
    throw twoVersions(`whose '${id}' differs (recipeVersion ${other} and ${recipeVersion})`);
  }
}

/** Whether workers know an experiment without importing its module. */
export function isBuiltIn(id: string): boolean {
  return own.has(id);
}

/** The experiment of that id, or an error that suggests the nearest one. */
export function getExperiment(id: string): Experiment {
  return registered.get(checkName('getExperiment', 'experiment', id, [...registered.keys()])) as Experiment;
}

function share(): Shared {
  const scope = globalThis as { [key: symbol]: Shared | undefined };
  const key = Symbol.for('@mnist1d/experiments');
  scope[key] ??= { format: FORMAT, version: manifest.version, registered: new Map(), builtIn: new Set() };
  const { format, version } = scope[key];
  if (format === FORMAT) return scope[key];
  throw twoVersions(`${version} and ${manifest.version}`);
}

function twoVersions(what: string): Error {
  return new Error(`two versions of @mnist1d/experiments are loaded, ${what}: install one for all`);
}
