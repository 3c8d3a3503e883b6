/** A classifier on MNIST-1D, as it is or with its columns shuffled. */
import { makeDataset, shuffleFeatures } from '@mnist1d/dataset';
import { createModel, type ModelName } from '@mnist1d/models';
import type { JsonObject, RunContext, RunOutput } from '../../running/experiment.ts';
import type { Backend } from '../../training/backend.ts';
import { train } from '../../training/train.ts';

export const classifiers = ['logistic', 'mlp', 'cnn', 'gru'] as const satisfies readonly ModelName[];
export type Classifier = (typeof classifiers)[number];
export const featureOrders = ['plain', 'shuffled'] as const;
export type FeatureOrder = (typeof featureOrders)[number];

export interface TrainingSpec extends JsonObject {
  readonly kind: 'training';
  readonly model: Classifier;
  readonly features: FeatureOrder;
  readonly seed: number;
  readonly steps: number;
  readonly evalEvery: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly backend: Backend;
}

/** Seed of the permutation of the columns: RandomState(42).permutation(40). */
const SHUFFLE_SEED = 42;

/** Trains it and keeps its curves. */
export async function trainClassifier(spec: TrainingSpec, { signal, onProgress }: RunContext): Promise<RunOutput> {
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
      trainAccuracy: trainAccuracy.at(-1) ?? null,
      testAccuracy: testAccuracy.at(-1) ?? null,
      bestTestAccuracy: Math.max(...testAccuracy),
    },
    curves: { steps: result.steps, trainAccuracy, testAccuracy, testLoss: testLosses },
  };
}
