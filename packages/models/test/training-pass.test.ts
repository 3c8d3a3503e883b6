import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ArrayParameter, createModel, type ModelName, type Params, TorchRandom, toTensors } from '../src/index.ts';
import './cpu-backend.ts';
import { forwardBatch } from './reference/batch-reference.ts';
import { networkOf } from './reference/recorded-network.ts';

const sizes = fc.integer({ min: 1, max: 6 });
const common = { inputSize: fc.integer({ min: 1, max: 24 }), channels: sizes, outputSize: sizes };
const networks: readonly [ModelName, fc.Arbitrary<Readonly<Record<string, number>>>][] = [
  ['resnet', fc.record(common)],
  ['dilated-cnn', fc.record({ ...common, dilation: sizes })],
  ['tcn', fc.record({ ...common, kernelSize: fc.integer({ min: 1, max: 4 }), blocks: fc.integer({ min: 1, max: 4 }) })],
];

test.each(networks)('%s computes what the equations say, in evaluation and in training', (name, options) => {
  const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(options, seeds, fc.integer({ min: 2, max: 5 }), (chosen, seed, batch) => {
      tf.tidy(() => {
        const model = networkOf({ name, options: chosen, seed, batch });
        const random = new TorchRandom(seed);
        // Statistics, weights and biases of no particular value.
        const arrays = Object.fromEntries(
          Object.entries(model.initArrays(seed)).map(([key, { shape, data }]): [string, ArrayParameter] => [
            key,
            { shape, data: /bn/.test(key) ? random.uniform(data.length, 0.5, 1.5) : data },
          ]),
        );
        const width = chosen.inputSize!;
        const values = random.randn(batch * width);
        const rows = Array.from({ length: batch }, (_, i) => [...values.slice(i * width, (i + 1) * width)]);
        const [params, x] = [toTensors(arrays) as Params, tf.tensor2d(rows, [batch, width])];
        const near = (actual: ArrayLike<number>, expected: readonly number[]) =>
          expected.forEach((value, i) =>
            expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value))),
          );

        near(model.apply(params, x).dataSync(), forwardBatch(name, arrays, rows, model.options, false).logits.flat());
        const pass = model.applyInTraining?.(params, x, () => expect.unreachable());
        const expected = forwardBatch(name, arrays, rows, model.options, true);
        if (pass) near(pass.logits.dataSync(), expected.logits.flat());
        expect(Object.keys(pass?.buffers ?? {}).sort()).toEqual(Object.keys(expected.buffers).sort());
        for (const [key, statistic] of Object.entries(expected.buffers))
          near(pass!.buffers[key]!.dataSync(), statistic);
      });
    }),
    { numRuns: 30 },
  );
});

test('one value per channel has no variance to train by', () => {
  const model = createModel('mlp', { batchNorm: true, inputSize: 2 });
  const [params, x] = [model.init(0), tf.ones([1, 2]) as tf.Tensor2D];
  expect(model.apply(params, x).shape).toEqual([1, 10]);
  expect(() => model.applyInTraining!(params, x, () => tf.zeros([1]))).toThrow(
    "batchNorm: training 'bn1' takes more than one value per channel, got 1; take larger batches",
  );
});

test('a pass of training leaves its logits and buffers only, and its arguments as they were', () => {
  const model = networkOf({ name: 'tcn', options: { channels: 3 }, seed: 0, batch: 2 });
  const [params, x] = [model.init(0), tf.ones([2, 40]) as tf.Tensor2D];
  const before = tf.memory().numTensors;
  const pass = model.applyInTraining!(params, x, () => expect.unreachable());
  expect(tf.memory().numTensors).toBe(before + 1 + model.buffers!.length);
  tf.dispose([pass.logits, pass.buffers]);
  for (const tensor of Object.values(params)) expect(tensor.isDisposed).toBe(false);
  tf.dispose([params, x]);
});
