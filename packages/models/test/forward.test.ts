import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createModel, type ModelName, poolings, TorchRandom } from '../src/index.ts';
import { crossEntropy, valueAndGradients } from './cpu-backend.ts';
import { forward } from './reference/forward-reference.ts';
import pytorch from './reference/pytorch.json' with { type: 'json' };

const sizes = fc.integer({ min: 1, max: 7 });
const models: readonly [
  ModelName,
  fc.Arbitrary<{ readonly inputSize: number; readonly [name: string]: number | string }>,
][] = [
  ['logistic', fc.record({ inputSize: sizes, outputSize: sizes })],
  ['mlp', fc.record({ inputSize: sizes, hiddenSize: sizes, outputSize: sizes })],
  ['cnn', fc.record({ inputSize: fc.integer({ min: 3, max: 45 }), channels: sizes, outputSize: sizes })],
  ['gru', fc.record({ inputSize: sizes, hiddenSize: sizes, outputSize: sizes })],
  ['plain-mlp', fc.record({ inputSize: sizes, hiddenSize: sizes, outputSize: sizes })],
  [
    'pooling-cnn',
    fc.record({
      inputSize: fc.integer({ min: 4, max: 45 }),
      channels: sizes,
      outputSize: sizes,
      pooling: fc.constantFrom(...poolings),
    }),
  ],
];

test.each(models)('%s computes what the equations say, for any sizes', (name, options) => {
  const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(options, seeds, fc.integer({ min: 1, max: 4 }), (chosen, seed, batch) => {
      const model = createModel(name, chosen);
      const width = chosen.inputSize;
      const x = new TorchRandom(seed).randn(batch * width);
      const logits = tf.tidy(() => model.apply(model.init(seed) as never, tf.tensor2d(x, [batch, width])).arraySync());
      const arrays = model.initArrays(seed);
      logits.forEach((row, i) => {
        const expected = forward[name]!(arrays, [...x.slice(i * width, (i + 1) * width)], chosen);
        expect(row.length).toBe(expected.length);
        row.forEach((value, o) => expect(Math.abs(value - expected[o]!)).toBeLessThan(1e-5));
      });
    }),
    { numRuns: 40 },
  );
});

describe('equals PyTorch', () => {
  test.each(pytorch.models)('$name with $options', ({ name, seed, batch, options, logits, gradients }) => {
    // The recording draws parameters, x and y from one generator; here the parameters' part is skipped.
    const model = createModel(name as ModelName, options);
    const random = new TorchRandom(seed);
    for (const shape of Object.values(model.shapes)) random.rand(shape.reduce((n, size) => n * size, 1));
    const x = tf.tensor2d(random.randn(batch * options.inputSize), [batch, options.inputSize]);
    const classes = random.randint(0, options.outputSize, batch);

    const params = model.init(seed);
    const result = model.apply(params as never, x);
    expect(result.shape).toEqual([batch, options.outputSize]);
    result.dataSync().forEach((value, i) => expect(Math.abs(value - logits[i]!)).toBeLessThan(2e-6));

    const { gradients: ours } = valueAndGradients(params, (p) => crossEntropy(model.apply(p, x), classes));
    for (const [key, expected] of Object.entries(gradients as Record<string, { norm: number; first: number[] }>)) {
      const tolerance = 1e-6 + 1e-5 * expected.norm;
      expect(ours[key]!.shape).toEqual(params[key as never] && (params[key as never] as tf.Tensor).shape);
      expect(Math.abs(tf.norm(ours[key]!).dataSync()[0]! - expected.norm)).toBeLessThan(tolerance);
      expected.first.forEach((value, i) =>
        expect(Math.abs(ours[key]!.dataSync()[i]! - value), key).toBeLessThan(tolerance),
      );
    }
  });
});

test('a batch of no rows gives no logits', () => {
  for (const [name] of models) {
    const model = createModel(name);
    const logits = tf.tidy(() => model.apply(model.init(0) as never, tf.zeros([0, 40])).shape);
    expect(logits).toEqual([0, 10]);
  }
});
