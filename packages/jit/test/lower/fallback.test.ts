/** Kernels without an implementation of their own. */
import * as tf from '@tensorflow/tfjs-core';
import '@mnist1d/models';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileLoop, jit, RecordingError, scan } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const functions: Readonly<Record<string, (x: tf.Tensor) => tf.TensorContainer>> = {
  topk: (x) => tf.topk(tf.mul(x, 2), 3),
  'topk, one of its results': (x) => tf.add(1, tf.topk(x, 2).values),
  resizeNearestNeighbor: (x) => tf.image.resizeNearestNeighbor(tf.reshape(x, [1, 4, 5, 1]) as tf.Tensor4D, [8, 7]),
  searchSorted: (x) => tf.searchSorted(tf.tensor1d([-1, 0, 1]), tf.reshape(x, [20])),
  bincount: (x) => tf.bincount(tf.cast(tf.reshape(tf.abs(x), [20]), 'int32') as tf.Tensor1D, tf.tensor1d([]), 4),
  'a view that is not contiguous': (x) => tf.topk(tf.transpose(x), 2).indices,
};

describe.each(Object.keys(functions))('%s', (name) => {
  test('gives in jit what the cpu backend gives, and the plan says so', () => {
    const fn = functions[name]!;
    const x = tf.randomNormal([4, 5], 0, 1, 'float32', 3);
    const compiled = jit(fn);
    for (let call = 0; call < 2; call++) {
      const [a, e] = [compiled(x), fn(x)].map((result) =>
        result instanceof tf.Tensor ? [result] : (Object.values(result as object) as tf.Tensor[]),
      );
      e!.forEach((tensor, i) => {
        expect(a![i]!.shape).toEqual(tensor.shape);
        expect(a![i]!.dtype).toBe(tensor.dtype);
        const got = a![i]!.dataSync();
        tensor.dataSync().forEach((value, j) => {
          expect(got[j]).toBeCloseTo(value, 5);
        });
      });
    }
    expect(compiled.explain(x).toString()).toMatch(
      /not reproducible on every machine: \w+ runs in the tfjs cpu backend/,
    );
  });
});

test('a loop refuses, and names the kernel', () => {
  expect(() =>
    compileLoop({ state: { x: tf.ones([4]) }, step: ({ x }) => ({ state: { x: tf.topk(x, 4).values } }) }),
  ).toThrow(/the kernel TopK is not compiled/);
  const step = (x: tf.Tensor) => ({ carry: tf.mul(x, 2), y: tf.topk(x, 2).indices });
  expect(() => scan(step, tf.ones([4]), tf.ones([3]))).toThrow(/the kernel TopK is not compiled/);
});

test('shapes that depend on values are refused, also where the function catches the error', () => {
  const x = tf.tensor1d([1, 1, 2]);
  const rows = tf.tensor1d([0, 2], 'int32');
  const sums = (x: tf.Tensor1D) => tf.sparse.sparseSegmentSum(x, rows, tf.tensor1d([0, 5], 'int32'));
  expect(() => jit((x: tf.Tensor1D) => tf.unique(x).values)(x)).toThrow(/Unique gives depends on values/);
  expect(() => jit(sums)(x)).toThrow(/SparseSegmentSum gives depends on values/);
  const caught = jit((x: tf.Tensor1D) => {
    try {
      return tf.unique(x).values;
    } catch {
      return x;
    }
  });
  expect(() => caught(x)).toThrow(RecordingError);
});
