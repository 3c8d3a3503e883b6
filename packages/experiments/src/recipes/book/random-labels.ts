/**
 * The book's notebook 20.1: a network learns noise in the place of signals, and labels that were permuted, as it learns what is
 * real; only more slowly.
 */
import { makeDataset } from '@mnist1d/dataset';
import { plainMlp, TorchRandom } from '@mnist1d/models';
import {
  type RandomLabelsRun,
  randomLabelsKind,
  type TaskName,
  tasks,
} from '@mnist1d/results/kinds/book/random-labels';
import { deviation, mean } from '../../analysis/statistics.ts';
import type { TrainingData } from '../../training/check-data.ts';
import { atLeast, below, meanOf } from '../claims.ts';
import { epochExperiment } from './epoch-experiment.ts';
import { bookSettings, type EpochConfig } from './train-epochs.ts';

/** Configuration. All of it is the book's but `seeds`. */
export interface RandomLabelsConfig extends EpochConfig {
  readonly tasks: readonly TaskName[];
  readonly depth: number;
  readonly hiddenSize: number;
}

export const randomLabels = epochExperiment<typeof randomLabelsKind, RandomLabelsConfig>({
  kind: randomLabelsKind,
  title: 'Random data: what can be learned by heart',
  notebook: '20.1',
  published: {
    tasks,
    depth: 4,
    hiddenSize: 300,
    ...bookSettings,
    seeds: [0, 1, 2],
    epochs: 60,
    halveEvery: 20,
    learningRate: 0.02,
  },
  meanings: {
    tasks: 'real, random-inputs, permuted-labels',
    depth: 'hidden layers',
    hiddenSize: 'units of each hidden layer',
  },
  paper: 'the book’s, from three seeds, 60 epochs each',
  quick: { description: 'one seed', changes: { seeds: [0] } },
  names: { tasks },
  sizes: ['depth', 'hiddenSize'],
  variants: ({ tasks: chosen, depth, hiddenSize }) => chosen.map((task) => ({ task, depth, hiddenSize })),
  label: ({ task, seed }) => `${task}, seed ${seed}`,
  weights: ({ depth, hiddenSize }) => 50 * hiddenSize + (depth - 1) * hiddenSize ** 2,
  train: ({ task, depth, hiddenSize, seed }) => ({
    model: plainMlp({ depth, hiddenSize, initialisation: 'he' }),
    data: dataOf(task, seed),
  }),
  claims: [
    fits('real', 'The network fits the real signals: training error in percent'),
    fits('random-inputs', 'It fits noise in the place of the signals: training error in percent'),
    fits('permuted-labels', 'It fits permuted labels: training error in percent'),
    slower('random-inputs', 'Noise takes more epochs to fit than the real signals (ratio)'),
    slower('permuted-labels', 'Permuted labels take more epochs to fit than real ones (ratio)'),
    {
      id: 'learned-by-heart',
      text: 'What it learns of permuted labels is of no use on the test signals: test error in percent, of 90 by chance',
      published: 90,
      measure: (runs) => meanOf(runs, 'testError', ({ task }) => task === 'permuted-labels'),
      ...atLeast(87, '%'),
    },
  ],
});

function fits(task: TaskName, text: string) {
  return {
    id: `fits-${task}`,
    text,
    published: 0,
    measure: (runs: readonly RandomLabelsRun[]) => meanOf(runs, 'trainError', (spec) => spec.task === task),
    ...below(1, '%'),
  };
}

/** A claim about the epochs until the training error is below 1 %. */
function slower(task: TaskName, text: string) {
  return {
    id: `${task}-slower`,
    text,
    published: null,
    measure(runs: readonly RandomLabelsRun[]) {
      const [own, real] = [task, 'real'].map((name) => meanOf(runs, 'epochsToFit', (spec) => spec.task === name));
      return typeof own === 'number' && typeof real === 'number' ? own / real : null;
    },
    rule: '> 1',
    holds: (ratio: number) => ratio > 1,
  };
}

/** MNIST-1D, or with noise of the mean and variance of its training signals in the place of all signals, or with permuted training labels. */
export function dataOf(task: TaskName, seed: number): TrainingData {
  const data = makeDataset();
  // Another stream than that of the weights, which begin with `seed`.
  const random = new TorchRandom(2 ** 32 - 1 - seed);
  if (task === 'random-inputs') {
    const values = [...data.x];
    const [center, spread] = [mean(values), deviation(values) as number];
    const noise = (size: number) => Float64Array.from(random.randn(size), (z) => center + spread * z);
    return { ...data, x: noise(data.x.length), xTest: noise(data.xTest.length) };
  }
  if (task === 'permuted-labels') {
    return { ...data, y: Int32Array.from(random.randperm(data.numTrain), (row) => data.y[row] as number) };
  }
  return data;
}
