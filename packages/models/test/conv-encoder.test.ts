import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { cnn, convEncoder, TorchRandom } from '../src/index.ts';
import './cpu-backend.ts';

const input = () => tf.tensor2d(new TorchRandom(5).randn(3 * 40), [3, 40]);

test('with one layer for a projector it is the CNN, bit for bit', () => {
  tf.tidy(() => {
    const encoder = convEncoder({ projector: [10] });
    const classifier = cnn();
    expect(Object.keys(encoder.shapes).slice(6)).toEqual(['projector.0.weight', 'projector.0.bias']);
    const x = input();
    const z = encoder.apply(encoder.init(7), x).dataSync();
    expect(z).toEqual(classifier.apply(classifier.init(7), x).dataSync());
  });
});

test('gives the output of every layer, the last of which is Z', () => {
  tf.tidy(() => {
    const encoder = convEncoder({ projector: [12, 7, 4] });
    const params = encoder.init(1);
    const x = input();
    const layers = encoder.layers(params, x);
    expect(layers.map(({ shape }) => shape[1])).toEqual([19 * 25, 10 * 25, 5 * 25, 12, 7, 4]);
    expect(layers.at(-1)!.dataSync()).toEqual(encoder.apply(params, x).dataSync());
    for (const layer of layers.slice(0, -1)) expect(tf.min(layer).dataSync()[0]).toBe(0);
    expect(tf.min(layers.at(-1)!).dataSync()[0]).toBeLessThan(0);
    const [weight, bias] = [params['projector.2.weight']!, params['projector.2.bias']!];
    const second = tf.relu(tf.add(tf.matMul(layers[3]!, weight, false, true), bias));
    expect(layers[4]!.dataSync()).toEqual(second.dataSync());
  });
});

test('without a projector Z is H', () => {
  tf.tidy(() => {
    const encoder = convEncoder({ projector: [] });
    const params = encoder.init(1);
    const layers = encoder.layers(params, input());
    expect(layers).toHaveLength(3);
    expect(layers[2]!.dataSync()).toEqual(encoder.apply(params, input()).dataSync());
  });
});

test('layers leaves nothing else behind', () => {
  const encoder = convEncoder();
  const params = encoder.init(0);
  const x = input();
  const before = tf.memory().numTensors;
  const layers = encoder.layers(params, x);
  expect(tf.memory().numTensors - before).toBe(5);
  tf.dispose([layers, params, x]);
});

test.each([
  [{ projector: '125,16' }, "projector must be an array of sizes, got '125,16'"],
  [{ projector: [125, 0] }, 'projector[1] must be an integer in 1 … 16777216, got 0'],
  [{ channel: 3 }, "there is no option 'channel'; did you mean 'channels'?"],
])('%j is refused', (options, message) => {
  expect(() => convEncoder(options as never)).toThrow(message);
});
