/**
 * What makes MNIST-1D hard, and for whom: each step of its generator is left out, and done twice as strongly, and models are trained
 * on what comes out.
 */
import { createModel } from '@mnist1d/models';
import {
  type GeneratorOption,
  generatorOptions,
  type Level,
  levels,
  type NoiseAndShearRun,
  noiseAndShearKind,
} from '@mnist1d/results/kinds/noise-and-shear';
import { type ZooModelName, zooModels } from '@mnist1d/results/kinds/zoo';
import { above, below, difference, largest, meanOf } from '../claims.ts';
import { paperExperiment } from '../paper-experiment.ts';
import {
  afterUpdates,
  checkUpdates,
  costOf,
  paperSettings,
  trainUpdates,
  type UpdateConfig,
  updateMeanings,
} from '../train-updates.ts';
import { changedData } from './changed-data.ts';

/** Configuration. What the paper says of training is the paper's. */
export interface NoiseAndShearConfig extends UpdateConfig {
  readonly models: readonly ZooModelName[];
  readonly options: readonly GeneratorOption[];
  readonly levels: readonly Level[];
}

const complete: NoiseAndShearConfig = {
  models: ['logistic', 'mlp', 'cnn', 'gru', 'resnet'],
  options: generatorOptions,
  levels,
  ...paperSettings,
  seeds: [42, 43, 44],
};

export const noiseAndShear = paperExperiment<typeof noiseAndShearKind, NoiseAndShearConfig>({
  kind: noiseAndShearKind,
  source: 'ours',
  recipeVersion: 1,
  title: 'Noise and shear: what makes MNIST-1D hard, and for whom',
  figure: 'our own, beside Figure 1',
  defaultPreset: 'quick',
  meanings: {
    models: 'of the zoo, each at its default sizes',
    options: 'of the generator, one at a time',
    levels: 'what is done to each option; default, once: the published data',
    ...updateMeanings,
  },
  presets: {
    paper: { description: 'five models from three seeds, 6,001 updates each', config: complete },
    quick: {
      description: 'the paper’s four models from one seed, 1,501 updates each',
      config: { ...complete, models: ['logistic', 'mlp', 'cnn', 'gru'], seeds: [42], steps: 1501 },
    },
  },

  check(config) {
    checkUpdates(noiseAndShearKind.id, config, {
      model: [config.models, zooModels],
      option: [config.options, generatorOptions],
      level: [config.levels, levels],
    });
  },

  runs({ models, options, levels: chosen, seeds, ...common }) {
    const variants = chosen.flatMap((level): Variant[] =>
      level === 'default' ? [{ option: 'none', level }] : options.map((option) => ({ option, level })),
    );
    return variants.flatMap((variant) =>
      models.flatMap((model) => seeds.map((seed) => ({ model, ...variant, seed, ...common }))),
    );
  },

  label: ({ model, option, level, seed }) =>
    `${model}, ${option === 'none' ? 'published data' : `${option} ${level}`}, seed ${seed}`,

  cost: (spec) => costOf(spec.model, spec, 5000),

  run: (spec, context) => trainUpdates(createModel(spec.model), changedData(spec.option, spec.level), spec, context),

  claims: [
    {
      id: 'translation-costs-logistic-most',
      text: 'Without translation logistic regression gains more accuracy than MLP, CNN and GRU do: than the next of them …',
      published: null,
      measure: (runs: readonly NoiseAndShearRun[]) =>
        difference(
          gain(runs, 'logistic', 'maxTranslation'),
          largest((['mlp', 'cnn', 'gru'] as const).map((model) => gain(runs, model, 'maxTranslation'))),
        ),
      ...above(0, 'points'),
      ...afterUpdates(1500),
    },
    hardest('mlp', 'maxTranslation', 'Nothing costs the MLP as much as translation: more than what is next …'),
    hardest('cnn', 'corrNoiseScale', 'Nothing costs the CNN as much as smooth noise: more than what is next …'),
    {
      id: 'translation-costs-cnn-little',
      text: 'Without translation the CNN gains little, for its kernels move along: it gains …',
      published: null,
      measure: (runs: readonly NoiseAndShearRun[]) => gain(runs, 'cnn', 'maxTranslation'),
      ...below(3, 'points'),
      ...afterUpdates(1500),
    },
    {
      id: 'noise-costs-less-than-translation',
      text: 'Noise costs the CNN less than translation costs the MLP: less by …',
      published: null,
      measure: (runs: readonly NoiseAndShearRun[]) =>
        difference(
          gain(runs, 'mlp', 'maxTranslation'),
          largest((['corrNoiseScale', 'iidNoiseScale'] as const).map((option) => gain(runs, 'cnn', option))),
        ),
      ...above(0, 'points'),
      ...afterUpdates(1500),
    },
    {
      id: 'prior-is-for-translation',
      text: 'Without translation the MLP is about as good as the CNN: behind it by …',
      published: null,
      measure: (runs: readonly NoiseAndShearRun[]) =>
        difference(accuracy(runs, 'cnn', 'maxTranslation', 'off'), accuracy(runs, 'mlp', 'maxTranslation', 'off')),
      ...below(5, 'points'),
      ...afterUpdates(1500),
    },
    {
      id: 'shear-costs-little',
      text: 'Shear costs no model much: of the paper’s four the one that gains most without it gains …',
      published: null,
      measure: (runs: readonly NoiseAndShearRun[]) =>
        largest((['logistic', 'mlp', 'cnn', 'gru'] as const).map((model) => gain(runs, model, 'shearScale'))),
      ...below(3, 'points'),
      ...afterUpdates(1500),
    },
  ],
});

/** What is changed of the data. */
type Variant = Pick<NoiseAndShearRun['spec'], 'option' | 'level'>;

const accuracy = (
  runs: readonly NoiseAndShearRun[],
  model: ZooModelName,
  option: GeneratorOption | 'none',
  level: Level,
) => meanOf(runs, 'testAccuracy', (spec) => spec.model === model && spec.option === option && spec.level === level);

/** What a model gains in test accuracy where an option is off. */
const gain = (runs: readonly NoiseAndShearRun[], model: ZooModelName, option: GeneratorOption) =>
  difference(accuracy(runs, model, option, 'off'), accuracy(runs, model, 'none', 'default'));

/** A claim that an option costs a model more than any other: by how much more than the next one. */
function hardest(model: ZooModelName, option: GeneratorOption, text: string) {
  return {
    id: `hardest-for-${model}`,
    text,
    published: null,
    measure: (runs: readonly NoiseAndShearRun[]) =>
      difference(
        gain(runs, model, option),
        largest(generatorOptions.filter((other) => other !== option).map((other) => gain(runs, model, other))),
      ),
    ...above(0, 'points'),
    ...afterUpdates(1500),
  };
}
