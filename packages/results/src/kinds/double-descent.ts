/** Figure 5: deep double descent. A run for each network. */
import type * as v from 'valibot';
import { defineKind, type Frozen, type ResultOf, type RunOf } from '../kind.ts';
import {
  backends,
  count,
  described,
  index,
  list,
  loss,
  nonNegative,
  object,
  oneOf,
  percent,
  positive,
  share,
} from '../values.ts';

const model = oneOf(['mlp', 'cnn']);

const run = object({
  spec: object({
    model,
    labelNoise: described(share, 'Share of the training labels that were drawn anew'),
    size: described(count, 'Units of each hidden layer, or channels of each convolution'),
    seed: described(index, 'Of the initial weights and of the order of the rows'),
    epochs: count,
    batchSize: count,
    learningRate: positive,
    momentum: nonNegative,
    numSamples: count,
    trainSplit: described(share, 'Of the samples, what is trained on'),
    backend: oneOf(backends),
  }),
  metrics: object({
    trainLoss: described(loss, 'After training'),
    trainError: described(percent, 'After training'),
    testLoss: described(loss, 'After training'),
    testError: described(percent, 'After training'),
  }),
});

const curve = object({
  model,
  labelNoise: share,
  sizes: list(count),
  trainError: described(list(percent), 'At each of sizes'),
  testError: described(list(percent), 'At each of sizes'),
});

export const doubleDescentKind = defineKind({
  id: 'double-descent',
  run,
  summary: { published: described(list(curve), 'The authors’ curves') },
});

/** One network of Figure 5 after its training. */
export type DoubleDescentRun = RunOf<typeof doubleDescentKind>;
/** A curve of Figure 5 as the authors published it. */
export type DoubleDescentCurve = Frozen<v.InferOutput<typeof curve>>;
/** Figure 5. */
export type DoubleDescentResult = ResultOf<typeof doubleDescentKind>;
