/** Variables of compiled functions, whose values stay in memory from call to call: nobody notices. */
import * as tf from '@tensorflow/tfjs-core';
import '@mnist1d/models';
import '@tensorflow/tfjs-backend-cpu';
import { beforeEach, describe, expect, test } from 'vitest';
import { jit, scan } from '../../src/index.ts';
import { expectUntouched } from './untouched.ts';

const numbers = (tensor: tf.Tensor) => [...tensor.dataSync()];

describe('a variable that a compiled function assigns', () => {
  let w: tf.Variable;
  const doubling = () =>
    jit((x: tf.Tensor) => {
      w.assign(tf.add(tf.mul(w, 2), x));
      return tf.sum(w);
    });

  beforeEach(async () => {
    await tf.setBackend('cpu');
    w = tf.variable(tf.tensor1d([1, 2]));
  });

  test('has its values after each call, now and later', async () => {
    const f = doubling();
    f(tf.scalar(0));
    expect(numbers(w)).toEqual([2, 4]);
    const later = w.data();
    expect(numbers(f(tf.scalar(1)))).toEqual([14]);
    expect([...(await later)]).toEqual([2, 4]);
    expect([...(await w.data())]).toEqual([5, 9]);
  });

  test('what was made of it stays', () => {
    const f = doubling();
    f(tf.scalar(0));
    const kept = [tf.clone(w), tf.reshape(w, [2, 1]), tf.variable(w as tf.Tensor), tf.add(w, 0), w.dataSync()];
    f(tf.scalar(0));
    f(tf.scalar(0));
    for (const values of kept) expect([...(values instanceof tf.Tensor ? values.dataSync() : values)]).toEqual([2, 4]);
    expect(numbers(w)).toEqual([8, 16]);
  });

  test('may be assigned and looked at in between, by operations, too', () => {
    const f = doubling();
    f(tf.scalar(0));
    expect(numbers(tf.mul(w, 10))).toEqual([20, 40]);
    f(tf.scalar(0));
    expect(numbers(w)).toEqual([4, 8]);
    w.assign(tf.tensor1d([7, 7]));
    f(tf.scalar(0));
    expect(numbers(w)).toEqual([14, 14]);
  });

  test('is the same to other functions, for other shapes, and for scans', () => {
    const f = doubling();
    const g = doubling();
    f(tf.scalar(0));
    g(tf.scalar(0));
    f(tf.tensor1d([1, 0]));
    expect(numbers(w)).toEqual([9, 16]);
    expect(numbers(jit(() => tf.neg(w))())).toEqual([-9, -16]);
    const { carry } = scan(
      (c: tf.Tensor, x: tf.Tensor) => ({ carry: tf.add(c, tf.mul(w, x)) }),
      tf.zeros([2]),
      tf.ones([2]),
    );
    expect(numbers(carry)).toEqual([18, 32]);
    f(tf.scalar(0));
    expect(numbers(w)).toEqual([18, 32]);
  });

  test('is as it was before a profile, after one', () => {
    const f = doubling();
    f(tf.scalar(0));
    f.profile(tf.scalar(0));
    expect(numbers(w)).toEqual([2, 4]);
    f(tf.scalar(0));
    expect(numbers(w)).toEqual([4, 8]);
  });

  test('keeps its values when the function is disposed, or fails', () => {
    const f = doubling();
    f(tf.scalar(0));
    f.dispose();
    expect(numbers(w)).toEqual([2, 4]);
    const risky = jit((i: tf.Tensor1D) => {
      w.assign(tf.mul(w, 3));
      return tf.gather(w, i);
    });
    risky(tf.tensor1d([0], 'int32'));
    expect(() => risky(tf.tensor1d([5], 'int32'))).toThrow('the index value 5 is not in [0, 1]');
    expect(numbers(w)).toEqual([6, 12]);
  });

  test('is counted as ever', () => {
    const f = doubling();
    const x = tf.scalar(0);
    f(x).dispose();
    expectUntouched(() => {
      for (let i = 0; i < 5; i++) f(x).dispose();
    });
    const { numTensors, numDataBuffers } = tf.memory();
    w.dispose();
    expect(tf.memory().numTensors).toBe(numTensors - 1);
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers - 1);
    expect(() => f(x)).toThrow('is disposed');
  });
});
