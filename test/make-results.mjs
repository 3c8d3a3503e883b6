/** Makes fixtures/results/*.json, small results of every experiment for the tests of figures: npm run make-results [-- lottery …] */
import { makeDataset } from '@mnist1d/dataset';
import { experiments, QUIZ_LENGTH, runExperiments } from '@mnist1d/experiments';
import { writeResult } from '@mnist1d/experiments/storage';

/** The first quiz, every twelfth answer wrong. */
const answers = Array.from(makeDataset().yTest.subarray(0, QUIZ_LENGTH), (label, i) =>
  i % 12 === 5 ? (label + 3) % 10 : label,
);

/** Changes to the quick presets, where those take long: as small as leaves something in every part of every figure. */
const settings = {
  construction: {},
  classification: { seeds: [42, 43], steps: 301, evalEvery: 50, classErrorSteps: 301 },
  human: { answers: [answers], steps: 301 },
  tsne: { samples: 250 },
  lottery: {
    ...{ seeds: [42, 43], hiddenSize: 100, rounds: 5, steps: 201, evalEvery: 100, checkpointStep: 100 },
    ...{ ticketRound: 3, transferSteps: 201 },
  },
  'double-descent': { mlpSizes: [2, 5, 16, 36, 104], cnnSizes: [2, 10, 24], epochs: 40 },
  'metalearn-lr': { outerSteps: 25 },
  'metalearn-activation': { innerSteps: 61, countedSteps: 40, outerSteps: 12, snapshotEvery: 3 },
  'self-supervised': { channels: 8, epochs: 10, evalEvery: 5, embeddingRows: 200 },
  pooling: { trainSizes: [200, 1000, 5000], steps: 301 },
  performance: { epochs: 10 },
  augmentation: { hiddenSize: 50, epochs: 10 },
  residual: { seeds: [0, 1], hiddenSize: 40, epochs: 10 },
  'batch-norm': { varianceSeeds: [0, 1, 2], seeds: [0, 1], hiddenSize: 40, epochs: 10 },
  'random-labels': { seeds: [0, 1], hiddenSize: 40, epochs: 10 },
  'full-batch': { trainSize: 100 },
  zoo: { models: ['logistic', 'mlp', 'cnn', 'resnet', 'tcn'], seeds: [42, 43], steps: 51, evalEvery: 50 },
  'noise-and-shear': { models: ['logistic', 'cnn'], seeds: [42, 43], steps: 101, evalEvery: 100 },
  'data-size': { trainSizes: [100, 1000, 10_000], seeds: [0, 1], steps: 101, evalEvery: 100 },
};

const ids = process.argv.length > 2 ? process.argv.slice(2) : [...experiments.keys()];
const choices = ids.map((id) => ({ id, preset: 'quick', config: settings[id] ?? {} }));
for (const result of await runExperiments(choices, { workers: 2 })) {
  console.log(await writeResult(`${import.meta.dirname}/../fixtures/results`, result));
}
