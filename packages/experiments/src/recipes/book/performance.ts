/**
 * The book's notebook 8.1: an MLP fits its training data without an error and is wrong about two of five test signals.
 */
import { checkInteger } from '@mnist1d/checks';
import { makeDataset } from '@mnist1d/dataset';
import { plainMlp } from '@mnist1d/models';
import { type PerformanceRun, performanceKind } from '@mnist1d/results/kinds/book/performance';
import { below, between, meanOf } from '../claims.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { asTrainedIn } from './claims.ts';
import { bookSettings, checkEpochs, costOf, type EpochConfig, trainEpochs } from './train-epochs.ts';

/** Configuration. All of it is the book's but `seeds`. */
export interface PerformanceConfig extends EpochConfig {
  /** Units of each of the two hidden layers, a network for each. */
  readonly hiddenSizes: readonly number[];
}

const published: PerformanceConfig = { hiddenSizes: [100], ...bookSettings };

export const performance = paperExperiment<typeof performanceKind, PerformanceConfig>({
  kind: performanceKind,
  recipeVersion: 1,
  title: 'Performance: capacity is not generalisation',
  figure: 'UDL, notebook 8.1',
  defaultPreset: 'paper',
  presets: {
    paper: { description: 'the book’s configuration from five seeds, 50 epochs each', config: published },
    quick: { description: 'two seeds', config: { ...published, seeds: [0, 1] } },
  },

  check(config) {
    checkEpochs(performanceKind.id, config);
    for (const size of config.hiddenSizes) checkInteger("experiment 'performance'", 'hiddenSizes', size, 1);
  },

  runs: ({ hiddenSizes, seeds, ...common }) =>
    hiddenSizes.flatMap((hiddenSize) => seeds.map((seed) => ({ hiddenSize, seed, ...common }))),

  label: ({ hiddenSize, seed }) => `${hiddenSize} units, seed ${seed}`,

  cost: (spec) => costOf(spec, 50 * spec.hiddenSize + spec.hiddenSize ** 2),

  run: (spec, context) =>
    trainEpochs(plainMlp({ hiddenSize: spec.hiddenSize, initialisation: 'he' }), makeDataset(), spec, context),

  claims: [
    {
      id: 'fits',
      text: 'The network of 100 units fits the training data: training error in percent',
      published: 0,
      measure: (runs: readonly PerformanceRun[]) => meanOf(runs, 'trainError', isOf100),
      ...below(1, '%'),
      ...asTrainedIn(published),
    },
    {
      id: 'does-not-generalise',
      text: 'Its test error stays at about 40 %',
      published: 40,
      measure: (runs: readonly PerformanceRun[]) => meanOf(runs, 'testError', isOf100),
      ...between(35, 45, '%'),
      ...asTrainedIn(published),
    },
  ],
});

const isOf100 = ({ hiddenSize }: PerformanceRun['spec']) => hiddenSize === 100;
