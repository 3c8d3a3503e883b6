/** The compiled functions with tfjs's own WebAssembly backend active: tensors come from there, and go back there. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileLoop, jit, scan } from '../../src/index.ts';

beforeAll(async () => {
  expect(await tf.setBackend('wasm')).toBe(true);
});
afterAll(() => tf.setBackend('cpu'));

const values = (tensor: tf.Tensor) => [...tensor.dataSync()];

test('jit: arguments, constants, variables and results', () => {
  const c = tf.tensor1d([1, 2, 3]);
  const w = tf.variable(tf.tensor1d([10, 20, 30]));
  const f = jit((x: tf.Tensor, n: tf.Tensor, b: tf.Tensor) => {
    w.assign(tf.add(w, x) as tf.Tensor1D);
    return { y: tf.add(tf.mul(x, c), w), n: tf.add(n, n), b: tf.logicalNot(b) };
  });
  const args = [tf.tensor1d([1, 1, 2]), tf.tensor1d([1, 2], 'int32'), tf.tensor1d([true, false], 'bool')] as const;
  f(...args);
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const { y, n, b } = f(...args);
    expect(values(y)).toEqual([13, 24, 40]);
    expect([n.dtype, ...values(n)]).toEqual(['int32', 2, 4]);
    expect([b.dtype, ...values(b)]).toEqual(['bool', 0, 1]);
    expect(values(tf.add(y, 1))).toEqual([14, 25, 41]);
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(values(w)).toEqual([12, 22, 34]);
  expect(values(tf.mul(w, 2))).toEqual([24, 44, 68]);
  expect(tf.getBackend()).toBe('wasm');
});

test('jit: a failing function leaves the backend active', () => {
  expect(() => jit((x: tf.Tensor) => tf.scalar(x.dataSync()[0]!))(tf.ones([2]))).toThrow('reads the values');
  expect(tf.getBackend()).toBe('wasm');
  expect(values(tf.add(tf.ones([2]), 1))).toEqual([2, 2]);
});

test('jit: tensors of another backend', async () => {
  await tf.setBackend('cpu');
  const [c, x] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])];
  await tf.setBackend('wasm');
  const y = jit((x: tf.Tensor) => tf.add(x, c))(x);
  expect(values(tf.mul(y, 2))).toEqual([8, 12]);
});

test('jit: a variable goes with tfjs from backend to backend', async () => {
  const w = tf.variable(tf.tensor1d([1, 2]));
  const f = jit(() => {
    w.assign(tf.mul(w, 2) as tf.Tensor1D);
  });
  f();
  await tf.setBackend('cpu');
  expect(values(tf.add(w, 1))).toEqual([3, 5]);
  f();
  await tf.setBackend('wasm');
  expect(values(tf.add(w, 1))).toEqual([5, 9]);
  f();
  await tf.setBackend('cpu');
  expect(values(w)).toEqual([8, 16]);
  await tf.setBackend('wasm');
});

test('compileLoop and scan', async () => {
  const loop = compileLoop({
    state: { sum: tf.zeros([2]) as tf.Tensor },
    data: { x: tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]) },
    batchSize: 1,
    step: ({ sum }, { x }) => ({ state: { sum: tf.add(sum, tf.sum(x, 0)) }, loss: tf.sum(x) }),
  });
  expect([...(await loop.run(4))]).toEqual([3, 7, 11, 3]);
  expect(values(tf.mul(loop.read().sum, 2))).toEqual([20, 28]);
  const { carry, ys, vjp } = scan(
    (c: tf.Tensor, x: tf.Tensor) => ({ carry: tf.mul(c, x), y: c }),
    tf.scalar(2) as tf.Tensor,
    tf.tensor1d([3, 4]),
  );
  expect([...values(carry), ...values(ys)]).toEqual([24, 2, 6]);
  expect(values(vjp({ carry: tf.scalar(1) }).carry)).toEqual([12]);
});
