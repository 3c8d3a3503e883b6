/** A small CNN with some kind of pooling on a training set of some size. */
import { makeDataset } from '@mnist1d/dataset';
import { createModel, type Pooling } from '@mnist1d/models';
import type { JsonObject, RunContext } from '../../running/experiment.ts';
import type { Backend } from '../../training/backend.ts';
import { train } from '../../training/train.ts';

/** Rows to test on, whatever the training set. */
export const TEST_ROWS = 1000;

export interface PoolingSpec extends JsonObject {
  readonly pooling: Pooling;
  readonly trainSize: number;
  readonly channels: number;
  readonly seed: number;
  readonly steps: number;
  readonly evalEvery: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly backend: Backend;
}

/** Accuracies in percent. */
export interface PoolingOutput {
  readonly metrics: { readonly trainAccuracy: number | null; readonly testAccuracy: number | null };
  readonly curves: {
    readonly steps: readonly number[];
    readonly trainAccuracy: readonly number[];
    readonly testAccuracy: readonly number[];
  };
}

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
    metrics: { trainAccuracy: trainAccuracy.at(-1) ?? null, testAccuracy: testAccuracy.at(-1) ?? null },
    curves: { steps: result.steps, trainAccuracy, testAccuracy },
  };
}
