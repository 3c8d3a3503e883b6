/** Figure 6: gradient-based meta-learning of a learning rate. A run for each trial. */
import * as v from 'valibot';
import { defineKind, type ResultOf, type RunOf } from '../kind.ts';
import { count, described, finite, index, list, nats, nonNegative, object, positive, sameLength } from '../values.ts';

const curves = {
  learningRate: described(list(finite), 'After each outer step'),
  meanInnerLoss: described(list(nats), 'Of each outer step’s training: what is minimised'),
  finalInnerLoss: described(list(nats), 'Of the last batch of each outer step’s training'),
};

const run = object({
  spec: object({
    initialLearningRate: nonNegative,
    seed: described(index, 'Of the initial weights, which are the same in every outer step'),
    hiddenSize: count,
    innerSteps: count,
    innerBatchSize: count,
    outerSteps: count,
    outerLearningRate: positive,
  }),
  metrics: object({
    learningRate: described(finite, 'After the last outer step'),
    outerSteps: described(index, 'Made; fewer than asked for where the inner training diverged'),
  }),
  curves: v.pipe(
    object({ ...curves, firstInnerLosses: described(list(nats), 'Of every batch of the first outer step') }),
    sameLength('learningRate', 'meanInnerLoss', 'finalInnerLoss'),
  ),
});

export const metalearnLrKind = defineKind({
  id: 'metalearn-lr',
  run,
  summary: {
    published: v.exactOptional(
      described(list(object({ initialLearningRate: nonNegative, ...curves })), 'PyTorch’s values'),
    ),
  },
});

/** One trial of Figure 6; an entry of each curve per outer step. */
export type MetalearnLrRun = RunOf<typeof metalearnLrKind>;
/** Figure 6. `published` are PyTorch's values. */
export type MetalearnLrResult = ResultOf<typeof metalearnLrKind>;
