/** An experiment of trainings by epochs: what one of the book's that makes no other runs has to say of itself. */
import { checkInteger, checkName } from '@mnist1d/checks';
import { makeDataset } from '@mnist1d/dataset';
import type { Model, Params } from '@mnist1d/models';
import type { EpochTrainingRun, Kind, Run, RunOf, SpecOf } from '@mnist1d/results';
import type { ClaimDefinition, Experiment, JsonObject, RunContext, RunOutput } from '../../running/experiment.ts';
import type { Augmentation } from '../../training/batches/augmentation.ts';
import type { TrainingData } from '../../training/check-data.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { asTrainedIn } from './claims.ts';
import { bookMeanings, checkEpochs, costOf, type EpochConfig, trainEpochs } from './train-epochs.ts';

type Settings = EpochTrainingRun['spec'];

interface EpochRecipe<K extends Kind, Config extends EpochConfig> {
  readonly kind: K;
  readonly title: string;
  /** Of the book. */
  readonly notebook: string;
  readonly published: Config;
  /** What its own keys mean. */
  readonly meanings: { readonly [Key in Exclude<keyof Config & string, keyof EpochConfig>]: string };
  /** What the preset of that configuration is, and the quick one, which changes some of it. */
  readonly paper: string;
  readonly quick: { readonly description: string; readonly changes: Partial<Config> };
  /** Keys of names, plural, each with those there are. */
  readonly names?: { readonly [Key in keyof Config]?: readonly string[] };
  /** Keys of positive integers, or of lists of them. */
  readonly sizes: readonly (keyof Config & string)[];
  /** What is trained, each from all seeds. */
  variants(config: Config): readonly Omit<SpecOf<K>, keyof Settings>[];
  label(spec: SpecOf<K>): string;
  /** Weights of the network, about. */
  weights(spec: SpecOf<K>): number;
  /** Data that are not named are MNIST-1D. */
  train(spec: SpecOf<K>): {
    readonly model: Model<Params>;
    readonly data?: TrainingData;
    readonly augment?: Augmentation | undefined;
  };
  /** A claim that does not say when it can be decided is so by trainings as long as the published ones, of the same `sizes`. */
  readonly claims: readonly (Omit<ClaimDefinition<Config, Extract<RunOf<K>, Run>>, 'decidable'> &
    Partial<Pick<ClaimDefinition<Config, never>, 'decidable'>>)[];
}

/** As {@link paperExperiment}, of trainings by epochs alone. */
export function epochExperiment<K extends Kind, Config extends EpochConfig>(
  recipe: EpochRecipe<K, Config>,
): ReturnType<typeof paperExperiment<K, Config>> {
  const { kind, title, notebook, published, paper, quick, meanings, names = {}, sizes, label, claims } = recipe;
  const fixed = sizes.filter((key) => !Array.isArray(published[key]));
  const experiment: Omit<Experiment<Config, SpecOf<K> & JsonObject & Settings>, 'id' | 'kind'> = {
    source: 'book',
    recipeVersion: 1,
    title,
    figure: `UDL, notebook ${notebook}`,
    defaultPreset: 'paper',
    meanings: { ...meanings, ...bookMeanings },
    presets: {
      paper: { description: paper, config: published },
      quick: { description: quick.description, config: { ...published, ...quick.changes } },
    },
    check(config) {
      checkEpochs(kind.id, config);
      const where = `experiment '${kind.id}'`;
      for (const [key, known] of Object.entries<readonly string[]>(names))
        for (const name of config[key] as readonly string[]) checkName(where, key.replace(/s$/, ''), name, known);
      for (const key of sizes) for (const size of [config[key]].flat()) checkInteger(where, key, size, 1);
    },
    runs(config) {
      const { seeds, epochs, halveEvery, batchSize, learningRate, momentum } = config;
      const settings = { epochs, halveEvery, batchSize, learningRate, momentum };
      return recipe
        .variants(config)
        .flatMap((variant) => seeds.map((seed) => ({ ...variant, seed, ...settings }) as never));
    },
    label,
    cost: (spec) => costOf(spec, recipe.weights(spec)),
    run(spec, context: RunContext) {
      const { model, data = makeDataset(), augment } = recipe.train(spec);
      return trainEpochs(model, data, spec, context, augment) as Promise<EpochTrainingRun & RunOutput>;
    },
    claims: claims.map((claim) => ({ ...asTrainedIn(published, ...fixed), ...claim })) as never,
  };
  return paperExperiment<K, Config>({ kind, ...experiment } as never);
}
