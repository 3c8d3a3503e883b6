/** A network on real signals, on noise in their place and on permuted labels. A run for each training. */
import { epochTraining } from '../../epoch-training.ts';
import { defineKind, type ResultOf, type RunOf } from '../../kind.ts';
import { count, described, oneOf } from '../../values.ts';

/** What the network is to learn. */
export const tasks = ['real', 'random-inputs', 'permuted-labels'] as const;
export type TaskName = (typeof tasks)[number];

export const randomLabelsKind = defineKind({
  id: 'random-labels',
  run: epochTraining({
    task: oneOf(tasks),
    depth: described(count, 'Hidden layers'),
    hiddenSize: described(count, 'Units of each hidden layer'),
  }),
});

/** One training of the experiment. */
export type RandomLabelsRun = RunOf<typeof randomLabelsKind>;
/** The experiment's result. */
export type RandomLabelsResult = ResultOf<typeof randomLabelsKind>;
