/** Training compiled to WebAssembly: the same bits on every machine. */
import { type CompiledLoop, compileLoop, jit } from '@mnist1d/jit';
import type { Model, Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer, OptimizerState } from './optimizers.ts';
import { batchOf, type Trainer, type TrainingPlan } from './trainer.ts';
import { trainingStep } from './training-step.ts';

/** Rows per compiled forward pass. */
const ROWS = 500;

type State = { readonly params: Params; readonly optimizer: OptimizerState };

/** A trainer whose updates run in WebAssembly. */
export function compiledTrainer<P extends Params>(
  model: Model<P>,
  seed: number,
  optimizer: Optimizer,
  plan: TrainingPlan,
): Trainer {
  const { numTrain, numClasses, length, steps, batchSize } = plan;
  const params = model.init(seed);
  const initial: State = { params, optimizer: optimizer.init(params) };
  const data = tf.tidy(() => ({
    x: tf.tensor2d(plan.x, [numTrain, length], 'float32'),
    y: tf.tensor1d(plan.y, 'int32'),
  }));
  const coefficients = tf.tensor2d(
    Array.from({ length: steps }, (_, step) => [...optimizer.coefficients(step), 0]).flat(),
    [steps, optimizer.coefficients(0).length + 1],
  );

  const compileFor = (rows: number): CompiledLoop<State> =>
    compileLoop({
      state: initial,
      data,
      batchSize: rows,
      step(state: State, batch: typeof data, i) {
        const oneHot = tf.cast(tf.oneHot(batch.y, numClasses), 'float32') as tf.Tensor2D;
        const scalars = tf.unstack(tf.gather(coefficients, i)) as tf.Scalar[];
        const next = trainingStep(model, state.params, state.optimizer, optimizer, scalars, batch.x, oneHot);
        return { state: { params: next.params, optimizer: next.state }, loss: next.loss };
      },
    });
  // By the rows of their batches, for the last batch of a pass may be short. One of them holds the state.
  const loops = new Map<number, CompiledLoop<State>>();
  let current = compileFor(batchSize);
  loops.set(batchSize, current);
  let step = 0;
  const inOrder = numTrain % batchSize === 0;
  const loopFor = (rows: number): CompiledLoop<State> => {
    const loop = loops.get(rows) ?? compileFor(rows);
    loops.set(rows, loop);
    if (loop !== current) {
      const state = current.read();
      loop.write(state, step);
      tf.dispose(state);
      current = loop;
    }
    return loop;
  };
  const forward = jit((given: Params, x: tf.Tensor2D) => model.apply(given as P, x));

  return {
    async advance(count, { signal, onProgress }) {
      const losses = new Float32Array(count);
      for (let done = 0; done < count; ) {
        const { rows } = batchOf(step, plan);
        let updates = inOrder ? count - done : 1;
        if (!inOrder) while (done + updates < count && batchOf(step + updates, plan).rows === rows) updates++;
        const order = inOrder
          ? undefined
          : Int32Array.from({ length: updates * rows }, (_, i) => {
              return batchOf(step + Math.floor(i / rows), plan).first + (i % rows);
            });
        const before = done;
        const part = await loopFor(rows).run(updates, {
          ...(signal && { signal }),
          ...(order && { order }),
          onProgress: (made) => onProgress(before + made),
        });
        losses.set(part, done);
        done += updates;
        step += updates;
      }
      return losses;
    },
    async logits(x, rows) {
      const { params: now, optimizer: moments } = current.read();
      const logits = new Float32Array(rows * numClasses);
      for (let first = 0; first < rows; first += ROWS) {
        const count = Math.min(ROWS, rows - first);
        const part = tf.tidy(() => {
          const chunk = tf.tensor2d(x.slice(first * length, (first + count) * length), [count, length]);
          return forward(now, chunk);
        });
        logits.set(part.dataSync(), first * numClasses);
        part.dispose();
      }
      tf.dispose([now, moments]);
      return logits;
    },
    async parameters() {
      const state = current.read();
      const parameters = Object.fromEntries(
        Object.entries(state.params).map(([name, tensor]) => [
          name,
          { shape: tensor.shape, data: Float32Array.from(tensor.dataSync<'float32'>()) },
        ]),
      );
      tf.dispose(state);
      return parameters;
    },
    dispose() {
      for (const loop of loops.values()) loop.dispose();
      forward.dispose();
      tf.dispose([initial, data, coefficients]);
    },
  };
}
