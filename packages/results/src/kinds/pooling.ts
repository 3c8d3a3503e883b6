/** Figure 9: what pooling is worth on training sets of growing size. A run for each training. */
import * as v from 'valibot';
import { defineKind, type ResultOf, type RunOf } from '../kind.ts';
import {
  backends,
  count,
  described,
  index,
  list,
  object,
  oneOf,
  percent,
  positive,
  sameLength,
  steps,
} from '../values.ts';

/** Ways to pool, those without first. */
export const poolings = ['none', 'stride', 'max', 'average', 'l2'] as const;
export type PoolingName = (typeof poolings)[number];

const run = object({
  spec: object({
    pooling: oneOf(poolings),
    trainSize: described(count, 'Rows to train on'),
    seed: index,
    channels: count,
    steps: count,
    evalEvery: count,
    batchSize: count,
    learningRate: positive,
    backend: oneOf(backends),
  }),
  metrics: object({
    trainAccuracy: described(percent, 'After the last evaluation'),
    testAccuracy: described(percent, 'After the last evaluation'),
  }),
  curves: v.pipe(
    object({
      steps: described(steps, 'Updates after which it was evaluated'),
      trainAccuracy: described(list(percent), 'At each of steps'),
      testAccuracy: described(list(percent), 'At each of steps'),
    }),
    sameLength('steps', 'trainAccuracy', 'testAccuracy'),
  ),
});

export const poolingKind = defineKind({
  id: 'pooling',
  run,
  summary: {
    published: described(
      list(object({ pooling: oneOf(poolings), trainSize: count, testAccuracy: percent })),
      'The authors’ final test accuracies',
    ),
  },
});

/** One training of Figure 9. */
export type PoolingRun = RunOf<typeof poolingKind>;
/** Figure 9. */
export type PoolingResult = ResultOf<typeof poolingKind>;
