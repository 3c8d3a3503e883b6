/** A made-up classification result whose curves rise and differ by model, order of features and seed. */
import type { ClassErrorsRun, ClassificationResult, ClassificationRun, ClassifierName } from '../src/index.ts';

export const models = ['logistic', 'mlp', 'cnn', 'gru'] as const satisfies readonly ClassifierName[];
const features = ['plain', 'shuffled'] as const;
const training = { batchSize: 100, learningRate: 0.01, backend: 'jit' } as const;

export function exampleResult(seeds: readonly number[] = [42, 43, 44], evaluations = 25): ClassificationResult {
  const steps = Array.from({ length: evaluations }, (_, i) => 250 * i);
  const trainings = models.flatMap((model, m) =>
    features.flatMap((order, f) =>
      seeds.map((seed): ClassificationRun => {
        const curve = (top: number) =>
          steps.map((step, i) => 10 + (top - 10) * (1 - Math.exp(-step / (200 + 90 * m))) + Math.sin(seed + 3 * i + m));
        return {
          spec: { kind: 'training', model, features: order, seed, steps: 6001, evalEvery: 250, ...training },
          metrics: { trainAccuracy: 90, testAccuracy: 80, bestTestAccuracy: 85 },
          curves: {
            steps,
            trainAccuracy: curve([37, 95, 97, 96][m]! - 9 * f),
            testAccuracy: curve([32, 66, 93, 88][m]! - (m > 1 ? 34 * f : 0)),
            testLoss: steps.map(() => 1),
          },
        };
      }),
    ),
  );
  const classErrors = seeds.map(
    (seed): ClassErrorsRun => ({
      spec: { kind: 'class-errors', model: 'cnn', seed, steps: 3001, rows: 500, ...training },
      metrics: { errorByClass: Array.from({ length: 10 }, (_, label) => (label % 3) * 5 + (seed % 5)), accuracy: 93 },
    }),
  );
  return {
    experiment: 'classification',
    preset: 'paper',
    data: {
      runs: [...trainings, ...classErrors],
      human: { accuracy: 95.8, errorByClass: [6.7, 4.8, 11.1, 0, 6.4, 0, 0, 8.8, 0, 7.3] },
    },
  };
}

export const trainingRuns = (result: ClassificationResult): ClassificationRun[] =>
  result.data.runs.filter((run): run is ClassificationRun => run.spec.kind === 'training');

export const classErrorsRuns = (result: ClassificationResult): ClassErrorsRun[] =>
  result.data.runs.filter((run): run is ClassErrorsRun => run.spec.kind === 'class-errors');
