import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@mnist1d/models';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { record } from '../../src/record/record.ts';
import { compile } from '../../src/run/compile.ts';

beforeAll(() => tf.setBackend('cpu'));

const cases = fc.record({
  batch: fc.integer({ min: 1, max: 5 }),
  height: fc.integer({ min: 1, max: 7 }),
  width: fc.integer({ min: 3, max: 12 }),
  channels: fc.integer({ min: 1, max: 9 }),
  filters: fc.integer({ min: 1, max: 10 }),
  filterHeight: fc.integer({ min: 1, max: 3 }),
  filterWidth: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 3 }),
  pad: fc.constantFrom<'same' | 'valid' | number>('same', 'valid', 0, 1, 2),
});

test('convolution, its gradients and what stands around it, against the cpu backend', () => {
  fc.assert(
    fc.property(cases, ({ batch, height, width, channels, filters, filterHeight, filterWidth, stride, pad }) => {
      const x = tf.randomNormal<tf.Rank.R4>([batch, height, width, channels], 0, 1, 'float32', 1);
      const filter = tf.randomNormal<tf.Rank.R4>([filterHeight, filterWidth, channels, filters], 0, 1, 'float32', 2);
      const forward = (input: tf.Tensor4D, weights: tf.Tensor4D) =>
        tf.conv2d(input, weights, stride, pad, 'NHWC', 1, typeof pad === 'number' ? 'floor' : undefined);
      let output: tf.Tensor4D;
      try {
        output = forward(x, filter);
      } catch {
        return; // the filter is larger than the input
      }
      if (output.size === 0 || output.shape.some((size) => size < 1)) return;
      const fn = (input: tf.Tensor, weights: tf.Tensor) => {
        const loss = (a: tf.Tensor, b: tf.Tensor) =>
          tf.sum(tf.square(tf.relu(forward(tf.relu(a) as tf.Tensor4D, b as tf.Tensor4D)))) as tf.Scalar;
        const { value, grads } = tf.valueAndGrads(loss)([input, weights]);
        return [value, ...grads, forward(input as tf.Tensor4D, weights as tf.Tensor4D)];
      };
      const compiled = compile(
        record(fn as never, [
          { shape: x.shape, dtype: 'float32' },
          { shape: filter.shape, dtype: 'float32' },
        ]),
      );
      compiled.inputs[0]!.set(x.dataSync());
      compiled.inputs[1]!.set(filter.dataSync());
      for (let run = 0; run < 2; run++) compiled.run();
      fn(x, filter).forEach((tensor, i) => {
        const expected = tensor.dataSync();
        const scale = Math.max(...expected.map(Math.abs));
        expected.forEach((value, j) => {
          expect(Math.abs(compiled.outputs[i]![j]! - value)).toBeLessThanOrEqual(1e-5 * (1 + scale));
        });
      });
      tf.dispose([x, filter, output]);
    }),
    { seed: 1, numRuns: 150 },
  );
});

test('a dilated convolution', () => {
  const x = tf.randomNormal<tf.Rank.R4>([2, 9, 10, 3], 0, 1, 'float32', 1);
  const filter = tf.randomNormal<tf.Rank.R4>([2, 3, 3, 9], 0, 1, 'float32', 2);
  const fn = (input: tf.Tensor4D) => tf.conv2d(input, filter, 1, 'same', 'NHWC', [2, 3]);
  const compiled = compile(
    record(((input: tf.Tensor4D) => [fn(input)]) as never, [{ shape: x.shape, dtype: 'float32' }]),
  );
  compiled.inputs[0]!.set(x.dataSync());
  compiled.run();
  fn(x)
    .dataSync()
    .forEach((value, i) => {
      expect(compiled.outputs[0]![i]).toBeCloseTo(value, 4);
    });
});
