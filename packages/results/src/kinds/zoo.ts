/** The models of the zoo, trained alike on plain and on shuffled features. A run for each training. */
import { byKind, defineKind, type ResultOf, type RunOf } from '../kind.ts';
import { updateTraining } from '../update-training.ts';
import { count, described, list, object, oneOf, percent } from '../values.ts';
import { classifiers, featureOrders } from './classification.ts';

/** The paper's four first. */
export const zooModels = [...classifiers, 'resnet', 'tcn', 'dilated-cnn'] as const;
export type ZooModelName = (typeof zooModels)[number];

export const zooKind = defineKind({
  id: 'zoo',
  run: byKind({
    // As the experiment `classification` specifies its own, with which it shares those of the paper's four.
    training: updateTraining({
      kind: oneOf(['training']),
      model: oneOf(zooModels),
      features: oneOf(featureOrders),
    }),
  }),
  summary: {
    human: described(percent, 'Test accuracy of the paper’s human'),
    parameters: described(
      list(object({ model: oneOf(zooModels), count })),
      'Trained parameters of each model at its default sizes',
    ),
  },
});

/** One training of the experiment. */
export type ZooRun = RunOf<typeof zooKind>;
/** The experiment's result. */
export type ZooResult = ResultOf<typeof zooKind>;
