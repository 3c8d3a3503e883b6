/** tfjs's optimisers, compiled as they are. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

describe("tfjs's optimisers", () => {
  const optimizers: Record<string, () => tf.Optimizer> = {
    sgd: () => tf.train.sgd(0.1),
    momentum: () => tf.train.momentum(0.05, 0.9),
    nesterov: () => tf.train.momentum(0.05, 0.9, true),
    adam: () => tf.train.adam(0.05),
    adamax: () => tf.train.adamax(0.05),
    adadelta: () => tf.train.adadelta(0.5),
    adagrad: () => tf.train.adagrad(0.1),
    rmsprop: () => tf.train.rmsprop(0.01),
    'rmsprop, centred': () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true),
  };

  describe.each(Object.keys(optimizers))('%s', (name) => {
    test.each(['minimize', 'applyGradients'])('%s equals eager tfjs for 20 steps', (method) => {
      const train = (wrap: (step: (x: tf.Tensor2D, y: tf.Tensor2D) => tf.Scalar) => typeof step) => {
        const w = tf.variable(random([3, 2], 7) as tf.Tensor2D);
        const b = tf.variable(tf.zeros([2]));
        const optimizer = optimizers[name]!();
        const step = wrap((x, y) => {
          const loss = () => tf.mean(tf.square(tf.sub(tf.tanh(tf.add(tf.matMul(x, w), b)), y))) as tf.Scalar;
          if (method === 'minimize') return optimizer.minimize(loss, true, [w, b]) as tf.Scalar;
          const { value, grads } = tf.variableGrads(loss, [w, b]);
          optimizer.applyGradients(grads);
          return value;
        });
        const before = tf.memory().numTensors;
        const [x, y] = [random([5, 3], 1), random([5, 2], 2)] as [tf.Tensor2D, tf.Tensor2D];
        const losses = Array.from({ length: 20 }, () => tf.tidy(() => step(x, y).dataSync()[0]!));
        tf.dispose([x, y]);
        const values = [...losses, ...w.dataSync(), ...b.dataSync()];
        return { values, tensors: tf.memory().numTensors - before };
      };
      const eager = train((step) => step);
      const compiled = train((step) => jit(step));
      compiled.values.forEach((value, i) =>
        expect(Math.abs(value - eager.values[i]!)).toBeLessThan(1e-5 * (1 + Math.abs(eager.values[i]!))),
      );
      // Both leave the optimiser's own variables, and nothing else.
      expect(compiled.tensors).toBe(eager.tensors);
    });
  });

  test('all trainable variables are found where none are named', () => {
    const train = (wrap: (step: () => void) => () => void) => {
      const [w, fixed, other] = [
        tf.variable(tf.scalar(3)),
        tf.variable(tf.scalar(2), false),
        tf.variable(tf.scalar(5)),
      ];
      const optimizer = tf.train.adam(0.1);
      const step = wrap(() => {
        optimizer.minimize(() => tf.square(tf.mul(w, fixed)) as tf.Scalar);
      });
      for (let i = 0; i < 5; i++) step();
      const values = [w, fixed, other].map((variable) => variable.dataSync()[0]!);
      tf.dispose([w, fixed, other]);
      return values;
    };
    const expected = train((step) => step);
    train((step) => jit(step)).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  });

  test('an optimiser outlives a call that fails after its step', () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const optimizer = tf.train.adam(0.1);
    const step = () => optimizer.minimize(() => tf.sum(tf.square(w)) as tf.Scalar, true, [w]) as tf.Scalar;
    expect(() => jit(() => step().dataSync())()).toThrow('reads the values');
    expect([...w.dataSync()]).toEqual([1, 2]);
    jit(step)();
    w.dataSync().forEach((value, i) => expect(value).toBeCloseTo([0.9, 1.9][i]!, 5));
    step();
    w.dataSync().forEach((value, i) => expect(value).toBeCloseTo([0.8, 1.8][i]!, 2));
  });
});
