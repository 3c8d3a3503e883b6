/** Figure 2 and Table 1: four classifiers on plain and on shuffled features, and the errors by class of a CNN stopped early. */
import * as v from 'valibot';
import { byKind, defineKind, type ResultOf, type RunOf } from '../kind.ts';
import { updateTraining } from '../update-training.ts';
import { backends, count, described, index, list, nonNegative, object, oneOf, percent, positive } from '../values.ts';

export const classifiers = ['logistic', 'mlp', 'cnn', 'gru'] as const;
export type ClassifierName = (typeof classifiers)[number];
export const featureOrders = ['plain', 'shuffled'] as const;
export type FeatureOrder = (typeof featureOrders)[number];

const training = updateTraining({
  kind: oneOf(['training']),
  model: oneOf(classifiers),
  features: oneOf(featureOrders),
});

/** A training that was stopped early, and the errors of the network on the first test rows. */
export const classErrors = object({
  spec: object({
    kind: oneOf(['class-errors']),
    model: oneOf(classifiers),
    seed: index,
    steps: count,
    rows: described(count, 'Test rows, the first ones'),
    batchSize: count,
    learningRate: positive,
    backend: oneOf(backends),
  }),
  metrics: object({
    errorByClass: described(
      list(v.nullable(percent)),
      'Rows of each class that were taken for another one; null for a class without rows',
    ),
    accuracy: described(percent, 'On these rows'),
  }),
});

const table1 = object({
  model: oneOf(classifiers),
  features: oneOf(featureOrders),
  mean: described(percent, 'Test accuracy over the seeds'),
  deviation: described(v.nullable(nonNegative), 'Sample standard deviation over the seeds; null of one'),
  seeds: count,
  published: described(percent, 'In the paper’s Table 1'),
  notebook: v.exactOptional(described(percent, 'What the authors’ notebook printed, one run')),
});

export const classificationKind = defineKind({
  id: 'classification',
  run: byKind({ training, 'class-errors': classErrors }),
  summary: {
    human: described(
      object({ accuracy: percent, shuffledAccuracy: v.exactOptional(percent), errorByClass: list(percent) }),
      'The human baseline of the paper: test accuracy and errors by class',
    ),
    table1: v.exactOptional(list(table1)),
  },
});

/** One training of Figure 2: a model on plain or shuffled features from one seed. */
export type ClassificationRun = RunOf<typeof classificationKind, 'training'>;
/** The run behind the bars of errors by class. */
export type ClassErrorsRun = RunOf<typeof classificationKind, 'class-errors'>;
/** Figure 2 and Table 1. */
export type ClassificationResult = ResultOf<typeof classificationKind>;
