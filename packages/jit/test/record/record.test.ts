import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { printGraph } from '../../src/graph/graph.ts';
import { record } from '../../src/record/record.ts';
import { trainingStep } from '../training/training-step.ts';
import { runGraph } from './run-graph.ts';

beforeAll(() => tf.setBackend('cpu'));

const typeOf = ({ shape, dtype }: tf.Tensor) => ({ shape, dtype: dtype as 'float32' });

describe.each(['logistic', 'mlp', 'cnn', 'gru'] as const)('a training step of %s', (name) => {
  test('recorded and run node by node, gives the values of the eager one', () => {
    const { fn, args } = trainingStep(name);
    const recording = record(fn, args.map(typeOf));
    const eager = fn(...args);
    const replayed = runGraph(recording, args);
    replayed.forEach((tensor, i) => {
      const expected = eager[i]!.dataSync();
      tensor.dataSync().forEach((value, j) => expect(value).toBeCloseTo(expected[j]!, 6));
    });
  });

  test('leaves tfjs as it was', () => {
    const { fn, args } = trainingStep(name);
    const before = tf.memory().numTensors;
    record(fn, args.map(typeOf));
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.getBackend()).toBe('cpu');
  });
});

test('tensors from outside become constants, copied', () => {
  const outside = tf.tensor1d([1, 2, 3]);
  const recording = record((x) => [tf.add(x, outside)], [{ shape: [3], dtype: 'float32' }]);
  outside.dispose();
  const [sum] = runGraph(recording, [tf.tensor1d([10, 20, 30])]);
  expect([...sum!.dataSync()]).toEqual([11, 22, 33]);
});

test('a graph prints a line per node', () => {
  const { graph } = record((x) => [tf.mul(x, 2)], [{ shape: [2, 3], dtype: 'float32' }]);
  expect(printGraph(graph)).toBe(
    '%0 = Input() : float32[2,3]\n%1 = Constant(2) : float32[]\n%2 = Multiply(%0, %1) : float32[2,3]\nreturn %2',
  );
});

const vector = [{ shape: [3], dtype: 'float32' as const }];
test.each<[string, (x: tf.Tensor) => unknown, string]>([
  ['dataSync', (x) => [tf.scalar(x.dataSync()[0]!)], 'reads the values of a tensor (dataSync'],
  [
    'data',
    (x) => {
      x.data().catch(() => {});
      return [x];
    },
    'reads the values of a tensor (data',
  ],
  ['an asynchronous function', async (x) => [x], 'must return tensors at once'],
])('%s is refused, and tfjs is as it was', (_, fn, message) => {
  expect(() => record(fn as never, vector)).toThrow(message);
  expect(tf.getBackend()).toBe('cpu');
  expect([...tf.add(tf.tensor1d([1]), 1).dataSync()]).toEqual([2]);
});

test('a gradient that is being taken sees nothing of it', () => {
  let kernels: string[] = [];
  const loss = (x: tf.Tensor) => {
    const slope = (y: tf.Tensor) => tf.sum(tf.square(y)) as tf.Scalar;
    kernels = record((y) => [tf.grad(slope)(y)], vector).graph.nodes.map(({ kernel }) => kernel);
    return tf.sum(tf.mul(x, 3)) as tf.Scalar;
  };
  expect([
    ...tf
      .grad(loss)(tf.zeros([3]))
      .dataSync(),
  ]).toEqual([3, 3, 3]);
  expect(kernels).toEqual(expect.arrayContaining(['Square', 'Multiply']));
});

const matrix = [{ shape: [4, 6], dtype: 'float32' as const }];
test.each<[string, (x: tf.Tensor) => tf.Tensor]>([
  ['matMul of inner dimensions that differ', (x) => tf.matMul(x as tf.Tensor2D, tf.ones([5, 2]))],
  ['matMul, transposed', (x) => tf.matMul(x as tf.Tensor2D, tf.ones([6, 2]), true)],
  ['reshape to another size', (x) => tf.reshape(x, [5, 5])],
  ['reshape to parts of numbers', (x) => tf.reshape(x, [-1, 5])],
  ['concat of shapes that differ', (x) => tf.concat([x, tf.ones([4, 5])], 0)],
  ['sum over an axis that is not there', (x) => tf.sum(x, 2)],
  ['slice beyond the end', (x) => tf.slice(x, [2, 0], [3, 6])],
  ['split into other sizes', (x) => tf.concat(tf.split(x, [2, 3], 1), 1)],
  ['add of shapes that differ', (x) => tf.add(x, tf.ones([5]))],
  ['stack of shapes that differ', (x) => tf.stack([x, tf.ones([4, 5])])],
])('what eager tfjs refuses is refused: %s', (_, fn) => {
  expect(() => fn(tf.ones([4, 6]))).toThrow();
  expect(() => record((x) => [fn(x as tf.Tensor)], matrix)).toThrow();
});

test('fused kernels are recorded as what they consist of', () => {
  const fn = (x: tf.Tensor) => [
    tf.fused.matMul({ a: x as tf.Tensor2D, b: tf.ones([6, 3]), bias: tf.tensor1d([-9, 0, 1]), activation: 'relu' }),
    tf.fused.matMul({ a: x as tf.Tensor2D, b: tf.ones([6, 3]), activation: 'leakyrelu', leakyreluAlpha: 0.3 }),
    tf.batchNorm(x, tf.ones([6]), tf.fill([6], 4), tf.fill([6], 2), tf.fill([6], 3), 0.5),
  ];
  const x = tf.randomNormal([4, 6], 0, 3, 'float32', 1);
  const recording = record((x) => fn(x as tf.Tensor), matrix);
  expect(recording.graph.nodes.map(({ kernel }) => kernel).filter((kernel) => /Fused/.test(kernel))).toEqual([]);
  const expected = fn(x);
  runGraph(recording, [x]).forEach((tensor, i) =>
    tensor.dataSync().forEach((value, j) => expect(value).toBeCloseTo(expected[i]!.dataSync()[j]!, 5)),
  );
});
