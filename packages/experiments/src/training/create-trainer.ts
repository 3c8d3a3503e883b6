/** A trainer for any model, data and backend: the common ground of `train` and of the recipes. */
import { type ArrayParameter, type Model, type Params, toTensors } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { type Backend, onBackend, type TfjsBackend } from './backend.ts';
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
  /** Rows per update. Default 100. */
  readonly batchSize?: number;
  /**
   * The order of the rows in pass `epoch` (0, 1, …), asked for pass after pass. Without it batches follow each other in order, and update k begins at
   * row (k · batchSize) mod numTrain.
   */
  readonly order?: (epoch: number) => Int32Array;
  /**
   * By parameter, zeros and ones that it is multiplied by before each forward pass (pruning). A parameter that is zeroed
   * gets no gradient. Few enough ones are compiled to sparse products.
   */
  readonly masks?: Readonly<Record<string, ArrayParameter>>;
  /** Default `jit`. */
  readonly backend?: Backend;
}

/**
 * Makes a network ready for training, with {@link crossEntropy} as its loss. While the trainer computes, its backend is the active
 * one of tfjs; then the page's own is so again.
 *
 * @returns a trainer, which its caller disposes of
 * @throws RangeError or TypeError where the data are not rows of finite numbers with a class each, or the model has not as many
 *   outputs as there are classes
 */
export async function createTrainer<P extends Params>(
  model: Model<P>,
  data: Pick<TrainingData, 'x' | 'y' | 'length' | 'numTrain' | 'numClasses'>,
  { start, optimizer, steps, batchSize = 100, order, masks, backend = 'jit' }: TrainerOptions,
): Promise<Trainer> {
  const { x, y, length, numTrain, numClasses } = data;
  checkFeatures('createTrainer', 'data.x', x, numTrain, length);
  checkLabels('createTrainer', 'data.y', y, numTrain, numClasses);
  const name = tfjsBackendOf(backend);
  const trainer = await onBackend(name, async () => {
    const params = typeof start === 'number' ? model.init(start) : (toTensors(start) as P);
    try {
      const outputs = outputsOf(model, params, length);
      if (outputs !== numClasses) {
        throw new RangeError(
          `createTrainer: data.numClasses must be ${outputs}, the number of the model's outputs, got ${numClasses}`,
        );
      }
    } catch (error) {
      tf.dispose(params);
      throw error;
    }
    const plan = {
      x: Float32Array.from(x),
      ...{ y, length, numTrain, numClasses, batchSize, steps, order },
      masks: masks && toTensors(masks),
    };
    return (backend === 'jit' ? compiledTrainer : eagerTrainer)(model, params, optimizer, plan);
  });
  return {
    advance: (count, options) => onBackend(name, () => trainer.advance(count, options)),
    async evaluate(x, y) {
      checkFeatures('evaluate', 'x', x, y.length, length);
      checkLabels('evaluate', 'y', y, y.length, numClasses);
      return onBackend(name, () => trainer.evaluate(x, y));
    },
    parameters: () => onBackend(name, () => trainer.parameters()),
    dispose: () => trainer.dispose(),
  };
}

/** The backend of tfjs that has the tensors. */
export function tfjsBackendOf(backend: Backend): TfjsBackend {
  return backend === 'jit' ? 'cpu' : backend;
}
