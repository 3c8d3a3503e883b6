/** Values computed before the buffer that they end up in is filled. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

test('a computed value that is padded, and used otherwise, too', () => {
  const fn = (x: tf.Tensor2D) => {
    const y = tf.matMul(x, x);
    const padded = tf.pad(
      y,
      [
        [1, 1],
        [2, 0],
      ],
      7,
    );
    return [tf.add(padded, 1), tf.sum(y), tf.maxPool(tf.reshape(y, [1, 5, 5, 1]) as tf.Tensor4D, 3, 2, 'same')];
  };
  const x = tf.randomNormal<tf.Rank.R2>([5, 5], 0, 1, 'float32', 1);
  const expected = fn(x);
  jit(fn)(x).forEach((tensor, i) => {
    const values = tensor.dataSync();
    expected[i]!.dataSync().forEach((value, j) => {
      expect(values[j]).toBeCloseTo(value, 4);
    });
  });
});

test('reverse of all dimensions', () => {
  const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
  expect(jit((a: tf.Tensor) => tf.reverse(a))(x).arraySync()).toEqual([
    [6, 5, 4],
    [3, 2, 1],
  ]);
});
