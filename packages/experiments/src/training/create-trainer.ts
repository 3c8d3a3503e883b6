/** A trainer for any model, data and backend: the common ground of `train` and of the recipes. */
import { type ArrayParameter, type Model, type Params, toTensors } from '@mnist1d/models';
import { type Backend, useBackend } from './backend.ts';
import { compiledTrainer } from './compiled-trainer.ts';
import { eagerTrainer } from './eager-trainer.ts';
import type { Optimizer } from './optimizers.ts';
import type { Trainer, TrainingData } from './trainer.ts';

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
 * Makes a network ready for training, with {@link crossEntropy} as its loss.
 *
 * @returns a trainer, which its caller disposes of
 */
export async function createTrainer<P extends Params>(
  model: Model<P>,
  data: Pick<TrainingData, 'x' | 'y' | 'length' | 'numTrain' | 'numClasses'>,
  { start, optimizer, steps, batchSize = 100, order, masks, backend = 'jit' }: TrainerOptions,
): Promise<Trainer> {
  await useBackend(backend === 'jit' ? 'cpu' : backend);
  const { y, length, numTrain, numClasses } = data;
  const plan = {
    x: Float32Array.from(data.x),
    ...{ y, length, numTrain, numClasses, batchSize, steps, order },
    masks: masks && toTensors(masks),
  };
  const params = typeof start === 'number' ? model.init(start) : (toTensors(start) as P);
  return (backend === 'jit' ? compiledTrainer : eagerTrainer)(model, params, optimizer, plan);
}
