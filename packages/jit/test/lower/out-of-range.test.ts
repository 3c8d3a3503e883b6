/** Indices out of range are told of, where tfjs throws; those of no segment are left out, as tfjs leaves them. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { compileLoop, ExecutionError, jit } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const indices = (...values: number[]) => tf.tensor1d(values, 'int32');

test('gather, by indices that are known and by those that are not', () => {
  const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const gather = jit((x: tf.Tensor, i: tf.Tensor1D) => tf.gather(x, i));
  expect(() => gather(x, indices(100))).toThrow(
    new ExecutionError('jit: GatherV2: the index value 100 is not in [0, 1]'),
  );
  expect(() => gather(x, indices(1, -1))).toThrow('GatherV2: the index value -1 is not in [0, 1]');
  expect([...gather(x, indices(1)).dataSync()]).toEqual([3, 4]);
  expect(() => jit((x: tf.Tensor) => tf.gather(x, indices(2), 1))(x)).toThrow('the index value 2 is not in [0, 1]');
});

test('gatherND and scatterND', () => {
  const x = tf.tensor1d([1, 2, 3]);
  const places = tf.tensor2d([0, 3], [2, 1], 'int32');
  expect(() => jit((x: tf.Tensor) => tf.gatherND(x, places))(x)).toThrow(
    'GatherNd: the index value 3 is not in [0, 2]',
  );
  expect(() => jit((x: tf.Tensor1D) => tf.scatterND(places, tf.slice(x, 0, 2), [3]))(x)).toThrow(
    'ScatterNd: the index value 3 is not in [0, 2]',
  );
});

test('a segment of its own is nobody’s', () => {
  const sums = jit((x: tf.Tensor2D) => tf.unsortedSegmentSum(x, indices(0, -1, 7), 2))(tf.ones([3, 1]));
  expect([...sums.dataSync()]).toEqual([1, 0]);
});

test('in a loop', async () => {
  const table = tf.tensor1d([1, 2, 3]);
  const loop = compileLoop({
    state: { sum: tf.scalar(0) },
    step: ({ sum }, _, i) => ({ state: { sum: tf.add(sum, tf.gather(table, i)) as tf.Scalar } }),
  });
  await loop.run(3);
  expect(loop.read().sum.dataSync()[0]).toBe(6);
  await expect(loop.run(1)).rejects.toThrow('GatherV2: the index value 3 is not in [0, 2]');
});
