/** What batch normalisation does in a residual network: to the variance of its activations at the start, and to its training. */
import * as v from 'valibot';
import { epochTraining } from '../../epoch-training.ts';
import { byKind, defineKind, type ResultOf, type RunOf } from '../../kind.ts';
import { count, described, index, list, nonNegative, object, oneOf } from '../../values.ts';

const network = {
  batchNorm: described(v.boolean('must be true or false'), 'Whether each residual branch begins with it'),
  branches: described(count, 'Residual branches'),
  hiddenSize: described(count, 'Units of each hidden layer'),
};

const variances = object({
  spec: object({
    kind: oneOf(['variances']),
    ...network,
    seed: described(index, 'Of the initial weights'),
    batchSize: described(count, 'Training rows, the first ones'),
  }),
  metrics: object({
    variances: described(
      list(nonNegative),
      'Variance of all activations at the start, before the first residual branch and after each',
    ),
  }),
});

export const batchNormKind = defineKind({
  id: 'batch-norm',
  run: byKind({ variances, training: epochTraining({ kind: oneOf(['training']), ...network }) }),
});

/** The activations of one network before its training. */
export type VariancesRun = RunOf<typeof batchNormKind, 'variances'>;
/** One training of the experiment. */
export type BatchNormTrainingRun = RunOf<typeof batchNormKind, 'training'>;
/** The experiment's result. */
export type BatchNormResult = ResultOf<typeof batchNormKind>;
