/** Training on a tfjs backend, kernel by kernel. */
import type { Model, Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { logits } from './evaluate.ts';
import type { Optimizer } from './optimizers.ts';
import type { Trainer, TrainingRows } from './trainer.ts';
import { trainingStep } from './training-step.ts';

/** A trainer on the active tfjs backend. */
export function eagerTrainer<P extends Params>(
  model: Model<P>,
  seed: number,
  optimizer: Optimizer,
  data: TrainingRows,
): Trainer {
  const { length, numTrain, numClasses } = data;
  const x = tf.tensor2d(data.x, [numTrain, length], 'float32');
  const oneHot = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(data.y, 'int32'), numClasses), 'float32') as tf.Tensor2D);
  let params: Params = model.init(seed);
  let state = optimizer.init(params);
  let losses: tf.Scalar[] = [];
  return {
    update(step, first, rows) {
      const previous = [params, state];
      const next = tf.tidy(() => {
        const xBatch = tf.slice(x, [first, 0], [rows, length]);
        const yBatch = tf.slice(oneHot, [first, 0], [rows, numClasses]);
        const coefficients = optimizer.coefficients(step).map((value) => tf.scalar(value));
        return trainingStep(model, params, state, optimizer, coefficients, xBatch, yBatch);
      });
      ({ params, state } = next);
      losses.push(next.loss);
      tf.dispose(previous);
    },
    async takeLosses() {
      if (losses.length === 0) return [];
      const stacked = tf.stack(losses);
      tf.dispose(losses);
      losses = [];
      const values = await stacked.data();
      stacked.dispose();
      return [...values];
    },
    logits: (rows, count) => logits(model, params as P, rows, count),
    async parameters() {
      const entries = Object.entries(params).map(
        async ([key, tensor]) => [key, { shape: tensor.shape, data: Float32Array.from(await tensor.data()) }] as const,
      );
      return Object.fromEntries(await Promise.all(entries));
    },
    dispose: () => tf.dispose([x, oneHot, params, state, losses]),
  };
}
