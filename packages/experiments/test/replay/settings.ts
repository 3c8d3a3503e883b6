/** The quick presets of all experiments, shortened. */
import { type JsonObject, QUIZ_LENGTH } from '@mnist1d/experiments';

/** Changes to the quick presets that leave every kind of run and take seconds. */
export const settings: Readonly<Record<string, JsonObject>> = {
  construction: {},
  classification: { steps: 61, evalEvery: 20, classErrorSteps: 101 },
  human: { steps: 101, answers: [Array.from({ length: QUIZ_LENGTH }, (_, i) => (i * i) % 10)] },
  tsne: { samples: 300, iterations: 300 },
  lottery: { hiddenSize: 100, steps: 41, evalEvery: 20, checkpointStep: 20, transferSteps: 21 },
  'double-descent': {
    mlpSizes: [2, 5, 9, 16, 36, 177],
    cnnSizes: [2, 5, 10, 24, 80],
    numSamples: 480,
    epochs: 300,
    learningRate: 0.03,
  },
  'metalearn-lr': { outerSteps: 12 },
  'metalearn-activation': { innerSteps: 61, countedSteps: 40, outerSteps: 4, snapshotEvery: 2 },
  'self-supervised': { channels: 6, epochs: 2, evalEvery: 2, embeddingRows: 200 },
  pooling: { trainSizes: [1000, 50_000], steps: 61, evalEvery: 60 },
  performance: { epochs: 2 },
  augmentation: { hiddenSize: 20, epochs: 2 },
  residual: { hiddenSize: 20, epochs: 2 },
  'batch-norm': { varianceSeeds: [0, 1], hiddenSize: 20, epochs: 2 },
  'random-labels': { hiddenSize: 20, epochs: 2 },
  'full-batch': { trainSize: 30, maxSteps: 2000 },
  zoo: { steps: 21, evalEvery: 20 },
  'noise-and-shear': { steps: 21, evalEvery: 20 },
  'data-size': { steps: 21, evalEvery: 20 },
};
