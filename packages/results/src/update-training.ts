/** A training of so many updates, evaluated every so often: what the paper's classifiers and the experiments around them have in common. */
import * as v from 'valibot';
import type { Frozen } from './kind.ts';
import {
  backends,
  count,
  described,
  index,
  list,
  loss,
  object,
  oneOf,
  percent,
  positive,
  sameLength,
  steps,
} from './values.ts';

/** The settings of such a training, but for what an experiment varies. */
const settings = {
  seed: index,
  steps: count,
  evalEvery: count,
  batchSize: count,
  learningRate: positive,
  backend: oneOf(backends),
};

/**
 * A run of such a training.
 *
 * @param varied what its specification says besides seed, updates and optimiser
 */
export function updateTraining<const Varied extends v.ObjectEntries>(varied: Varied) {
  return object({
    spec: object({ ...varied, ...settings }),
    metrics: object({
      trainAccuracy: described(percent, 'After the last evaluation'),
      testAccuracy: described(percent, 'After the last evaluation'),
      bestTestAccuracy: described(percent, 'Of all evaluations'),
    }),
    curves: v.pipe(
      object({
        steps: described(steps, 'Updates after which it was evaluated'),
        trainAccuracy: described(list(percent), 'At each of steps'),
        testAccuracy: described(list(percent), 'At each of steps'),
        testLoss: described(list(loss), 'At each of steps'),
      }),
      sameLength('steps', 'trainAccuracy', 'testAccuracy', 'testLoss'),
    ),
  });
}

/** Such a run, whatever the experiment varies. */
export type UpdateTrainingRun = Frozen<v.InferOutput<ReturnType<typeof updateTraining<Record<never, never>>>>>;
