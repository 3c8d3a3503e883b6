/** Training on a tfjs backend, kernel by kernel. */
import type { Model, Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { logits } from './evaluate.ts';
import type { Optimizer } from './optimizers.ts';
import { batchOf, type Trainer, type TrainingPlan } from './trainer.ts';
import { trainingStep } from './training-step.ts';

/** Milliseconds between two reports, when others have their turn. */
const PAUSE = 50;

/** A trainer on the active tfjs backend. */
export function eagerTrainer<P extends Params>(
  model: Model<P>,
  seed: number,
  optimizer: Optimizer,
  plan: TrainingPlan,
): Trainer {
  const { length, numTrain, numClasses } = plan;
  const x = tf.tensor2d(plan.x, [numTrain, length], 'float32');
  const oneHot = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(plan.y, 'int32'), numClasses), 'float32') as tf.Tensor2D);
  let params: Params = model.init(seed);
  let state = optimizer.init(params);
  let losses: tf.Scalar[] = [];
  let step = 0;
  const update = () => {
    const { first, rows } = batchOf(step, plan);
    const previous = [params, state];
    const next = tf.tidy(() => {
      const xBatch = tf.slice(x, [first, 0], [rows, length]);
      const yBatch = tf.slice(oneHot, [first, 0], [rows, numClasses]);
      const coefficients = optimizer.coefficients(step).map((value) => tf.scalar(value));
      return trainingStep(model, params, state, optimizer, coefficients, xBatch, yBatch);
    });
    ({ params, state } = next);
    losses.push(next.loss);
    step++;
    tf.dispose(previous);
  };
  const takeLosses = async () => {
    if (losses.length === 0) return [];
    const stacked = tf.stack(losses);
    tf.dispose(losses);
    losses = [];
    const values = await stacked.data<'float32'>();
    stacked.dispose();
    return values;
  };
  return {
    async advance(count, { signal, onProgress }) {
      let lastPause = performance.now();
      for (let done = 1; done <= count; done++) {
        update();
        if (performance.now() - lastPause > PAUSE) {
          onProgress(done);
          await new Promise((resolve) => setTimeout(resolve));
          lastPause = performance.now();
        }
        if (done < count) signal?.throwIfAborted();
      }
      return takeLosses();
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
