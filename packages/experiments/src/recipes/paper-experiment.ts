/** An experiment of the paper: of a kind of results, with its measured times, and known to every worker. */
import type { Kind, OutputOf, RunOf, SpecOf, SummaryOf } from '@mnist1d/results';
import {
  type ClaimDefinition,
  defineExperiment,
  type Experiment,
  type JsonObject,
  type PresetName,
  type Run,
  type RunContext,
  type RunOutput,
} from '../running/experiment.ts';
import { registerBuiltIn } from '../running/registry.ts';
import { onBackend } from '../training/backend.ts';
import { measuredTimes } from './measured-times.ts';

/** An experiment whose specifications, outputs, claims and summary are those of a kind of results, for which figures are drawn. */
type ExperimentOf<K extends Kind, Config extends JsonObject> = Experiment<
  Config,
  Extract<SpecOf<K>, JsonObject>,
  Extract<OutputOf<K>, RunOutput>
>;
/** A text for each key that a configuration's type names. */
type Meanings<Config> = {
  readonly [K in keyof Config as string extends K ? never : number extends K ? never : K]: string;
};
type Recipe<K extends Kind, Config extends JsonObject> = Omit<
  ExperimentOf<K, Config>,
  'id' | 'kind' | 'meanings' | 'claims' | 'summarise'
> & {
  readonly kind: K;
  readonly meanings: Meanings<Config>;
  readonly claims: readonly ClaimDefinition<Config, Extract<RunOf<K>, Run>>[];
} & (keyof SummaryOf<K> extends never
    ? unknown
    : { summarise(config: Config, runs: readonly RunOf<K>[]): SummaryOf<K> });

/**
 * As {@link defineExperiment}, of a kind of results: `paperExperiment<typeof poolingKind, PoolingConfig>({ kind: poolingKind, … })`.
 * It has the kind's name and the times of measured-times.ts, and stands in the registry then.
 */
export function paperExperiment<K extends Kind, Config extends JsonObject>(
  recipe: Recipe<K, Config>,
): ExperimentOf<K, Config> {
  // A kind says more of its runs than what all runs have.
  const experiment = { source: 'paper', ...recipe, id: recipe.kind.id } as unknown as ExperimentOf<K, Config>;
  const { id, presets } = experiment;
  const timed = (name: PresetName) => {
    const time = measuredTimes[id]?.[name];
    return { ...presets[name], ...(time !== undefined && { time }) };
  };
  const defined = defineExperiment({
    ...experiment,
    presets: { quick: timed('quick'), paper: timed('paper') },
    // Where its runs need a backend of tfjs, it is this one, unless they name another.
    run: (spec: Extract<SpecOf<K>, JsonObject>, context: RunContext) =>
      onBackend('cpu', () => experiment.run(spec, context)),
    peer: (config: Config) => peerOf(id, experiment.runs(config)),
  });
  registerBuiltIn(defined);
  return defined;
}

/** What PyTorch needs for the updates of these runs, where all of their like were measured. */
function peerOf(id: string, specs: readonly JsonObject[]): { text: string; seconds: number } | undefined {
  const torch = measuredTimes[id]?.torch;
  if (!torch) return undefined;
  let sum = 0;
  for (const spec of specs) {
    const milliseconds = torch.milliseconds(spec);
    if (milliseconds === undefined) return undefined;
    sum += milliseconds;
  }
  return { text: `PyTorch 1.13 on one core of an AMD EPYC, ${torch.how}`, seconds: sum / 1000 };
}
