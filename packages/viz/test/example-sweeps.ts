/** Made-up results of the sweeps, small, no two values alike. */
import type {
  DoubleDescentResult,
  LotteryPruningRun,
  LotteryResult,
  LotteryTransferRun,
  MetalearnActivationResult,
  MetalearnActivationRun,
  MetalearnLrResult,
  PoolingResult,
} from '../src/index.ts';

/** What the specifications of trainings have in common, with which no figure has to do. */
const training = { steps: 201, evalEvery: 100, batchSize: 100, learningRate: 0.01, backend: 'jit' } as const;

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
            spec: {
              ...{ model, labelNoise, size, seed, epochs: 500, batchSize: 100, learningRate: 0.01, momentum: 0.9 },
              ...{ numSamples: 16000, trainSplit: 0.25, backend: 'jit' as const },
            },
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
          spec: { pooling, trainSize, seed: 0, channels: 20, ...training },
          metrics: { trainAccuracy: 100, testAccuracy: 60 + 10 * s + p },
          curves: { steps, trainAccuracy: steps.map(() => 100), testAccuracy: steps.map(() => 60 + 10 * s + p) },
        })),
      ),
      published: [],
    },
  };
}

export function exampleLottery(): LotteryResult {
  const ofPruning = { hiddenSize: 5, rounds: 5, checkpointStep: 100, ticketRound: 3, ...training };
  const sparsity = [0, 0.25, 0.5, 0.75, 1];
  const pruning = (['random', 'magnitude'] as const).flatMap((criterion, c) =>
    [42, 43].map(
      (seed, s): LotteryPruningRun => ({
        spec: { kind: 'pruning', criterion, seed, ...ofPruning },
        metrics: { ticketSparsity: 0.75, masks: {}, firstLayerMask: ['1100', '0000', '0110', '1111', '0101'] },
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
          spec: { kind: 'transfer', mask, condition, seed, hiddenSize: 5, pruning: null, ...training },
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

export function exampleMetalearnLr(): MetalearnLrResult {
  const trial = (initialLearningRate: number) => {
    const steps = Array.from({ length: 21 }, (_, i) => i);
    return {
      learningRate: steps.map((i) => 0.62 + (initialLearningRate - 0.62) * 0.8 ** (i + 1)),
      meanInnerLoss: steps.map((i) => 1.7 + initialLearningRate * 0.7 ** i),
      finalInnerLoss: steps.map((i) => 1.5 + initialLearningRate * 0.6 ** i),
    };
  };
  const ofTrial = {
    seed: 0,
    hiddenSize: 50,
    innerSteps: 200,
    innerBatchSize: 50,
    outerSteps: 21,
    outerLearningRate: 0.3,
  };
  return {
    experiment: 'metalearn-lr',
    preset: 'paper',
    data: {
      runs: [1.5, 0.15].map((start) => ({
        spec: { initialLearningRate: start, ...ofTrial },
        metrics: { learningRate: 0.62, outerSteps: 21 },
        curves: { ...trial(start), firstInnerLosses: [2.3, 2.1] },
      })),
      published: [{ initialLearningRate: 1.5, ...trial(1.5) }],
    },
  };
}

export function exampleMetalearnActivation(): MetalearnActivationResult {
  const x = [-5, -2.5, 0, 2.5, 5];
  const inner = {
    ...{ seed: 0, hiddenSize: 128, activationSize: 100, innerSteps: 301, countedSteps: 200, innerBatchSize: 100 },
    ...{ innerLearningRate: 0.01, decay: 0.4, noise: 0.1, numSamples: 10_000, testRows: 500 },
  };
  const ofLearned = { ...inner, outerSteps: 3, outerLearningRate: 0.3, clip: 0.1, snapshotEvery: 2 };
  const losses = { meanInnerLoss: 1, finalInnerLoss: 0.9 };
  const learned: MetalearnActivationRun = {
    spec: { kind: 'learned', ...ofLearned },
    metrics: {
      ...losses,
      testAccuracy: 66,
      x,
      functions: [0, 2].map((outerStep) => ({ outerStep, y: x.map((z) => Math.max(0, z) - 0.1 * outerStep) })),
    },
    curves: {
      innerLosses: [2.3, 0.9],
      meanInnerLoss: [1.35, 1.2, 0.98],
      finalInnerLoss: [1.3, 1.1, 0.9],
      testAccuracy: [48, 60, 66],
    },
  };
  const others = (['relu', 'tanh'] as const).map(
    (activation, i): MetalearnActivationRun => ({
      spec: { kind: 'baseline', activation, ...inner },
      metrics: { ...losses, testAccuracy: 59 - 8 * i },
      curves: { innerLosses: [2.3, 0.9] },
    }),
  );
  const pieces: MetalearnActivationRun = {
    spec: { kind: 'piecewise', pieces: 2, learned: { kind: 'learned', ...ofLearned } },
    metrics: { ...losses, testAccuracy: 65, knots: { x: [-5, 0, 5], y: [-0.2, -0.2, 4.8] } },
    curves: { innerLosses: [2.3, 0.9] },
  };
  return {
    experiment: 'metalearn-activation',
    preset: 'quick',
    data: {
      runs: [learned, ...others, pieces],
      published: { meanInnerLoss: [1.352, 1.314, 1.284, 1.252], testAccuracy: [48.6, 50.6, 52.4, 55.4] },
    },
  };
}
