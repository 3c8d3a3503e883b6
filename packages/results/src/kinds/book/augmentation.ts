/** What augmentation is worth: the same network on signals as they are, and shifted and scaled. A run for each training. */
import { epochTraining } from '../../epoch-training.ts';
import { defineKind, type ResultOf, type RunOf } from '../../kind.ts';
import { count, described, oneOf } from '../../values.ts';

/** `once` adds a changed copy of each signal before training, `each-batch` changes the signals of each batch anew. */
export const augmentations = ['none', 'once', 'each-batch'] as const;
export type AugmentationName = (typeof augmentations)[number];

export const augmentationKind = defineKind({
  id: 'augmentation',
  run: epochTraining({
    augmentation: oneOf(augmentations),
    hiddenSize: described(count, 'Units of each of the two hidden layers'),
  }),
});

/** One training of the experiment. */
export type AugmentationRun = RunOf<typeof augmentationKind>;
/** The experiment's result. */
export type AugmentationResult = ResultOf<typeof augmentationKind>;
