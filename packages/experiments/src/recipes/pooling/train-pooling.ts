/** A small CNN with some kind of pooling on a training set of some size. */
import { makeDataset } from '@mnist1d/dataset';
import { createModel } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { poolingKind } from '@mnist1d/results/kinds/pooling';
import type { RunContext } from '../../running/experiment.ts';
import { trainAs } from '../train-updates.ts';

/** Rows to test on, whatever the training set. */
export const TEST_ROWS = 1000;

export type PoolingSpec = SpecOf<typeof poolingKind>;
export type PoolingOutput = OutputOf<typeof poolingKind>;

/** Trains it and keeps its curves. */
export async function trainPooling(spec: PoolingSpec, context: RunContext): Promise<PoolingOutput> {
  const { pooling: name, trainSize, channels } = spec;
  const numSamples = trainSize + TEST_ROWS;
  const data = makeDataset({ numSamples, trainSplit: 1 - TEST_ROWS / numSamples });
  const result = await trainAs(createModel('pooling-cnn', { channels, pooling: name }), data, spec, context);
  const { trainAccuracy, testAccuracy } = result;
  return {
    metrics: { trainAccuracy: trainAccuracy.at(-1) as number, testAccuracy: testAccuracy.at(-1) as number },
    curves: { steps: result.steps, trainAccuracy, testAccuracy },
  };
}
