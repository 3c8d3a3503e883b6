/** Made-up results of the sweeps, small, no two values alike. */
import type {
  DoubleDescentResult,
  LotteryPruningRun,
  LotteryResult,
  LotteryTransferRun,
  PoolingResult,
  ReportedResult,
} from '../src/results.ts';

export function exampleDoubleDescent(seeds: readonly number[] = [0, 1]): DoubleDescentResult {
  const networks = [
    { model: 'mlp', labelNoise: 0 },
    { model: 'mlp', labelNoise: 0.15 },
    { model: 'cnn', labelNoise: 0.15 },
  ] as const;
  return {
    experiment: 'double-descent',
    preset: 'quick',
    data: {
      runs: networks.flatMap(({ model, labelNoise }, k) =>
        [2, 10, 50].flatMap((size) =>
          seeds.map((seed) => ({
            spec: { model, labelNoise, size, seed },
            metrics: {
              trainLoss: 1,
              testLoss: 2,
              trainError: 20 / size + k + seed,
              testError: 40 + 10 / size + k + 2 * seed,
            },
          })),
        ),
      ),
      published: [
        { model: 'mlp', labelNoise: 0.15, sizes: [2, 10, 50], trainError: [60, 30, 1], testError: [61, 51, 45] },
      ],
    },
  };
}

export function examplePooling(): PoolingResult {
  const steps = Array.from({ length: 12 }, (_, i) => 100 * i);
  return {
    experiment: 'pooling',
    preset: 'quick',
    data: {
      runs: [1000, 5000].flatMap((trainSize, s) =>
        (['none', 'stride', 'max', 'average', 'l2'] as const).map((pooling, p) => ({
          spec: { pooling, trainSize, seed: 0 },
          metrics: { testAccuracy: 60 + 10 * s + p },
          curves: { steps, trainAccuracy: steps.map(() => 100), testAccuracy: steps.map(() => 60 + 10 * s + p) },
        })),
      ),
      published: [],
    },
  };
}

export function exampleLottery(): LotteryResult {
  const sparsity = [0, 0.25, 0.5, 0.75, 1];
  const pruning = (['random', 'magnitude'] as const).flatMap((criterion, c) =>
    [42, 43].map(
      (seed, s): LotteryPruningRun => ({
        spec: { kind: 'pruning', criterion, seed },
        metrics: { ticketSparsity: 0.75, firstLayerMask: ['1100', '0000', '0110', '1111', '0101'] },
        curves: {
          sparsity,
          trainLoss: sparsity.map(() => 0.1),
          testLoss: sparsity.map((x) => 1 + x + 0.1 * c + 0.2 * s),
          finalAccuracy: sparsity.map((x) => 60 + 4 * x * c + 2 * s),
          maxAccuracy: sparsity.map((x) => 62 + 4 * x * c + 2 * s),
          meanAccuracy: sparsity.map((x) => 58 + 4 * x * c + 2 * s),
        },
      }),
    ),
  );
  const transfer = (['fresh', 'shuffled', 'flipped', 'chunks', 'new-weights'] as const).flatMap((condition, k) =>
    (['dense', 'ticket', 'random'] as const).flatMap((mask, m) =>
      [42, 43].map((seed, s): LotteryTransferRun => {
        const end = 60 + k + 3 * m + 0.5 * s;
        return {
          spec: { kind: 'transfer', mask, condition, seed },
          metrics: { testAccuracy: end },
          curves: { steps: [0, 100, 200], testAccuracy: [10, end - 5, end] },
        };
      }),
    ),
  );
  return {
    experiment: 'lottery',
    preset: 'quick',
    data: {
      runs: [...pruning, ...transfer],
      adjacency: [
        { mask: 'ticket', mean: [0.02, 0.008, 0.003], standardError: [0.001, 0.0005, 0.0002] },
        { mask: 'random', mean: [0.006, 0.0005, 0.0001], standardError: [0.0005, 0.0001, 0.00005] },
      ],
      published: { pruning: [], transfer: [{ mask: 'ticket', condition: 'fresh', testAccuracy: 65.9 }] },
    },
  };
}

/** What a report needs besides. */
export function reported<R extends { experiment: string; preset: string; data: { runs: readonly unknown[] } }>(
  result: R,
): R & ReportedResult {
  return {
    ...result,
    title: `About ${result.experiment}`,
    figure: 'Figure 0',
    config: { seeds: [1, 2], note: '<b>&"bold"</b>' },
    versions: { '@mnist1d/experiments': '1.2.3' },
    seconds: 5,
    runSeconds: [50, 30],
    digest: 'ab'.repeat(32),
    claims: [
      { id: 'a', text: 'First <claim>', holds: true, measured: 19.7333, published: 19.5, rule: '≥ 15 points' },
      { id: 'b', text: 'Second', holds: false, measured: -0.5, published: null, rule: '> 0' },
      { id: 'c', text: 'Third', holds: null, measured: null, published: 4, rule: '> 0' },
    ],
  };
}
