/** Training steps of models of tfjs-layers, built as in the public tfjs-examples: compiled, they equal the eager ones. */
import { registerGradients } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';
import { examples } from './layers-examples.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerGradients();
});

const steps = 5;

describe.each(Object.keys(examples))('%s', (name) => {
  const { build, optimizer, loss, x, y } = examples[name]!;

  test(`${steps} steps of training equal those of eager tfjs`, () => {
    const train = (wrap: (step: (x: tf.Tensor, y: tf.Tensor) => tf.Scalar) => typeof step) => {
      const model = build();
      const update = optimizer();
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const step = wrap(
        (x, y) =>
          update.minimize(
            () => tf.mean(loss(y, model.apply(x, { training: true }) as tf.Tensor)),
            true,
            variables,
          ) as tf.Scalar,
      );
      const [input, target] = [x(), y()];
      const losses = Array.from({ length: steps }, () => step(input, target).dataSync()[0]!);
      return { losses, weights: model.getWeights().map((weight) => [...weight.dataSync()]), model, input };
    };
    const eager = train((step) => step);
    const compiled = train((step) => jit(step));
    compiled.losses.forEach((value, i) =>
      expect(Math.abs(value / eager.losses[i]! - 1), `loss ${i}: ${value} for ${eager.losses[i]}`).toBeLessThan(1e-4),
    );
    expect(eager.losses[0]).not.toBeCloseTo(eager.losses[steps - 1]!, 5);
    eager.weights.forEach((weight, w) => {
      const largest = weight.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      weight.forEach((value, i) =>
        expect(Math.abs(compiled.weights[w]![i]! - value), `weight ${w}[${i}]`).toBeLessThanOrEqual(
          1e-4 * largest + 1e-6,
        ),
      );
    });

    // And its predictions, by layers that fuse their kernels where no gradient is taken.
    const { model, input } = eager;
    const predicted = jit((x: tf.Tensor) => model.apply(x) as tf.Tensor)(input).dataSync();
    (model.apply(input) as tf.Tensor).dataSync().forEach((value, i) => expect(predicted[i]).toBeCloseTo(value, 4));
  });
});
