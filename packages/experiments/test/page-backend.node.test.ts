/** The backend and the mode that a page has chosen are its own: training leaves them as they were. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { makeDataset } from '@mnist1d/dataset';
import { logistic } from '@mnist1d/models';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, expect, test } from 'vitest';
import { adam, createTrainer, runExperiment, train } from '../src/index.ts';

const data = makeDataset({ numSamples: 200 });
const model = logistic();
tf.registerBackend('page', () => new MathBackendCPU());
beforeEach(() => tf.setBackend('page'));

test('after training, after an error, after an interruption', async () => {
  await train(model, data, { steps: 2 });
  expect(tf.getBackend()).toBe('page');
  const broken = {
    ...model,
    apply: () => {
      throw new Error('no');
    },
  };
  await expect(train(broken as never, data, { steps: 2 })).rejects.toThrow('no');
  expect(tf.getBackend()).toBe('page');
  const controller = new AbortController();
  const interrupt = { steps: 50, evalEvery: 1, signal: controller.signal, onProgress: () => controller.abort() };
  await expect(train(model, data, interrupt)).rejects.toThrow();
  expect(tf.getBackend()).toBe('page');
});

test('after trainings that overlap, and each call of a trainer', async () => {
  await Promise.all([train(model, data, { steps: 2 }), train(model, data, { steps: 300, evalEvery: 10 })]);
  expect(tf.getBackend()).toBe('page');
  const trainer = await createTrainer(model, data, { start: 1, optimizer: adam({ learningRate: 0.1 }), steps: 3 });
  expect(tf.getBackend()).toBe('page');
  await trainer.advance(2);
  expect(tf.getBackend()).toBe('page');
  expect((await trainer.evaluate(data.x, data.y)).accuracy).toBeGreaterThan(0);
  trainer.dispose();
});

test('after an experiment', async () => {
  await runExperiment('metalearn-lr', { preset: 'quick', config: { outerSteps: 1, innerSteps: 2 } });
  expect(tf.getBackend()).toBe('page');
});

test('a page that chooses another one meanwhile keeps it', async () => {
  tf.registerBackend('other', () => new MathBackendCPU());
  await train(model, data, { steps: 2, onProgress: () => void tf.setBackend('other') });
  expect(tf.getBackend()).toBe('other');
});

test('no advertisement, and no production mode', async () => {
  const url = (name: string) => JSON.stringify(import.meta.resolve(name));
  const script = `
    import * as tf from ${url('@tensorflow/tfjs-core')};
    import { train } from ${url('@mnist1d/experiments/train')};
    import { makeDataset } from ${url('@mnist1d/dataset')};
    import { logistic } from ${url('@mnist1d/models')};
    await train(logistic(), makeDataset({ numSamples: 200 }), { steps: 2 });
    console.log(tf.env().getBool('PROD'));
  `;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect(stderr).toBe('');
  expect(stdout).toBe('false\n');
});
