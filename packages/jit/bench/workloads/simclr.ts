/** Self-supervised learning by contrast (SimCLR): two augmented views of a batch, an encoder, InfoNCE between the views. */
import { createModel, type Params, TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { adam } from '../../../experiments/src/optimizers.ts';
import { compileLoop, type LoopOptions } from '../../src/index.ts';
import { coefficientsOf, type TrainingState } from './coefficients.ts';
import { linear, parametersOf } from './layers.ts';
import { randomRows } from './rows.ts';
import type { Runner } from './workload.ts';

const LENGTH = 40;
const CHANNELS = 25;
const FEATURES = 5 * CHANNELS;
const MAX_SHIFT = 10;
const TEMPERATURE = 0.5;
/** Steps whose random numbers are drawn at a time. */
const STEPS = 256;

type Signals = { readonly x: tf.Tensor2D };

/** The training loop, and what draws the random numbers of its next steps. */
export interface Simclr {
  readonly options: LoopOptions<TrainingState, Signals>;
  /** Draws for `steps` steps, at most 256, from step `first` on; returns the rows of their batches. */
  draw(first: number, steps: number): Int32Array;
}

export function simclr(rows = 4000, batchSize = 100): Simclr {
  // The convolutions of the classifier; its last layer is the first one of the projection head.
  const encoder = createModel('cnn', { channels: CHANNELS, outputSize: FEATURES });
  const params = { ...encoder.init(0), ...parametersOf([{ name: 'head', in: FEATURES, out: 16 }], 1) };
  const optimizer = adam();
  const coefficients = coefficientsOf(optimizer);
  const augment = augmentation(2, batchSize);
  const random = new TorchRandom(3);
  const permutation = Int32Array.from({ length: rows }, (_, i) => i);

  const embed = (p: Params, x: tf.Tensor2D) => {
    const { 'head.weight': _weight, 'head.bias': _bias, ...convolutions } = p;
    const z = linear(p, 'head', tf.relu(encoder.apply(convolutions as never, x)));
    const norm = tf.sqrt(tf.sum(tf.square(z), 1, true));
    return tf.div(z, tf.maximum(norm, 1e-12)) as tf.Tensor2D;
  };

  return {
    options: {
      state: { params, optimizer: optimizer.init(params) },
      data: { x: randomRows(rows).x },
      batchSize,
      step(state, { x }, i) {
        const keys = Object.keys(state.params);
        const named = (tensors: readonly tf.Tensor[]) =>
          Object.fromEntries(keys.map((key, k) => [key, tensors[k]])) as Params;
        const views = augment.views(x, i);
        const loss = (...tensors: tf.Tensor[]) => infoNce(embed(named(tensors), views), batchSize);
        const { value, grads } = tf.valueAndGrads(loss)(Object.values(state.params));
        const next = optimizer.update(state.params, named(grads), state.optimizer, coefficients(i));
        return { state: { params: next.params, optimizer: next.state }, loss: value };
      },
    },
    draw(first, steps) {
      augment.draw(random, first, steps);
      const order = new Int32Array(steps * batchSize);
      for (let step = 0; step < steps; step++) order.set(drawBatch(random, permutation, batchSize), step * batchSize);
      return order;
    },
  };
}

/** −log(exp(s_ii) / Σⱼ exp(s_ij)), averaged over i: each row of the first view against all of the second. */
function infoNce(embeddings: tf.Tensor2D, batchSize: number): tf.Scalar {
  const [u, v] = tf.split(embeddings, 2) as [tf.Tensor2D, tf.Tensor2D];
  const similarities = tf.div(tf.matMul(u, v, false, true), TEMPERATURE);
  const positives = tf.div(tf.sum(tf.mul(u, v)), TEMPERATURE);
  return tf.div(tf.sub(tf.sum(tf.log(tf.sum(tf.exp(similarities), 1))), positives), batchSize);
}

/** Removes mean and trend, shifts circularly by 0 … 9, adds a random slope and offset; views stand one above another. */
function augmentation(views: number, batchSize: number) {
  const count = views * batchSize;
  const first = tf.variable(tf.scalar(0, 'int32'));
  const shifts = tf.variable(tf.zeros([STEPS, count, 1], 'int32'));
  const normals = tf.variable(tf.zeros([STEPS, 2, count, 1]));
  const assign = (variable: tf.Variable, values: Float32Array | Int32Array) => {
    const padded = values instanceof Int32Array ? new Int32Array(variable.size) : new Float32Array(variable.size);
    padded.set(values);
    const tensor = tf.tensor(padded, variable.shape, variable.dtype);
    variable.assign(tensor);
    tensor.dispose();
  };
  const time = Float32Array.from({ length: LENGTH }, (_, i) => i - (LENGTH - 1) / 2);
  const columns = Int32Array.from({ length: LENGTH }, (_, i) => i);
  /** Where the sample of each view begins. */
  const starts = Int32Array.from({ length: count }, (_, r) => (r % batchSize) * LENGTH);
  const squares = time.reduce((sum, t) => sum + t * t, 0);

  return {
    draw(random: TorchRandom, step: number, steps: number): void {
      assign(first, Int32Array.of(step));
      assign(shifts, random.randint(0, MAX_SHIFT, steps * count));
      assign(normals, random.randn(steps * 2 * count));
    },
    views(x: tf.Tensor2D, i: tf.Scalar): tf.Tensor2D {
      const t = tf.tensor2d(time, [1, LENGTH]);
      const slope = tf.div(tf.sum(tf.mul(x, t), 1, true), squares);
      const flat: tf.Tensor = tf.sub(tf.sub(x, tf.mean(x, 1, true)), tf.mul(slope, t));
      const row = tf.sub(i, first);
      const shifted = tf.sub(tf.tensor2d(columns, [1, LENGTH], 'int32'), tf.gather(shifts, row));
      const column = tf.where(tf.less(shifted, 0), tf.add(shifted, tf.scalar(LENGTH, 'int32')), shifted);
      const index = tf.add(tf.tensor2d(starts, [count, 1], 'int32'), column) as tf.Tensor1D;
      const rolled: tf.Tensor = tf.gather(tf.reshape(flat, [batchSize * LENGTH]), index);
      const [slopes, offsets] = tf.unstack(tf.gather(normals, row)) as [tf.Tensor2D, tf.Tensor2D];
      return tf.add(tf.add(rolled, tf.mul(tf.mul(slopes, 0.04), t)), tf.mul(offsets, 0.3));
    },
  };
}

/** The first `count` of a random permutation (Fisher–Yates, as far as needed), the same draw as randperm(n)[:count]. */
function drawBatch(random: TorchRandom, permutation: Int32Array, count: number): Int32Array {
  const draws = random.randint(0, 2 ** 31 - 1, count);
  for (let i = 0; i < count; i++) {
    const j = i + ((draws[i] as number) % (permutation.length - i));
    const kept = permutation[i] as number;
    permutation[i] = permutation[j] as number;
    permutation[j] = kept;
  }
  return permutation.subarray(0, count);
}

export function simclrRunner(): Runner {
  const { options, draw } = simclr();
  const loop = compileLoop(options);
  return {
    async run(steps) {
      for (let done = 0; done < steps; done += STEPS) {
        const count = Math.min(STEPS, steps - done);
        await loop.run(count, { order: draw(loop.position, count) });
      }
    },
    profile: () => ({ step: loop.profile() }),
  };
}
