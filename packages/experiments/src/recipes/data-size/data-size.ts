/**
 * What data are worth beside a prior: models that know of neighbourhood and models that don't, trained on a hundred to a hundred
 * thousand signals, for the generator makes as many as one likes.
 */
import { checkInteger } from '@mnist1d/checks';
import { createModel } from '@mnist1d/models';
import { type DataSizeRun, dataSizeKind } from '@mnist1d/results/kinds/data-size';
import { type ZooModelName, zooModels } from '@mnist1d/results/kinds/zoo';
import { above, atLeast, below, difference, meanOf } from '../claims.ts';
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
import { freshData, TEST_ROWS } from './fresh-data.ts';

/** Configuration. What the paper says of training is the paper's. */
export interface DataSizeConfig extends UpdateConfig {
  readonly models: readonly ZooModelName[];
  readonly trainSizes: readonly number[];
}

const complete: DataSizeConfig = {
  models: ['logistic', 'mlp', 'cnn', 'gru', 'resnet'],
  trainSizes: [100, 300, 1000, 3000, 10_000, 30_000, 100_000],
  ...paperSettings,
  seeds: [0, 1, 2],
  evalEvery: 2000,
};

export const dataSize = paperExperiment<typeof dataSizeKind, DataSizeConfig>({
  kind: dataSizeKind,
  source: 'ours',
  recipeVersion: 1,
  title: 'Data size: where the prior stops mattering',
  figure: 'our own, beside Figures 2 and 9',
  defaultPreset: 'quick',
  meanings: {
    models: 'of the zoo, each at its default sizes',
    trainSizes: 'training signals: multiples of ten, at least a batch',
    ...updateMeanings,
  },
  presets: {
    paper: { description: 'five models on seven training sets from three seeds, 6,001 updates each', config: complete },
    quick: {
      description: 'the paper’s four models on four training sets from one seed, 2,001 updates each',
      config: {
        ...complete,
        models: ['logistic', 'mlp', 'cnn', 'gru'],
        trainSizes: [100, 1000, 10_000, 100_000],
        seeds: [0],
        steps: 2001,
      },
    },
  },

  check(config) {
    checkUpdates(dataSizeKind.id, config, { model: [config.models, zooModels] });
    const where = "experiment 'data-size'";
    // The largest seed is that of the test signals.
    for (const seed of config.seeds) checkInteger(where, 'seeds', seed, 0, 2 ** 32 - 2);
    for (const size of config.trainSizes) {
      checkInteger(where, 'trainSizes', size, config.batchSize);
      if (size % 10 !== 0)
        throw new RangeError(
          `${where}: trainSizes must be multiples of 10, as many signals of each class, got ${size}`,
        );
    }
  },

  runs: ({ models, trainSizes, seeds, ...common }) =>
    trainSizes.flatMap((trainSize) =>
      models.flatMap((model) => seeds.map((seed) => ({ model, trainSize, seed, ...common }))),
    ),

  label: ({ model, trainSize, seed }) => `${model}, ${trainSize} training signals, seed ${seed}`,

  cost: (spec) => costOf(spec.model, spec, spec.trainSize + TEST_ROWS) + spec.trainSize * 5e-6,

  run: (spec, context) => trainUpdates(createModel(spec.model), freshData(spec.trainSize, spec.seed), spec, context),

  claims: [
    {
      id: 'prior-helps-small',
      text: 'With 1,000 training signals the CNN is ahead of the MLP by …',
      published: null,
      measure: (runs: readonly DataSizeRun[]) => gap(runs, 1000),
      ...atLeast(20, 'points'),
      ...afterUpdates(2000),
    },
    {
      id: 'data-close-the-gap',
      text: 'With 100,000 its lead is smaller than with 1,000, by …',
      published: null,
      measure: (runs: readonly DataSizeRun[]) => difference(gap(runs, 1000), gap(runs, 100_000)),
      ...above(0, 'points'),
      ...afterUpdates(2000),
    },
    {
      id: 'gap-stays',
      text: 'But it stays: with 100,000 the CNN is ahead of the MLP by …',
      published: null,
      measure: (runs: readonly DataSizeRun[]) => gap(runs, 100_000),
      ...atLeast(3, 'points'),
      ...afterUpdates(2000),
    },
    {
      id: 'prior-for-hundredfold-data',
      text: 'The prior is worth more than a hundred times the data: the CNN with 1,000 signals is ahead of the MLP with 100,000 by …',
      published: null,
      measure: (runs: readonly DataSizeRun[]) =>
        difference(accuracy(runs, 'cnn', 1000), accuracy(runs, 'mlp', 100_000)),
      ...above(0, 'points'),
      ...afterUpdates(2000),
    },
    {
      id: 'logistic-stays',
      text: 'More than 10,000 signals teach a linear model nothing: with 100,000 logistic regression gains …',
      published: null,
      measure: (runs: readonly DataSizeRun[]) =>
        difference(accuracy(runs, 'logistic', 100_000), accuracy(runs, 'logistic', 10_000)),
      ...below(1, 'points'),
      ...afterUpdates(2000),
    },
    {
      id: 'gru-needs-data',
      text: 'With 100 signals the GRU’s prior is of less use than the CNN’s: it is behind it by …',
      published: null,
      measure: (runs: readonly DataSizeRun[]) => difference(accuracy(runs, 'cnn', 100), accuracy(runs, 'gru', 100)),
      ...above(0, 'points'),
      ...afterUpdates(2000),
    },
  ],
});

const accuracy = (runs: readonly DataSizeRun[], model: ZooModelName, trainSize: number) =>
  meanOf(runs, 'testAccuracy', (spec) => spec.model === model && spec.trainSize === trainSize);

/** How far the CNN is ahead of the MLP. */
const gap = (runs: readonly DataSizeRun[], trainSize: number) =>
  difference(accuracy(runs, 'cnn', trainSize), accuracy(runs, 'mlp', trainSize));
