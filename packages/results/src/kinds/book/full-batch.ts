/** Gradient descent on all rows at once, in networks of growing depth and about as many parameters. A run for each training. */
import * as v from 'valibot';
import { defineKind, type ResultOf, type RunOf } from '../../kind.ts';
import { count, described, index, list, loss, object, percent, positive, sameLength, steps } from '../../values.ts';

const run = object({
  spec: object({
    depth: described(count, 'Hidden layers'),
    hiddenSize: described(count, 'Units of each hidden layer'),
    seed: described(index, 'Of the initial weights'),
    trainSize: described(count, 'Rows to train on, all in each step'),
    learningRate: positive,
    maxSteps: described(count, 'Steps at most; it ends where the training error is 0'),
    evalEvery: count,
  }),
  metrics: object({
    stepsToFit: described(v.nullable(index), 'Steps until the training error was 0; null where it never was'),
    trainError: described(percent, 'After the last evaluation'),
    testError: described(percent, 'After the last evaluation'),
    parameters: count,
  }),
  curves: v.pipe(
    object({
      steps: described(steps, 'Steps after which it was evaluated'),
      trainLoss: described(list(loss), 'At each of steps'),
      trainError: described(list(percent), 'At each of steps'),
      testError: described(list(percent), 'At each of steps'),
    }),
    sameLength('steps', 'trainLoss', 'trainError', 'testError'),
  ),
});

export const fullBatchKind = defineKind({ id: 'full-batch', run });

/** One training of the experiment. */
export type FullBatchRun = RunOf<typeof fullBatchKind>;
/** The experiment's result. */
export type FullBatchResult = ResultOf<typeof fullBatchKind>;
