import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { cnn, flattenParameters, logistic, toArrays, toTensors, unflattenParameters } from '../src/index.ts';
import './cpu-backend.ts';

test('a vector holds the parameters in the order of their keys, row by row', () => {
  const weight = { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  const bias = { shape: [2], data: Float32Array.of(7, 8) };
  expect(flattenParameters({ weight, bias })).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  expect(flattenParameters({ bias, weight })).toEqual(Float32Array.of(7, 8, 1, 2, 3, 4, 5, 6));
  expect(flattenParameters({})).toEqual(new Float32Array(0));
});

test('a model’s parameters come back from their vector, as copies', () => {
  const model = cnn({ channels: 3 });
  const params = model.initArrays(1);
  const vector = flattenParameters(params);
  const back = unflattenParameters(vector, model.shapes);
  expect(back).toEqual(params);
  expect(Object.keys(back)).toEqual(Object.keys(params));
  vector.fill(0);
  expect(back).toEqual(params);
});

test.each([409, 411])('a vector of %i numbers is not one of 410', (size) => {
  expect(() => unflattenParameters(new Float32Array(size), logistic().shapes)).toThrow(
    new RangeError(`unflattenParameters: values must be 410 numbers for these shapes, got ${size}`),
  );
});

test('tensors and plain arrays hold the same', async () => {
  const arrays = logistic().initArrays(2);
  const tensors = toTensors(arrays);
  expect(tensors['linear.weight'].shape).toEqual([10, 40]);
  expect(await toArrays(tensors)).toEqual(arrays);
  expect(tensors['linear.bias'].isDisposed).toBe(false);
  tf.dispose(tensors);
});
