/** Training compiled to WebAssembly: the same bits on every machine. */
import { type CompiledLoop, compileLoop, jit } from '@mnist1d/jit';
import { type Model, type Params, toArrays } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { judge, score } from './evaluate.ts';
import type { Optimizer, OptimizerState } from './optimizers.ts';
import { batchOf, batchRows, type Trainer, type TrainingPlan } from './trainer.ts';
import { masked, trainingStep } from './training-step.ts';

type State = { readonly params: Params; readonly optimizer: OptimizerState };

/** A trainer whose updates run in WebAssembly. Takes over `params` and the plan's masks. */
export function compiledTrainer<P extends Params>(
  model: Model<P>,
  params: Params,
  optimizer: Optimizer,
  plan: TrainingPlan,
): Trainer {
  const { numTrain, numClasses, length, steps, batchSize, order, masks } = plan;
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
        const next = trainingStep(model, state.params, state.optimizer, optimizer, scalars, batch.x, oneHot, masks);
        return { state: { params: next.params, optimizer: next.state }, loss: next.loss };
      },
    });
  // By the rows of their batches, for the last batch of a pass may be short. One of them holds the state.
  const loops = new Map<number, CompiledLoop<State>>();
  let current = compileFor(batchSize);
  loops.set(batchSize, current);
  let step = 0;
  const inOrder = numTrain % batchSize === 0 && !order;
  const rowsOf = batchRows(plan);
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
  const judgeRows = jit((given: Params, x: tf.Tensor2D, y: tf.Tensor1D) =>
    judge(model.apply(masked(given, masks) as P, x), y),
  );

  return {
    async advance(count, { signal, onProgress } = {}) {
      const losses = new Float32Array(count);
      for (let done = 0; done < count; ) {
        const { rows } = batchOf(step, plan);
        let updates = inOrder ? count - done : 1;
        if (!inOrder) while (done + updates < count && batchOf(step + updates, plan).rows === rows) updates++;
        const chosen = inOrder ? undefined : new Int32Array(updates * rows);
        if (chosen) for (let k = 0; k < updates; k++) chosen.set(rowsOf(step + k), k * rows);
        const before = done;
        const part = await loopFor(rows).run(updates, {
          ...(signal && { signal }),
          ...(chosen && { order: chosen }),
          onProgress: (made) => onProgress?.(before + made),
        });
        losses.set(part, done);
        done += updates;
        step += updates;
      }
      return losses;
    },
    async evaluate(x, y) {
      const { params: now, optimizer: moments } = current.read();
      try {
        return await score((rows, labels) => judgeRows(now, rows, labels), x, y);
      } finally {
        tf.dispose([now, moments]);
      }
    },
    async parameters() {
      const state = current.read();
      const parameters = await toArrays(state.params);
      tf.dispose(state);
      return parameters;
    },
    dispose() {
      for (const loop of loops.values()) loop.dispose();
      judgeRows.dispose();
      tf.dispose([initial, data, coefficients, masks ?? []]);
    },
  };
}
