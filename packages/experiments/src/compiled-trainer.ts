/** Training compiled to WebAssembly: the same bits on every machine. */
import { type Compiled, compile, record } from '@mnist1d/jit';
import type { Model, Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizers.ts';
import type { Trainer, TrainingRows } from './trainer.ts';
import { trainingStep } from './training-step.ts';

/** Rows per compiled forward pass. */
const ROWS = 500;

/** A trainer whose updates run in WebAssembly. */
export function compiledTrainer<P extends Params>(
  model: Model<P>,
  seed: number,
  optimizer: Optimizer,
  data: TrainingRows,
): Trainer {
  const initial = model.init(seed);
  const names = Object.keys(initial);
  const shapes = names.map((name) => (initial[name] as tf.Tensor).shape);
  const state = optimizer.init(initial);
  const slots = Object.keys(state);
  const numCoefficients = optimizer.coefficients(0).length;
  const unflatten = (tensors: readonly tf.Tensor[]): Params =>
    Object.fromEntries(names.map((name, i) => [name, tensors[i] as tf.Tensor]));

  // Per batch size, for the last batch of a pass may be short.
  const steps = new Map<number, Compiled>();
  const carried = names.length * (1 + slots.length);
  let current: (Float32Array | Int32Array)[] = [
    ...names.map((name) => (initial[name] as tf.Tensor).dataSync<'float32'>()),
    ...slots.flatMap(() => shapes.map((shape) => new Float32Array(tf.util.sizeFromShape(shape)))),
  ];

  tf.dispose([initial, state]);
  let losses: number[] = [];

  const stepFor = (rows: number): Compiled => {
    const known = steps.get(rows);
    if (known) return known;
    const fn = (...inputs: tf.Tensor[]) => {
      const groups = Array.from({ length: 1 + slots.length }, (_, g) =>
        unflatten(inputs.slice(g * names.length, (g + 1) * names.length)),
      );
      const [params, ...rest] = groups as [Params, ...Params[]];
      const [x, labels] = inputs.slice(carried, carried + 2) as [tf.Tensor2D, tf.Tensor1D];
      const oneHot = tf.cast(tf.oneHot(labels, data.numClasses), 'float32') as tf.Tensor2D;
      const next = trainingStep(
        model,
        params,
        Object.fromEntries(slots.map((slot, i) => [slot, rest[i] as Params])),
        optimizer,
        inputs.slice(carried + 2) as tf.Scalar[],
        x,
        oneHot,
      );
      return [
        next.loss,
        ...names.map((name) => next.params[name] as tf.Tensor),
        ...slots.flatMap((slot) => names.map((name) => (next.state[slot] as Params)[name] as tf.Tensor)),
      ];
    };
    const types = [
      ...Array.from({ length: 1 + slots.length }, () => shapes)
        .flat()
        .map((shape) => ({ shape, dtype: 'float32' as const })),
      { shape: [rows, data.length], dtype: 'float32' as const },
      { shape: [rows], dtype: 'int32' as const },
      ...Array.from({ length: numCoefficients }, () => ({ shape: [], dtype: 'float32' as const })),
    ];
    const compiled = compile(record(fn, types));
    steps.set(rows, compiled);
    return compiled;
  };

  const forwards = new Map<number, Compiled>();
  const forwardFor = (rows: number): Compiled => {
    const known = forwards.get(rows);
    if (known) return known;
    const fn = (...inputs: tf.Tensor[]) => [model.apply(unflatten(inputs) as P, inputs[names.length] as tf.Tensor2D)];
    const compiled = compile(
      record(
        fn,
        [...shapes, [rows, data.length]].map((shape) => ({ shape, dtype: 'float32' as const })),
      ),
    );
    forwards.set(rows, compiled);
    return compiled;
  };

  return {
    update(step, first, rows) {
      const { inputs, outputs, run } = stepFor(rows);
      for (let i = 0; i < carried; i++) inputs[i]?.set(current[i] as Float32Array);
      inputs[carried]?.set(data.x.subarray(first * data.length, (first + rows) * data.length));
      inputs[carried + 1]?.set(data.y.subarray(first, first + rows));
      optimizer.coefficients(step).forEach((value, i) => inputs[carried + 2 + i]?.set([value]));
      run();
      current = outputs.slice(1);
      losses.push(outputs[0]?.[0] as number);
    },
    async takeLosses() {
      const taken = losses;
      losses = [];
      return taken;
    },
    async logits(x, rows) {
      const logits = new Float32Array(rows * data.numClasses);
      for (let first = 0; first < rows; first += ROWS) {
        const count = Math.min(ROWS, rows - first);
        const { inputs, outputs, run } = forwardFor(count);
        for (let i = 0; i < names.length; i++) inputs[i]?.set(current[i] as Float32Array);
        inputs[names.length]?.set(x.subarray(first * data.length, (first + count) * data.length));
        run();
        logits.set(outputs[0] as Float32Array, first * data.numClasses);
      }
      return logits;
    },
    parameters: async () =>
      Object.fromEntries(
        names.map((name, i) => [
          name,
          { shape: shapes[i] as number[], data: Float32Array.from(current[i] as Float32Array) },
        ]),
      ),
    dispose() {},
  };
}
