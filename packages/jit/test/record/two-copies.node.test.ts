/** Two copies of tfjs-core in one program, as package managers sometimes leave them. */
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';

/** Another copy: its classes are not those that jit imports, though both share one engine. */
function loadAgain(): typeof tf {
  const require = createRequire(import.meta.url);
  const path = require.resolve('@tensorflow/tfjs-core');
  delete require.cache[path];
  return require(path) as typeof tf;
}

let other: typeof tf;

beforeAll(async () => {
  await tf.setBackend('cpu');
  other = loadAgain();
});

test('they are two', () => {
  expect(other.Variable).not.toBe(tf.Variable);
  expect(other.engine()).toBe(tf.engine());
});

test('tensors and operations of the other copy compile', () => {
  const doubled = jit((x: tf.Tensor) => other.mul(x, 2));
  expect([...doubled(other.tensor1d([1, 2])).dataSync()]).toEqual([2, 4]);
  const slope = jit((x: tf.Tensor) => other.grad((x) => other.sum(other.square(x)))(x));
  expect([...slope(other.tensor1d([1, 2])).dataSync()]).toEqual([2, 4]);
});

test('a variable made by the other copy is one of the engine that both share', () => {
  const weight = other.variable(other.scalar(3));
  const optimizer = other.train.sgd(0.1);
  const step = jit(() => optimizer.minimize(() => other.square(weight) as tf.Scalar, true, [weight]));
  expect([step(), step()].map((loss) => loss?.dataSync()[0])).toEqual([9, Math.fround(2.4) ** 2].map(Math.fround));
  expect(weight.dataSync()[0]).toBeCloseTo(3 * 0.8 ** 2, 5);
});
