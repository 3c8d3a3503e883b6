/**
 * The book's notebook 9.5: signals that are shifted in a circle and scaled teach a network what their class does not depend on.
 */
import { makeDataset, RandomState } from '@mnist1d/dataset';
import { plainMlp } from '@mnist1d/models';
import {
  type AugmentationName,
  type AugmentationRun,
  augmentationKind,
  augmentations,
} from '@mnist1d/results/kinds/book/augmentation';
import { augmentInTurn, circularShift, randomScale } from '../../training/batches/augmentation.ts';
import type { TrainingData } from '../../training/check-data.ts';
import { atLeast, between, difference, meanOf } from '../claims.ts';
import { epochExperiment } from './epoch-experiment.ts';
import { bookSettings, type EpochConfig } from './train-epochs.ts';

/** Configuration. All of it is the book's but `seeds` and the augmentation of each batch. */
export interface AugmentationConfig extends EpochConfig {
  readonly augmentations: readonly AugmentationName[];
  readonly hiddenSize: number;
}

/** How much signals are scaled. */
const scale = { min: 0.8, max: 1.2 };
const eachBatch = augmentInTurn(circularShift(), randomScale(scale));

export const augmentation = epochExperiment<typeof augmentationKind, AugmentationConfig>({
  kind: augmentationKind,
  title: 'Augmentation: more data from the data there are',
  notebook: '9.5',
  published: { augmentations, hiddenSize: 200, ...bookSettings },
  meanings: {
    augmentations: 'none, once (a changed copy of each signal), each-batch',
    hiddenSize: 'units of each of the two hidden layers',
  },
  paper: 'the book’s, from five seeds, 50 epochs each',
  quick: { description: 'two seeds', changes: { seeds: [0, 1] } },
  names: { augmentations },
  sizes: ['hiddenSize'],
  variants: ({ augmentations: chosen, hiddenSize }) => chosen.map((name) => ({ augmentation: name, hiddenSize })),
  label: ({ augmentation: name, seed }) => `augmentation ${name}, seed ${seed}`,
  weights: ({ augmentation: name, hiddenSize }) => (name === 'once' ? 2 : 1) * (50 * hiddenSize + hiddenSize ** 2),
  train: ({ augmentation: name, hiddenSize, seed }) => ({
    model: plainMlp({ hiddenSize, initialisation: 'he' }),
    data: name === 'once' ? withChangedCopies(makeDataset(), seed) : makeDataset(),
    augment: name === 'each-batch' ? eachBatch : undefined,
  }),
  claims: [
    {
      id: 'without',
      text: 'Without augmentation test error is about 33 %',
      published: 33,
      measure: (runs) => testError(runs, 'none'),
      ...between(28, 38, '%'),
    },
    gain('once', 'A changed copy of each signal lowers test error by …'),
    gain('each-batch', 'Signals changed anew in each batch lower test error by …'),
  ],
});

const testError = (runs: readonly AugmentationRun[], name: AugmentationName) =>
  meanOf(runs, 'testError', (spec) => spec.augmentation === name);

/** A claim about the test error without augmentation less that with it. */
function gain(name: AugmentationName, text: string) {
  return {
    id: `${name}-helps`,
    text,
    published: null,
    measure: (runs: readonly AugmentationRun[]) => difference(testError(runs, 'none'), testError(runs, name)),
    ...atLeast(3, 'points'),
  };
}

/**
 * The training rows and behind them a copy of each, shifted in a circle by 0 … length − 1 points and scaled.
 *
 * @param seed of NumPy's generator; of each row in turn the shift, then the scale
 */
export function withChangedCopies(data: TrainingData, seed: number): TrainingData {
  const { length, numTrain } = data;
  const random = new RandomState(seed);
  const x = new Float64Array(2 * numTrain * length);
  x.set(data.x);
  for (let row = 0; row < numTrain; row++) {
    const shift = random.randint(0, length);
    const factor = scale.min + (scale.max - scale.min) * random.randomSample();
    for (let i = 0; i < length; i++)
      x[(numTrain + row) * length + ((i + shift) % length)] = factor * (data.x[row * length + i] as number);
  }
  return { ...data, x, y: Int32Array.from([...data.y, ...data.y]), numTrain: 2 * numTrain };
}
