/** Self-supervised learning by contrast (SimCLR, Chen et al. 2020) for signals: two views of each, InfoNCE between them. */
import type { LoopOptions } from '@mnist1d/jit';
import type { Model, Params, TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { lossAndGradients } from '../../training/named-parameters.ts';
import { adam } from '../../training/optimizers/adam.ts';
import type { OptimizerState } from '../../training/optimizers/optimizer.ts';

/** How the views of a signal differ, and how they are compared. */
export interface Contrast {
  /** Views are shifted circularly by 0 … shifts − 1 points. */
  readonly shifts: number;
  /** Standard deviations of the slope per point and of the offset that each view gets instead of its own. */
  readonly slopeScale: number;
  readonly offsetScale: number;
  /** Of the similarities in InfoNCE. */
  readonly temperature: number;
}

export type ContrastiveState<P extends Params> = { readonly params: P; readonly optimizer: OptimizerState };
export type Signals = { readonly x: tf.Tensor2D };

/** The training as a loop to compile. */
export interface ContrastiveTraining<P extends Params> {
  readonly options: LoopOptions<ContrastiveState<P>, Signals>;
  /** Draws what the `steps` updates from update `first` on need, at most {@link DRAWN}. */
  draw(random: TorchRandom, first: number, steps: number): void;
  dispose(): void;
}

/** Updates whose random numbers are drawn at a time. */
export const DRAWN = 256;

/**
 * Adam on InfoNCE between two views of every signal of a batch.
 *
 * @param params initial parameters; the training takes them over
 * @param x rows × length, row-major
 * @param updates how many there will be
 */
export function contrastiveTraining<P extends Params>(
  encoder: Model<P>,
  params: P,
  x: Float32Array,
  {
    length,
    batchSize,
    learningRate,
    updates,
    ...contrast
  }: Contrast & {
    readonly length: number;
    readonly batchSize: number;
    readonly learningRate: number;
    readonly updates: number;
  },
): ContrastiveTraining<P> {
  const optimizer = adam({ learningRate });
  const data: Signals = { x: tf.tensor2d(x, [x.length / length, length]) };
  const coefficients = tf.tensor2d(Array.from({ length: updates }, (_, step) => [...optimizer.coefficients(step), 0]));
  const views = twoViews(length, batchSize, contrast);
  const optimizerState = optimizer.init(params);
  return {
    options: {
      state: { params, optimizer: optimizerState },
      data,
      batchSize,
      step(state, batch, i) {
        const both = views.make(batch.x, i);
        const { loss, grads } = lossAndGradients(
          (p) => infoNce(encoder.apply(p, both), contrast.temperature),
          state.params,
        );
        const scalars = tf.unstack(tf.gather(coefficients, i)) as tf.Scalar[];
        const next = optimizer.update(state.params, grads, state.optimizer, scalars);
        return { state: { params: next.params as P, optimizer: next.state }, loss };
      },
    },
    draw: views.draw,
    dispose() {
      tf.dispose([params, optimizerState as never, data, coefficients]);
      views.dispose();
    },
  };
}

/**
 * InfoNCE between the two halves of a batch: −log(exp(sᵢᵢ) / Σⱼ exp(sᵢⱼ)), averaged over i, where sᵢⱼ is the cosine between
 * row i of the first half and row j of the second one over the temperature. In nats.
 */
export function infoNce(outputs: tf.Tensor2D, temperature: number): tf.Scalar {
  // As max(‖z‖, 1e-12), but with a gradient at outputs that are all zero.
  const norms = tf.sqrt(tf.maximum(tf.sum(tf.square(outputs), 1, true), 1e-24));
  const [u, v] = tf.split(tf.div(outputs, norms), 2) as [tf.Tensor2D, tf.Tensor2D];
  const similarities = tf.div(tf.matMul(u, v, false, true), temperature);
  const positives = tf.div(tf.sum(tf.mul(u, v)), temperature);
  return tf.div(tf.sub(tf.sum(tf.log(tf.sum(tf.exp(similarities), 1))), positives), u.shape[0]);
}

/** Removes offset and trend, shifts circularly, adds a random slope and offset; the two views of a batch one above the other. */
export function twoViews(
  length: number,
  batchSize: number,
  { shifts: maxShift, slopeScale, offsetScale }: Omit<Contrast, 'temperature'>,
) {
  const count = 2 * batchSize;
  const variable = (initial: tf.Tensor) => {
    const made = tf.variable(initial, false);
    initial.dispose();
    return made;
  };
  const first = variable(tf.scalar(0, 'int32'));
  const shifts = variable(tf.zeros([DRAWN, count, 1], 'int32'));
  const normals = variable(tf.zeros([DRAWN, 2, count, 1]));
  const assign = (variable: tf.Variable, values: Float32Array | Int32Array) => {
    const padded = values instanceof Int32Array ? new Int32Array(variable.size) : new Float32Array(variable.size);
    padded.set(values);
    const tensor = tf.tensor(padded, variable.shape, variable.dtype);
    variable.assign(tensor);
    tensor.dispose();
  };
  const time = Float32Array.from({ length }, (_, i) => i - (length - 1) / 2);
  const columns = Int32Array.from({ length }, (_, i) => i);
  /** Where the signal of each view begins. */
  const starts = Int32Array.from({ length: count }, (_, r) => (r % batchSize) * length);
  const squares = time.reduce((sum, t) => sum + t * t, 0);

  return {
    draw(random: TorchRandom, step: number, steps: number): void {
      assign(first, Int32Array.of(step));
      assign(shifts, random.randint(0, maxShift, steps * count));
      assign(normals, random.randn(steps * 2 * count));
    },
    make(x: tf.Tensor2D, i: tf.Scalar): tf.Tensor2D {
      const t = tf.tensor2d(time, [1, length]);
      const slope = tf.div(tf.sum(tf.mul(x, t), 1, true), squares);
      const flat: tf.Tensor = tf.sub(tf.sub(x, tf.mean(x, 1, true)), tf.mul(slope, t));
      const row = tf.sub(i, first);
      const shifted = tf.sub(tf.tensor2d(columns, [1, length], 'int32'), tf.gather(shifts, row));
      const column = tf.where(tf.less(shifted, 0), tf.add(shifted, tf.scalar(length, 'int32')), shifted);
      const index = tf.add(tf.tensor2d(starts, [count, 1], 'int32'), column) as tf.Tensor1D;
      const rolled: tf.Tensor = tf.gather(tf.reshape(flat, [batchSize * length]), index);
      const [slopes, offsets] = tf.unstack(tf.gather(normals, row)) as [tf.Tensor2D, tf.Tensor2D];
      const tilted = tf.add(rolled, tf.mul(tf.mul(slopes, slopeScale), t));
      return tf.add(tilted, tf.mul(offsets, offsetScale));
    },
    dispose: () => tf.dispose([first, shifts, normals]),
  };
}
