/** A small CNN with some kind of pooling on a training set of some size. */
import { makeDataset } from '@mnist1d/dataset';
import { createModel } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { poolingKind } from '@mnist1d/results/kinds/pooling';
import type { RunContext } from '../../running/experiment.ts';
import { train } from '../../training/train.ts';

/** Rows to test on, whatever the training set. */
export const TEST_ROWS = 1000;

export type PoolingSpec = SpecOf<typeof poolingKind>;
export type PoolingOutput = OutputOf<typeof poolingKind>;

/** Trains it and keeps its curves. */
export async function trainPooling(spec: PoolingSpec, { signal, onProgress }: RunContext): Promise<PoolingOutput> {
  const { pooling: name, trainSize, channels, seed, steps, evalEvery, batchSize, learningRate, backend } = spec;
  const numSamples = trainSize + TEST_ROWS;
  const data = makeDataset({ numSamples, trainSplit: 1 - TEST_ROWS / numSamples });
  const result = await train(createModel('pooling-cnn', { channels, pooling: name }), data, {
    ...{ seed, steps, evalEvery, batchSize, learningRate, backend },
    ...(signal && { signal }),
    onProgress: ({ updates }) => onProgress?.(updates / steps),
  });
  const { trainAccuracy, testAccuracy } = result;
  return {
    metrics: { trainAccuracy: trainAccuracy.at(-1) as number, testAccuracy: testAccuracy.at(-1) as number },
    curves: { steps: result.steps, trainAccuracy, testAccuracy },
  };
}
