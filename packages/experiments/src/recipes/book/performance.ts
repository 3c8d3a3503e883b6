/**
 * The book's notebook 8.1: an MLP fits its training data without an error and is wrong about two of five test signals.
 */
import { plainMlp } from '@mnist1d/models';
import { type PerformanceRun, performanceKind } from '@mnist1d/results/kinds/book/performance';
import { below, between, meanOf } from '../claims.ts';
import { epochExperiment } from './epoch-experiment.ts';
import { bookSettings, type EpochConfig } from './train-epochs.ts';

/** Configuration. All of it is the book's but `seeds`. */
export interface PerformanceConfig extends EpochConfig {
  readonly hiddenSizes: readonly number[];
}

export const performance = epochExperiment<typeof performanceKind, PerformanceConfig>({
  kind: performanceKind,
  title: 'Performance: capacity is not generalisation',
  notebook: '8.1',
  published: { hiddenSizes: [100], ...bookSettings },
  meanings: {
    hiddenSizes: 'units of each of the two hidden layers, a network for each',
  },
  paper: 'the book’s, from five seeds, 50 epochs each',
  quick: { description: 'two seeds', changes: { seeds: [0, 1] } },
  sizes: ['hiddenSizes'],
  variants: ({ hiddenSizes }) => hiddenSizes.map((hiddenSize) => ({ hiddenSize })),
  label: ({ hiddenSize, seed }) => `${hiddenSize} units, seed ${seed}`,
  weights: ({ hiddenSize }) => 50 * hiddenSize + hiddenSize ** 2,
  train: ({ hiddenSize }) => ({ model: plainMlp({ hiddenSize, initialisation: 'he' }) }),
  claims: [
    {
      id: 'fits',
      text: 'The network of 100 units fits the training data: training error in percent',
      published: 0,
      measure: (runs) => meanOf(runs, 'trainError', isOf100),
      ...below(1, '%'),
    },
    {
      id: 'does-not-generalise',
      text: 'Its test error stays at about 40 %',
      published: 40,
      measure: (runs) => meanOf(runs, 'testError', isOf100),
      ...between(35, 45, '%'),
    },
  ],
});

const isOf100 = ({ hiddenSize }: PerformanceRun['spec']) => hiddenSize === 100;
