/** Figure 7: gradient-based meta-learning of an activation function: the outer training, and trainings with other functions. */
import * as v from 'valibot';
import { byKind, defineKind, type ResultOf, type RunOf } from '../kind.ts';
import {
  count,
  described,
  finite,
  index,
  list,
  nats,
  nonNegative,
  object,
  oneOf,
  percent,
  positive,
  sameLength,
  some,
} from '../values.ts';

export const baselineActivations = ['relu', 'swish', 'elu', 'softplus', 'tanh', 'sigmoid'] as const;

/** The inner training. */
const innerTraining = {
  seed: described(index, 'Of the initial weights and, in every training anew, of the noise'),
  hiddenSize: count,
  activationSize: described(count, 'Hidden units of the network that is the learned function'),
  innerSteps: count,
  countedSteps: described(count, 'The last steps, whose losses count'),
  innerBatchSize: count,
  innerLearningRate: positive,
  decay: described(nonNegative, 'Of the mean square'),
  noise: described(nonNegative, 'Hidden units get noise from U(−noise, noise)'),
  numSamples: count,
  testRows: described(count, 'For the accuracy, the first ones'),
};

const learnedSpec = object({
  ...innerTraining,
  kind: oneOf(['learned']),
  outerSteps: count,
  outerLearningRate: positive,
  clip: described(positive, 'Entries of the meta-gradient are cut at ± this'),
  snapshotEvery: described(count, 'Outer steps after which the function is kept'),
});

/** Of the last inner training. */
const metrics = {
  meanInnerLoss: described(nats, 'Of the last inner training'),
  finalInnerLoss: described(nats, 'Of its last batch'),
  testAccuracy: described(percent, 'After it'),
};
const innerLosses = described(list(nats), 'Of every batch of the last inner training');

const learned = object({
  spec: learnedSpec,
  metrics: object({
    ...metrics,
    x: described(list(finite), 'Where the learned function is looked at'),
    functions: described(
      v.pipe(list(object({ outerStep: index, y: list(finite) })), v.minLength(1, 'must be an array with a function')),
      'The learned function after some outer steps, at each of x',
    ),
  }),
  curves: v.pipe(
    object({
      innerLosses,
      meanInnerLoss: described(some(nats), 'Of each outer step’s training: what is minimised'),
      finalInnerLoss: described(list(nats), 'Of the last batch of each outer step’s training'),
      testAccuracy: described(list(percent), 'After each outer step’s training'),
    }),
    sameLength('meanInnerLoss', 'finalInnerLoss', 'testAccuracy'),
  ),
});

const baseline = object({
  spec: object({ ...innerTraining, kind: oneOf(['baseline']), activation: oneOf(baselineActivations) }),
  metrics: object(metrics),
  curves: object({ innerLosses }),
});

const piecewise = object({
  spec: object({ kind: oneOf(['piecewise']), pieces: count, learned: learnedSpec }),
  metrics: object({
    ...metrics,
    knots: described(
      v.pipe(object({ x: list(finite), y: list(finite) }), sameLength('x', 'y')),
      'Of the straight pieces',
    ),
  }),
  curves: object({ innerLosses }),
});

export const metalearnActivationKind = defineKind({
  id: 'metalearn-activation',
  run: byKind({ learned, baseline, piecewise }),
  summary: {
    published: v.exactOptional(
      described(
        object({
          meanInnerLoss: list(finite),
          testAccuracy: list(percent),
          bestBaselineAccuracy: v.exactOptional(percent),
        }),
        'The authors’: an entry of each list per outer step',
      ),
    ),
  },
});

/** The outer training, or one training with another function. */
export type MetalearnActivationRun = RunOf<typeof metalearnActivationKind>;
/** Figure 7. */
export type MetalearnActivationResult = ResultOf<typeof metalearnActivationKind>;
