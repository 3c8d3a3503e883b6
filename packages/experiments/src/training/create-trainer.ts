/** A trainer for any model, data and backend: the common ground of `train` and of the recipes. */
import { checkFunctions, checkInteger, checkName, checkPositive, show } from '@mnist1d/checks';
import type { Numerics } from '@mnist1d/jit';
import { type ArrayParameter, type Model, type Params, toTensors, withoutBuffers } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { type Backend, checkBackend, onBackend, type TfjsBackend } from './backend.ts';
import type { Augmentation } from './batches/augmentation.ts';
import type { Order } from './batches/order.ts';
import { checkFeatures, checkLabels, type TrainingData } from './check-data.ts';
import { compiledTrainer } from './compiled-trainer.ts';
import { eagerTrainer } from './eager-trainer.ts';
import { crossEntropy, type Loss } from './losses.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { Trainer } from './trainer.ts';

/** What {@link createTrainer} needs to know. */
export interface TrainerOptions {
  /** The initial parameters, or the seed of the model's own. */
  readonly start: number | Readonly<Record<string, ArrayParameter>>;
  readonly optimizer: Optimizer;
  /** Updates at most. */
  readonly steps: number;
  /** Rows per update, at most numTrain. Default 100, or numTrain where there are fewer. */
  readonly batchSize?: number;
  /**
   * The order of all rows in pass `epoch` (0, 1, …), asked for pass after pass. Without it batches follow each other in order, and update k begins at
   * row (k · batchSize) mod numTrain.
   */
  readonly order?: Order | undefined;
  /** Default {@link crossEntropy}. */
  readonly loss?: Loss | undefined;
  /** The norm that all gradients of an update together have at most. Default: they stay as they are. */
  readonly clipNorm?: number | undefined;
  /** Default none. */
  readonly augment?: Augmentation | undefined;
  /** The seed of dropout and augmentation, 0 … 2³²−1. Default `start`, or 0 where that is no seed. */
  readonly seed?: number | undefined;
  /**
   * By parameter, in its shape, zeros and ones that it is multiplied by before each forward pass (pruning). A parameter that is zeroed
   * gets no gradient. Few enough ones are compiled to sparse products.
   */
  readonly masks?: Readonly<Record<string, ArrayParameter>>;
  /** Default `jit`. */
  readonly backend?: Backend;
  /** The class of arithmetic; on a backend of tfjs there is none but `exact`, the default. */
  readonly numerics?: Numerics | undefined;
  /** How many cores work on each update together, 1 to 64, where the backend is `jit`. Default: what jit's `setThreads` was told, or 1. */
  readonly threads?: number | undefined;
}

const where = 'createTrainer';

/**
 * Makes a network ready for training. While the trainer computes, its backend is the active
 * one of tfjs; then the page's own is so again.
 *
 * @returns a trainer, which its caller disposes of
 * @throws RangeError or TypeError where the data are not rows of finite numbers with a class each, the model has not as many
 *   outputs as there are classes, or an option is not what it must be; Error where this runtime lacks the class of arithmetic; no
 *   tensor is left then
 */
export async function createTrainer<P extends Params>(
  model: Model<P>,
  data: Pick<TrainingData, 'x' | 'y' | 'length' | 'numTrain' | 'numClasses'>,
  options: TrainerOptions,
): Promise<Trainer> {
  const { x, y, length, numTrain, numClasses } = data;
  checkFeatures(where, 'data.x', x, numTrain, length);
  checkLabels(where, 'data.y', y, numTrain, numClasses);
  const { start, optimizer, steps, batchSize = Math.min(100, numTrain), order, masks, backend = 'jit' } = options;
  const { loss = crossEntropy, clipNorm, augment, seed = typeof start === 'number' ? start : 0 } = options;
  checkInteger(where, 'steps', steps, 0);
  checkInteger(where, 'batchSize', batchSize, 1, numTrain);
  checkInteger(where, 'seed', seed, 0, 2 ** 32 - 1);
  if (clipNorm !== undefined) checkPositive(where, 'clipNorm', clipNorm);
  checkFunctions(where, { loss, augment, order });
  checkBackend(where, options);
  const name = tfjsBackendOf(backend);
  const make = () => {
    const params = typeof start === 'number' ? model.init(start) : (toTensors(start) as P);
    const plan = {
      ...options,
      ...{ x: Float32Array.from(x), y, length, numTrain, numClasses, batchSize, seed, loss },
      masks: masks && masksOf(withoutBuffers(model, params), masks),
    };
    return (backend === 'jit' ? compiledTrainer : eagerTrainer)(model, params, optimizer, plan);
  };
  const trainer = await onBackend(name, async () => wholeOrNothing(make));
  let left = steps;
  let isDisposed = false;
  const use = <T>(action: () => Promise<T>): Promise<T> => {
    if (isDisposed) throw new Error('trainer: it is disposed of');
    return onBackend(name, action);
  };
  return {
    async advance(count, given) {
      checkInteger('advance', 'count', count, 0, left);
      const losses = await use(() => trainer.advance(count, given));
      left -= count;
      return losses;
    },
    async evaluate(rows, labels) {
      checkFeatures('evaluate', 'x', rows, labels.length, length);
      checkLabels('evaluate', 'y', labels, labels.length, numClasses);
      return use(() => trainer.evaluate(rows, labels));
    },
    async logits(rows, count) {
      checkFeatures('logits', 'x', rows, count, length);
      return use(() => trainer.logits(rows, count));
    },
    parameters: async () => use(() => trainer.parameters()),
    dispose() {
      if (!isDisposed) trainer.dispose();
      isDisposed = true;
    },
  };
}

/** The masks as tensors; they must be as many as the parameters, and like them. */
function masksOf(params: Params, masks: NonNullable<TrainerOptions['masks']>): Params {
  for (const key of Object.keys(masks)) checkName(where, 'mask', key, Object.keys(params));
  for (const [key, { shape }] of Object.entries(params)) {
    const got = masks[key]?.shape;
    if (String(got) !== String(shape)) {
      throw new RangeError(`${where}: masks['${key}'] must have the shape ${show(shape)}, got ${show(got)}`);
    }
  }
  return toTensors(masks);
}

/** What `make` makes. Where it throws, the tensors that it made until then are disposed of. */
function wholeOrNothing<T>(make: () => T): T {
  let made: { readonly whole: T } | undefined;
  tf.tidy(() => {
    made = { whole: make() };
    return tf.engine().state.activeScope.track;
  });
  return (made as unknown as { readonly whole: T }).whole;
}

/** The backend of tfjs that has the tensors. */
export function tfjsBackendOf(backend: Backend): TfjsBackend {
  return backend === 'jit' ? 'cpu' : backend;
}
