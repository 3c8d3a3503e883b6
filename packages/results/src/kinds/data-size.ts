/** What more training signals are worth to each model: trainings on sets of growing size, tested on the same signals. */
import { defineKind, type ResultOf, type RunOf } from '../kind.ts';
import { updateTraining } from '../update-training.ts';
import { count, described, oneOf } from '../values.ts';
import { zooModels } from './zoo.ts';

export const dataSizeKind = defineKind({
  id: 'data-size',
  run: updateTraining({
    model: oneOf(zooModels),
    trainSize: described(count, 'Signals to train on, drawn anew for each seed'),
  }),
});

/** One training of the experiment. */
export type DataSizeRun = RunOf<typeof dataSizeKind>;
/** The experiment's result. */
export type DataSizeResult = ResultOf<typeof dataSizeKind>;
