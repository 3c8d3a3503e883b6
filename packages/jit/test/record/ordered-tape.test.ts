import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { withOrderedTape } from '../../src/record/ordered-tape.ts';

beforeAll(() => tf.setBackend('cpu'));

const x0 = [0.3, -1.2, 0.7, 2.1, -0.4, 0.05];
const weights = [1, -2, 0.5, 3, -1, 0.25];

/** Kernels whose gradients keep their outputs, as scalar functions of six numbers, with the same in plain arithmetic. */
const functions: Record<string, { tensor: (x: tf.Tensor) => tf.Tensor; plain: (x: number[]) => number[] }> = {
  tanh: { tensor: tf.tanh, plain: (x) => x.map(Math.tanh) },
  sigmoid: { tensor: tf.sigmoid, plain: (x) => x.map((v) => 1 / (1 + Math.exp(-v))) },
  exp: { tensor: tf.exp, plain: (x) => x.map(Math.exp) },
  softmax: {
    tensor: (x) => tf.softmax(tf.reshape(x, [2, 3])),
    plain: (x) => [softmax(x.slice(0, 3)), softmax(x.slice(3))].flat(),
  },
  logSoftmax: {
    tensor: (x) => tf.logSoftmax(tf.reshape(x, [2, 3])),
    plain: (x) => [softmax(x.slice(0, 3)), softmax(x.slice(3))].flat().map(Math.log),
  },
};

function softmax(x: number[]): number[] {
  const e = x.map(Math.exp);
  const sum = e.reduce((a, b) => a + b);
  return e.map((v) => v / sum);
}

/** ‖∇f‖² at x for f(x) = Σ wᵢ fn(x)ᵢ², by central differences in double precision. */
function squaredGradient(plain: (x: number[]) => number[], x: number[]): number {
  const f = (at: number[]) => plain(at).reduce((sum, v, i) => sum + weights[i]! * v * v, 0);
  return partials(f, x, 1e-5).reduce((sum, d) => sum + d * d, 0);
}

function partials(f: (x: number[]) => number, x: number[], h: number): number[] {
  return x.map((_, i) => {
    const moved = (by: number) => f(x.map((v, j) => (i === j ? v + by : v)));
    return (moved(h) - moved(-h)) / (2 * h);
  });
}

test.each(Object.keys(functions))(
  'the gradient of the squared gradient through %s agrees with finite differences',
  (name) => {
    const { tensor, plain } = functions[name]!;
    const w = tf.tensor(weights);
    const f = (x: tf.Tensor) => tf.sum(tf.mul(w, tf.square(tf.reshape(tensor(x), [6])))) as tf.Scalar;
    const g = (x: tf.Tensor) => tf.sum(tf.square(tf.grad(f)(x))) as tf.Scalar;
    const second = withOrderedTape(() => tf.grad(g)(tf.tensor(x0)));
    const expected = partials((x) => squaredGradient(plain, x), x0, 1e-4);
    second
      .dataSync()
      .forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-3 * (1 + Math.abs(expected[i]!))));
  },
);

test('tfjs alone gets one of them wrong, which is why this exists', () => {
  const f = (x: tf.Tensor) => tf.sum(tf.square(tf.tanh(x))) as tf.Scalar;
  const g = (x: tf.Tensor) => tf.sum(tf.square(tf.grad(f)(x))) as tf.Scalar;
  const alone = tf.grad(g)(tf.tensor(x0)).dataSync();
  const ordered = withOrderedTape(() => tf.grad(g)(tf.tensor(x0))).dataSync();
  expect(Math.max(...alone.map((v, i) => Math.abs(v - ordered[i]!)))).toBeGreaterThan(1e-2);
});

test('the engine is as it was afterwards, also after an error', () => {
  const engine = tf.engine() as unknown as { addTapeNode: unknown };
  const before = engine.addTapeNode;
  expect(() =>
    withOrderedTape(() => {
      throw new Error('inside');
    }),
  ).toThrow('inside');
  expect(withOrderedTape(() => withOrderedTape(() => 3))).toBe(3);
  expect(engine.addTapeNode).toBe(before);
});
