import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createModel, loadSafetensors, type ModelName, saveSafetensors, TorchRandom } from '../src/index.ts';
import { crossEntropy, valueAndGradients } from './cpu-backend.ts';

const cases: readonly [ModelName, Record<string, number | string>][] = [
  ['logistic', {}],
  ['mlp', { hiddenSize: 4 }],
  ['cnn', { inputSize: 10, channels: 2 }],
  ['gru', { inputSize: 3, hiddenSize: 2 }],
  ['plain-mlp', { hiddenSize: 4 }],
  ['pooling-cnn', { inputSize: 10, channels: 2, pooling: 'l2' }],
  ['dilated-cnn', { inputSize: 10, channels: 2 }],
];

test.each(cases)('%s leaks nothing in 1,000 steps of gradient descent', (name, options) => {
  const model = createModel(name, options);
  const width = (model.options as { inputSize: number }).inputSize;
  const x = tf.tensor2d(new TorchRandom(0).randn(4 * width), [4, width]);
  const before = tf.memory();
  let params: Record<string, tf.Tensor> = model.init(0);
  const held = tf.memory();
  expect(held.numTensors - before.numTensors).toBe(Object.keys(model.shapes).length);
  for (let step = 0; step < 1000; step++) {
    const next = tf.tidy(() => {
      const { gradients } = valueAndGradients(params, (p) => crossEntropy(model.apply(p, x), [0, 1, 2, 3]));
      return Object.fromEntries(
        Object.entries(params).map(([key, value]) => [key, tf.sub(value, tf.mul(gradients[key]!, 0.01))]),
      );
    });
    tf.dispose(params);
    params = next;
  }
  expect(tf.memory().numTensors).toBe(held.numTensors);
  expect(tf.memory().numBytes).toBe(held.numBytes);
  tf.dispose(params);
  expect(tf.memory().numTensors).toBe(before.numTensors);
  x.dispose();
});

test('apply outside of tf.tidy leaves its logits only, and its arguments as they were', () => {
  for (const [name, options] of cases) {
    const model = createModel(name, options);
    const params = model.init(0);
    const x = tf.zeros([2, (model.options as { inputSize: number }).inputSize]) as tf.Tensor2D;
    const before = tf.memory().numTensors;
    const logits = model.apply(params as never, x);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([logits, params, x]);
  }
});

test('saving and loading leave the loaded tensors only', async () => {
  const params = createModel('logistic').init(0);
  const before = tf.memory().numTensors;
  const loaded = loadSafetensors(await saveSafetensors(params));
  expect(tf.memory().numTensors).toBe(before + 2);
  tf.dispose([loaded, params]);
});
