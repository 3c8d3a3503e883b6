import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  createModel,
  defineClassifier,
  layer,
  linear,
  linearParameters,
  type ModelName,
  TorchRandom,
} from '../src/index.ts';
import './cpu-backend.ts';

type Features = (h: tf.Tensor) => tf.Tensor2D;
const flat: Features = (h) => tf.reshape(h, [h.shape[0] as number, -1]);
const averaged: Features = (h) => tf.mean(h, 2);
const last: Features = (h) => tf.squeeze(tf.slice(h, [0, 0, (h.shape[2] as number) - 1]), [2]);
/** PyTorch's GRU is [batch, time, units]. */
const byTime: Features = (h) => flat(tf.transpose(h, [0, 2, 1]));

const batch = 3;
const cases: readonly [ModelName, object, Record<string, number[]>, Features, string][] = [
  ['logistic', {}, {}, flat, 'linear'],
  ['mlp', {}, { linear1: [100], linear2: [100] }, flat, 'linear3'],
  [
    'mlp',
    { depth: 3, residual: 'pre-activation', batchNorm: true },
    { linear1: [100], linear2: [100], linear3: [100] },
    tf.relu as Features,
    'linear4',
  ],
  ['plain-mlp', { hiddenSize: [7, 5] }, { linear1: [7], linear2: [5] }, flat, 'linear3'],
  ['cnn', {}, { conv1: [25, 19], conv2: [25, 10], conv3: [25, 5] }, flat, 'linear'],
  ['gru', {}, { gru: [12, 40] }, byTime, 'linear'],
  ['resnet', {}, { conv1: [64, 20], conv2: [64, 20], conv3: [64, 20] }, averaged, 'linear'],
  ['dilated-cnn', { channels: 4 }, { conv1: [4, 40], conv2: [4, 40], conv3: [4, 40] }, averaged, 'linear'],
  ['tcn', { blocks: 2 }, { block1: [32, 40], block2: [32, 40] }, last, 'linear'],
  ['pooling-cnn', { inputSize: 41 }, { conv1: [20, 20], conv2: [20, 10] }, flat, 'linear'],
];

test.each(cases)('%s with %o tells what its layers give', (name, options, shapes, featuresOf, head) => {
  const model = createModel(name, options);
  const { inputSize } = model.options as { readonly inputSize: number };
  tf.tidy(() => {
    const x = tf.tensor2d(new TorchRandom(1).randn(batch * inputSize), [batch, inputSize]);
    const params = model.init(7) as never;
    const { logits, ...layers } = model.activations(params, x);
    expect(Object.entries(layers).map(([key, { shape }]) => [key, shape])).toEqual(
      Object.entries(shapes).map(([key, shape]) => [key, [batch, ...shape]]),
    );
    expect(logits?.arraySync()).toEqual(model.apply(params, x).arraySync());
    const features = featuresOf(Object.values(layers).at(-1) ?? x);
    const expected = linear(features, layer(params, head));
    expect(tf.max(tf.abs(tf.sub(expected, logits as tf.Tensor))).dataSync()[0]).toBeLessThan(1e-5);
  });
});

test('a network of one’s own tells under names of its own, each once, and nothing is computed for it elsewhere', () => {
  let asked = 0;
  const make = (names: readonly string[]) =>
    defineClassifier({
      name: 'own',
      options: { inputSize: 2 },
      parameters: linearParameters('linear', 2, 2),
      forward(p, x, pass) {
        for (const name of names)
          pass.observe(name, () => {
            asked++;
            return tf.mul(x, 2);
          });
        return linear(x, layer(p, 'linear'));
      },
    });
  const model = make(['twice']);
  const params = model.init(0);
  const x = tf.tensor2d([[1, 2]]);
  const before = tf.memory().numTensors;
  tf.dispose(model.apply(params, x));
  expect(asked).toBe(0);
  const told = model.activations(params, x);
  expect(Object.keys(told)).toEqual(['twice', 'logits']);
  expect(told.twice?.arraySync()).toEqual([[2, 4]]);
  tf.dispose(told);
  expect(tf.memory().numTensors).toBe(before);
  expect(() => make(['a', 'a']).activations(params, x)).toThrow(
    "observe: 'a' is told twice in a pass; give each layer its own name",
  );
  expect(() => model.activations(params, tf.zeros([1, 3]))).toThrow('own.activations: x must');
  tf.dispose([params, x]);
});
