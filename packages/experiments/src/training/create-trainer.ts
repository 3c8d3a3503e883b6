/** A trainer for any model, data and backend: the common ground of `train` and of the recipes. */
import { checkInteger, checkName, show } from '@mnist1d/checks';
import { type ArrayParameter, type Model, type Params, toTensors } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { type Backend, backends, onBackend, type TfjsBackend } from './backend.ts';
import { compiledTrainer } from './compiled-trainer.ts';
import { eagerTrainer } from './eager-trainer.ts';
import type { Optimizer } from './optimizers.ts';
import { checkFeatures, checkLabels, outputsOf, type Trainer, type TrainingData } from './trainer.ts';

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
  readonly order?: (epoch: number) => Int32Array;
  /**
   * By parameter, in its shape, zeros and ones that it is multiplied by before each forward pass (pruning). A parameter that is zeroed
   * gets no gradient. Few enough ones are compiled to sparse products.
   */
  readonly masks?: Readonly<Record<string, ArrayParameter>>;
  /** Default `jit`. */
  readonly backend?: Backend;
}

const where = 'createTrainer';

/**
 * Makes a network ready for training, with {@link crossEntropy} as its loss. While the trainer computes, its backend is the active
 * one of tfjs; then the page's own is so again.
 *
 * @returns a trainer, which its caller disposes of
 * @throws RangeError or TypeError where the data are not rows of finite numbers with a class each, the model has not as many
 *   outputs as there are classes, or an option is not what it must be; no tensor is left then
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
  checkInteger(where, 'steps', steps, 0);
  checkInteger(where, 'batchSize', batchSize, 1, numTrain);
  const name = tfjsBackendOf(checkName(where, 'backend', backend, backends));
  const make = () => {
    const params = typeof start === 'number' ? model.init(start) : (toTensors(start) as P);
    const outputs = outputsOf(model, params, length);
    if (outputs !== numClasses) {
      throw new RangeError(
        `${where}: data.numClasses must be ${outputs}, the number of the model's outputs, got ${numClasses}`,
      );
    }
    const plan = {
      x: Float32Array.from(x),
      ...{ y, length, numTrain, numClasses, batchSize, steps, order },
      masks: masks && masksOf(params, masks),
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
