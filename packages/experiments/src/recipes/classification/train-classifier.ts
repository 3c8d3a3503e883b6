/** A classifier on MNIST-1D, as it is or with its columns shuffled. */
import { makeDataset, shuffleFeatures } from '@mnist1d/dataset';
import { createModel } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { classificationKind } from '@mnist1d/results/kinds/classification';
import type { RunContext } from '../../running/experiment.ts';
import { train } from '../../training/train.ts';

export type TrainingSpec = SpecOf<typeof classificationKind, 'training'>;
export type TrainingOutput = OutputOf<typeof classificationKind, 'training'>;

/** Seed of the permutation of the columns: RandomState(42).permutation(40). */
const SHUFFLE_SEED = 42;

/** Trains it and keeps its curves. */
export async function trainClassifier(spec: TrainingSpec, { signal, onProgress }: RunContext): Promise<TrainingOutput> {
  const { model, features, seed, steps, evalEvery, batchSize, learningRate, backend } = spec;
  const plain = makeDataset();
  const data = features === 'plain' ? plain : shuffleFeatures(plain, SHUFFLE_SEED);
  const result = await train(createModel(model), data, {
    seed,
    steps,
    evalEvery,
    batchSize,
    learningRate,
    backend,
    ...(signal && { signal }),
    onProgress: ({ updates }) => onProgress?.(updates / steps),
  });
  const { trainAccuracy, testAccuracy, testLosses } = result;
  return {
    metrics: {
      trainAccuracy: trainAccuracy.at(-1) as number,
      testAccuracy: testAccuracy.at(-1) as number,
      bestTestAccuracy: Math.max(...testAccuracy),
    },
    curves: { steps: result.steps, trainAccuracy, testAccuracy, testLoss: testLosses },
  };
}
