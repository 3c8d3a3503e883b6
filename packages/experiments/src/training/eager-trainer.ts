/** Training on a tfjs backend, kernel by kernel. */
import { randomUniform } from '@mnist1d/jit';
import { type Model, type Params, type Randomness, toArrays, withoutBuffers } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { batchOf, batchRows } from './batches/order.ts';
import { checkOutputs, outputsOf } from './check-data.ts';
import { inChunks, judge, score } from './evaluate.ts';
import { nextTask } from './next-task.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { Trainer, TrainingPlan } from './trainer.ts';
import { masked, trainingStep } from './training-step.ts';

/** Milliseconds between two reports, when others have their turn. */
const PAUSE = 50;

/** A trainer on the active tfjs backend. Takes over `initial` and the plan's masks. */
export function eagerTrainer<P extends Params>(
  model: Model<P>,
  initial: Params,
  optimizer: Optimizer,
  plan: TrainingPlan,
): Trainer {
  const { length, numTrain, numClasses, order, masks, seed } = plan;
  checkOutputs(outputsOf(model, initial as P, length), numClasses);
  const x = tf.tensor2d(plan.x, [numTrain, length], 'float32');
  const oneHot = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor1d(plan.y, 'int32'), numClasses), 'float32') as tf.Tensor2D);
  let params = initial;
  let state = optimizer.init(withoutBuffers(model, params));
  let losses: tf.Scalar[] = [];
  let step = 0;
  const rowsOf = batchRows(plan);
  const update = () => {
    const { first, rows } = batchOf(step, plan);
    const chosen = order && rowsOf(step);
    const take = (table: tf.Tensor2D): tf.Tensor2D =>
      chosen ? tf.gather(table, chosen) : tf.slice(table, [first, 0], [rows, table.shape[1]]);
    const previous = [params, state];
    const next = tf.tidy(() => {
      const coefficients = optimizer.coefficients(step).map((value) => tf.scalar(value));
      const random: Randomness = (stream, shape) => randomUniform(tf.scalar(step, 'int32'), shape, { seed, stream });
      const batch = { x: take(x), oneHot: take(oneHot) };
      return trainingStep({ model, optimizer, plan, params, state, coefficients, ...batch, random });
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
  const apply = (chunk: tf.Tensor2D) => model.apply(masked(params, masks) as P, chunk);
  return {
    async advance(count, { signal, onProgress } = {}) {
      let lastPause = performance.now();
      for (let done = 1; done <= count; done++) {
        update();
        if (performance.now() - lastPause > PAUSE) {
          onProgress?.(done);
          await nextTask();
          lastPause = performance.now();
        }
        if (done < count) signal?.throwIfAborted();
      }
      return takeLosses();
    },
    evaluate: (rows, y) => score((chunk, labels) => judge(apply(chunk), labels), rows, y),
    async logits(given, rows) {
      const [logits] = await inChunks((chunk) => [apply(chunk)], given, rows);
      return logits as Float32Array;
    },
    parameters: () => toArrays(params),
    dispose: () => tf.dispose([x, oneHot, params, state, losses, masks ?? []]),
  };
}
