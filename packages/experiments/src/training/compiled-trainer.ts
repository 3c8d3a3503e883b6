/** Training compiled to WebAssembly: the same bits on every machine. */
import { type CompiledLoop, compileLoop, jit, randomUniform } from '@mnist1d/jit';
import { type Model, type Params, type Randomness, toArrays, withoutBuffers } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { batchOf, batchRows } from './batches/order.ts';
import { inChunks, judge, score } from './evaluate.ts';
import type { Optimizer, OptimizerState } from './optimizers/optimizer.ts';
import type { Trainer, TrainingPlan } from './trainer.ts';
import { masked, trainingStep } from './training-step.ts';

type State = { readonly params: Params; readonly optimizer: OptimizerState };

/** A trainer whose updates run in WebAssembly. Takes over `params` and the plan's masks. */
export function compiledTrainer<P extends Params>(
  model: Model<P>,
  params: Params,
  optimizer: Optimizer,
  plan: TrainingPlan,
): Trainer {
  const { masks } = plan;
  const initial: State = { params, optimizer: optimizer.init(withoutBuffers(model, params)) };
  const updates = compiledUpdates(model, initial, optimizer, plan);
  const loops = loopsByRows(updates.compileFor, plan.batchSize);
  const apply = (given: Params, x: tf.Tensor2D) => model.apply(masked(given, masks) as P, x);
  const judgeRows = jit((given: Params, x: tf.Tensor2D, y: tf.Tensor1D) => judge(apply(given, x), y), plan);
  const applyCompiled = jit(apply, plan);
  const withParams = async <T>(use: (params: Params) => Promise<T>): Promise<T> => {
    const state = loops.current().read();
    try {
      return await use(state.params);
    } finally {
      tf.dispose(state);
    }
  };
  const rowsOf = batchRows(plan);
  let step = 0;
  return {
    async advance(count, { signal, onProgress } = {}) {
      const losses = new Float32Array(count);
      for (let done = 0; done < count; ) {
        const batches = nextBatches(step, count - done, plan, rowsOf);
        const before = done;
        const part = await loops.at(batches.rows, step).run(batches.updates, {
          signal,
          order: batches.order,
          onProgress: (made) => onProgress?.(before + made),
        });
        losses.set(part, done);
        done += batches.updates;
        step += batches.updates;
      }
      return losses;
    },
    evaluate: (x, y) => withParams((params) => score((rows, labels) => judgeRows(params, rows, labels), x, y)),
    async logits(x, rows) {
      const [logits] = await withParams((params) => inChunks((chunk) => [applyCompiled(params, chunk)], x, rows));
      return logits as Float32Array;
    },
    parameters: () => withParams(toArrays),
    dispose() {
      loops.dispose();
      judgeRows.dispose();
      applyCompiled.dispose();
      updates.dispose();
      tf.dispose([initial, masks ?? []]);
    },
  };
}

/** What compiles the loop of updates for batches of so many rows. */
function compiledUpdates<P extends Params>(
  model: Model<P>,
  initial: State,
  optimizer: Optimizer,
  plan: TrainingPlan,
): { compileFor(rows: number): CompiledLoop<State>; dispose(): void } {
  const { x, y, numTrain, numClasses, length, steps, seed, numerics, threads } = plan;
  const data = tf.tidy(() => ({ x: tf.tensor2d(x, [numTrain, length], 'float32'), y: tf.tensor1d(y, 'int32') }));
  const coefficients = tf.tensor2d(
    Array.from({ length: steps }, (_, step) => [...optimizer.coefficients(step), 0]).flat(),
    [steps, optimizer.coefficients(0).length + 1],
  );
  return {
    compileFor: (rows) =>
      compileLoop({
        state: initial,
        data,
        batchSize: rows,
        numerics,
        threads,
        step({ params, optimizer: state }: State, batch: typeof data, i) {
          const oneHot = tf.cast(tf.oneHot(batch.y, numClasses), 'float32') as tf.Tensor2D;
          const scalars = tf.unstack(tf.gather(coefficients, i)).slice(0, -1) as tf.Scalar[];
          const random: Randomness = (stream, shape) => randomUniform(i, shape, { seed, stream });
          const given = { model, optimizer, plan, params, state, coefficients: scalars, x: batch.x, oneHot, random };
          const next = trainingStep(given);
          return { state: { params: next.params, optimizer: next.state }, loss: next.loss };
        },
      }),
    dispose: () => tf.dispose([data, coefficients]),
  };
}

/** Loops by the rows of their batches, for the last batch of a pass may be short. One of them, the current one, holds the state. */
function loopsByRows(compileFor: (rows: number) => CompiledLoop<State>, batchSize: number) {
  let current = compileFor(batchSize);
  const loops = new Map([[batchSize, current]]);
  return {
    current: () => current,
    /** The loop for batches of so many rows, with the state after update `step` − 1. */
    at(rows: number, step: number): CompiledLoop<State> {
      const loop = loops.get(rows) ?? compileFor(rows);
      loops.set(rows, loop);
      if (loop !== current) {
        const state = current.read();
        loop.write(state, step);
        tf.dispose(state);
        current = loop;
      }
      return loop;
    },
    dispose() {
      for (const loop of loops.values()) loop.dispose();
    },
  };
}

/** The updates from `step` on whose batches have as many rows, `most` at most, and their rows where they are not in order. */
function nextBatches(
  step: number,
  most: number,
  plan: TrainingPlan,
  rowsOf: (step: number) => Int32Array,
): { readonly rows: number; readonly updates: number; readonly order?: Int32Array } {
  const { rows } = batchOf(step, plan);
  if (plan.numTrain % plan.batchSize === 0 && !plan.order) return { rows, updates: most };
  let updates = 1;
  while (updates < most && batchOf(step + updates, plan).rows === rows) updates++;
  const order = new Int32Array(updates * rows);
  for (let k = 0; k < updates; k++) order.set(rowsOf(step + k), k * rows);
  return { rows, updates, order };
}
