import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Conv1dOptions, conv1d, conv1dLength, TorchRandom } from '../src/index.ts';
import './cpu-backend.ts';
import { conv } from './reference/forward-reference.ts';

const small = fc.integer({ min: 1, max: 4 });
const zeros = fc.integer({ min: 0, max: 5 });
const padding = fc.oneof(zeros, fc.tuple(zeros, zeros), fc.constant('causal' as const));

test('conv1d computes what the equations say, and so does its gradient, for any stride, padding and dilation', () => {
  const sizes = fc.record({
    length: fc.integer({ min: 1, max: 12 }),
    batch: small,
    channels: small,
    outputs: small,
    kernel: small,
  });
  const options: fc.Arbitrary<Conv1dOptions> = fc.record({ stride: small, padding, dilation: small });
  fc.assert(
    fc.property(sizes, options, fc.nat(), ({ length, batch, channels, outputs, kernel }, options, seed) => {
      fc.pre(conv1dLength(length, kernel, options) > 0);
      const random = new TorchRandom(seed);
      const x = random.randn(length * batch * channels);
      const arrays = {
        'conv.weight': { shape: [outputs, channels, kernel], data: random.randn(outputs * channels * kernel) },
        'conv.bias': { shape: [outputs], data: random.randn(outputs) },
      };
      const { padding, dilation = 1, stride = 1 } = options;
      const ends =
        padding === 'causal'
          ? [(kernel - 1) * dilation, 0]
          : typeof padding === 'number'
            ? [padding, padding]
            : padding;
      const expected = Array.from({ length: batch }, (_, b) => {
        const signal = Array.from({ length: channels }, (_, c) =>
          Array.from({ length }, (_, t) => x[(t * batch + b) * channels + c]!),
        );
        return conv(arrays, 'conv', signal, stride, ends as [number, number], dilation);
      });
      tf.tidy(() => {
        const [signal, weight, bias] = [
          tf.tensor3d(x, [length, batch, channels]),
          tf.tensor3d(arrays['conv.weight'].data, [outputs, channels, kernel]),
          tf.tensor1d(arrays['conv.bias'].data),
        ];
        const apply = (x: tf.Tensor3D, weight: tf.Tensor, bias: tf.Tensor) => conv1d(x, { weight, bias }, options);
        const result = apply(signal, weight, bias);
        expect(result.shape).toEqual([conv1dLength(length, kernel, options), batch, outputs]);
        (result.arraySync() as number[][][]).forEach((step, t) =>
          step.forEach((row, b) => row.forEach((value, o) => expect(value).toBeCloseTo(expected[b]![o]![t]!, 4))),
        );
        // It is linear in each of x and the weight: the gradient times either is the sum of what it gives without a bias.
        const sum = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Scalar => {
          // Where all outputs see zeros alone, tfjs would refuse to take gradients.
          const nothing = tf.mul(0, tf.add(tf.sum(x), tf.sum(weight)));
          return tf.add(tf.sum(apply(x as tf.Tensor3D, weight, bias)), nothing);
        };
        const [dx, dWeight, dBias] = tf.grads(sum)([signal, weight, bias]) as [tf.Tensor, tf.Tensor, tf.Tensor];
        const without = sum(signal, weight, tf.zerosLike(bias)).dataSync()[0]!;
        expect(tf.sum(tf.mul(dx, signal)).dataSync()[0]).toBeCloseTo(without, 3);
        expect(tf.sum(tf.mul(dWeight, weight)).dataSync()[0]).toBeCloseTo(without, 3);
        expect([...dBias.dataSync()]).toEqual(Array(outputs).fill(batch * result.shape[0]));
      });
    }),
    { numRuns: 200 },
  );
});

test('where every tap meets zeros alone, the gradient of the weights is zero', () => {
  tf.tidy(() => {
    const x = tf.ones([1, 2, 3]) as tf.Tensor3D;
    const loss = (weight: tf.Tensor) => tf.sum(conv1d(x, { weight }, { dilation: 3, padding: [2, 1] })) as tf.Scalar;
    const slope = tf.grad((weight) => loss(weight))(tf.ones([4, 3, 2]));
    expect(slope.shape).toEqual([4, 3, 2]);
    expect([...slope.dataSync()].every((value) => value === 0)).toBe(true);
  });
});
