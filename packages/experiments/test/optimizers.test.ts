import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { adam, type Optimizer, sgd } from '../src/index.ts';

const gradients = [
  [0.5, -1, 0],
  [0.25, 3, 1e-4],
  [-2, 0.125, -1e-4],
  [1, 1, 1e-6],
];
const initial = [1, -2, 0.5];

/** The parameters after an update with each of `gradients`. */
function follow(optimizer: Optimizer): number[] {
  return tf.tidy(() => {
    let params: Record<string, tf.Tensor> = { w: tf.tensor1d(initial) };
    let state = optimizer.init(params);
    gradients.forEach((gradient, step) => {
      const scalars = optimizer.coefficients(step).map((value) => tf.scalar(value));
      const next = optimizer.update(params, { w: tf.tensor1d(gradient) }, state, scalars);
      params = next.params;
      state = next.state;
    });
    return Array.from(params.w!.dataSync());
  });
}

test('adam follows the equations of Kingma & Ba, algorithm 1', () => {
  const [lr, b1, b2, eps] = [0.01, 0.8, 0.99, 1e-8];
  const expected = initial.map((start, i) => {
    let [p, m, v] = [start, 0, 0];
    gradients.forEach((g, t) => {
      m = b1 * m + (1 - b1) * g[i]!;
      v = b2 * v + (1 - b2) * g[i]! ** 2;
      p -= (lr * (m / (1 - b1 ** (t + 1)))) / (Math.sqrt(v / (1 - b2 ** (t + 1))) + eps);
    });
    return p;
  });
  follow(adam({ learningRate: lr, betas: [b1, b2], eps })).forEach((p, i) => expect(p).toBeCloseTo(expected[i]!, 6));
});

test('sgd adds momentum to the gradient before the step', () => {
  const [lr, momentum] = [0.1, 0.9];
  const expected = initial.map((start, i) => {
    let [p, b] = [start, 0];
    for (const g of gradients) {
      b = momentum * b + g[i]!;
      p -= lr * b;
    }
    return p;
  });
  follow(sgd({ learningRate: lr, momentum })).forEach((p, i) => expect(p).toBeCloseTo(expected[i]!, 6));
});
