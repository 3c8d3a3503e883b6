/** A training by epochs with its errors after each: what the book's experiments have in common. */
import * as v from 'valibot';
import type { Frozen } from './kind.ts';
import {
  count,
  described,
  index,
  list,
  loss,
  nonNegative,
  object,
  percent,
  positive,
  sameLength,
  steps,
} from './values.ts';

/** The settings of such a training, but for what an experiment varies. */
const settings = {
  seed: described(index, 'Of the initial weights and of the order of the rows'),
  epochs: count,
  halveEvery: described(count, 'Epochs after which the learning rate is halved, again and again'),
  batchSize: count,
  learningRate: described(positive, 'In the first epochs'),
  momentum: nonNegative,
};

/**
 * A run of such a training.
 *
 * @param varied what its specification says besides seed, epochs and optimiser
 */
export function epochTraining<const Varied extends v.ObjectEntries>(varied: Varied) {
  return object({
    spec: object({ ...varied, ...settings }),
    metrics: object({
      trainLoss: described(loss, 'After the last epoch'),
      trainError: described(percent, 'After the last epoch'),
      testLoss: described(loss, 'After the last epoch'),
      testError: described(percent, 'After the last epoch'),
      epochsToFit: described(
        v.nullable(index),
        'Epochs until the training error was below 1 % for the first time; null where it never was',
      ),
    }),
    curves: v.pipe(
      object({
        epochs: described(steps, 'Epochs after which it was evaluated, from 0, before training'),
        trainLoss: described(list(loss), 'After each of epochs'),
        trainError: described(list(percent), 'After each of epochs'),
        testLoss: described(list(loss), 'After each of epochs'),
        testError: described(list(percent), 'After each of epochs'),
      }),
      sameLength('epochs', 'trainLoss', 'trainError', 'testLoss', 'testError'),
    ),
  });
}

/** Such a run, whatever the experiment varies. */
export type EpochTrainingRun = Frozen<v.InferOutput<ReturnType<typeof epochTraining<Record<never, never>>>>>;
