/** The worker that runs experiments has the kernels that they need, and no others. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  experiments,
  type Json,
  type JsonObject,
  QUIZ_LENGTH,
  resolveConfig,
  runExperiment,
} from '@mnist1d/experiments';
import '@tensorflow/tfjs-backend-cpu';
import { getKernelsForBackend, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

const source = readFileSync(resolve(import.meta.dirname, '../src/experiments/cpu-kernels.ts'), 'utf8');
const names = [...source.matchAll(/dist\/kernels\/(\w+)'/g)].map(([, name = '']) => name);

/** Of the complete configurations. */
const models = ['logistic', 'mlp', 'cnn', 'gru', 'resnet'];
/** Changes to the quick presets that leave every kind of run and take a second or two. */
const settings: Readonly<Record<string, JsonObject>> = {
  classification: { steps: 3, evalEvery: 2, classErrorSteps: 3 },
  human: { steps: 3, answers: [Array.from({ length: QUIZ_LENGTH }, () => 1)] },
  tsne: { samples: 100, iterations: 10, datasets: ['mnist-1d'] },
  lottery: { hiddenSize: 20, steps: 5, evalEvery: 2, checkpointStep: 2, transferSteps: 3 },
  'double-descent': { mlpSizes: [2, 9], cnnSizes: [2, 5], numSamples: 480, epochs: 2 },
  'metalearn-lr': { outerSteps: 2 },
  'metalearn-activation': { innerSteps: 10, countedSteps: 5, outerSteps: 2, snapshotEvery: 1 },
  'self-supervised': { channels: 3, epochs: 1, evalEvery: 1, embeddingRows: 100 },
  pooling: { trainSizes: [1000], steps: 3, evalEvery: 2 },
  performance: { epochs: 1 },
  augmentation: { hiddenSize: 10, epochs: 1 },
  residual: { hiddenSize: 10, epochs: 1 },
  'batch-norm': { varianceSeeds: [0], hiddenSize: 10, epochs: 1 },
  'random-labels': { hiddenSize: 10, epochs: 1 },
  'full-batch': { trainSize: 20, maxSteps: 50 },
  zoo: { steps: 2, evalEvery: 2 },
  'noise-and-shear': { models, options: ['padding', 'shearScale'], levels: ['off'], steps: 2, evalEvery: 2 },
  'data-size': { models, trainSizes: [100], steps: 2, evalEvery: 2 },
};

test('every experiment runs by them, and each of them is needed', async () => {
  const used = new Set<string>();
  for (const kernel of getKernelsForBackend('cpu')) {
    const { kernelName, kernelFunc } = kernel;
    unregisterKernel(kernelName, 'cpu');
    // Of src/engine/cpu-backend.ts.
    if (kernelName === 'ZerosLike') registerKernel(kernel);
    else if (names.includes(kernelName))
      registerKernel({
        ...kernel,
        kernelFunc(given) {
          used.add(kernelName);
          return kernelFunc(given);
        },
      });
  }
  for (const id of experiments.keys()) await runExperiment(id, { preset: 'quick', config: settings[id] ?? {} });
  expect([...used].sort()).toEqual([...names].sort());
});

test('the complete configurations are other numbers, and the models above', () => {
  for (const [id, experiment] of experiments) {
    const quick = resolveConfig(experiment, 'quick');
    for (const [key, value] of Object.entries(resolveConfig(experiment, 'paper'))) {
      if (key === 'models' && settings[id]?.models) expect(value, id).toEqual(models);
      else expect(kindsOf(value), `${id}: ${key}`).toEqual(kindsOf(quick[key] as Json));
    }
  }
});

/** A value with its numbers taken for equal, and lists of them, however long. */
function kindsOf(value: Json): unknown {
  const list = Array.isArray(value) ? [...new Set(value.map((item) => JSON.stringify(kindsOf(item))))] : undefined;
  return list ?? (typeof value === 'number' ? 'a number' : value);
}
