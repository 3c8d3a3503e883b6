/** Made-up trainings by epochs, no two values alike. */
import type { EpochTrainingRun } from '@mnist1d/results';

const settings = { epochs: 2, halveEvery: 1, batchSize: 100, learningRate: 0.05, momentum: 0.9 };

/** Two seeds of each of these; line `i` ends at training error 10 i and test error 30 + 10 i on average, its seeds 2 apart. */
export function exampleTrainings<const Varied extends object>(varied: readonly Varied[]) {
  return varied.flatMap((of, i) =>
    [0, 1].map((seed) => {
      const [trainError, testError] = [10 * i + 2 * seed, 29 + 10 * i + 2 * seed];
      const curve = (end: number) => [90 + seed, (90 + end) / 2, end];
      return {
        spec: { ...of, seed, ...settings },
        metrics: { trainLoss: 0.1, trainError, testLoss: 1, testError, epochsToFit: i === 0 ? 2 : null },
        curves: {
          epochs: [0, 1, 2],
          trainLoss: [2.3, 1, 0.1],
          trainError: curve(trainError),
          testLoss: [2.3, 1.2, 1],
          testError: curve(testError),
        },
      } satisfies EpochTrainingRun;
    }),
  );
}
