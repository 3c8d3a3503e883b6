/** What trains: a model with its optimiser on some backend, step by step. */
import type { Dataset } from '@mnist1d/dataset';
import type { ArrayParameter, Params } from '@mnist1d/models';

/** What training needs of a dataset: rows of `length` features and their classes. */
export type TrainingData = Pick<
  Dataset,
  'x' | 'y' | 'xTest' | 'yTest' | 'length' | 'numTrain' | 'numTest' | 'numClasses'
>;

/** A network in training. {@link createTrainer} makes one. */
export interface Trainer {
  /**
   * Makes `count` updates more.
   *
   * @returns the loss of each batch, before its update
   * @throws the signal's reason when aborted
   */
  advance(count: number, options?: AdvanceOptions): Promise<ArrayLike<number>>;
  /**
   * Accuracy in percent and mean cross-entropy in nats over any rows, with the present parameters.
   *
   * @param x rows × length, row-major
   * @param y class of each row
   */
  evaluate(x: Float32Array | Float64Array, y: Int32Array): Promise<{ accuracy: number; loss: number }>;
  /** The present parameters. */
  parameters(): Promise<Record<string, ArrayParameter>>;
  /** Frees what it holds on a device. */
  dispose(): void;
}

export interface AdvanceOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called some twenty times a second with the number of updates made by this call. */
  readonly onProgress?: (done: number) => void;
}

/** The rows that a trainer trains on, and how. */
export interface TrainingPlan {
  readonly x: Float32Array;
  readonly y: Int32Array;
  readonly length: number;
  readonly numTrain: number;
  readonly numClasses: number;
  readonly batchSize: number;
  /** Updates at most. */
  readonly steps: number;
  /** The order of the rows in pass `epoch`; without it, batches follow each other in order. */
  readonly order?: ((epoch: number) => Int32Array) | undefined;
  /** Parameters are multiplied by these before each forward pass; the gradients go through the product. */
  readonly masks?: Params | undefined;
}

/** The rows of update `step`: `rows` of them, from `first` on in the order of pass `epoch`. */
export function batchOf(
  step: number,
  { batchSize, numTrain, order }: TrainingPlan,
): { epoch: number; first: number; rows: number } {
  // As the paper's code has it: update k begins at (k · batchSize) mod numTrain. A shuffled pass is one of whole batches.
  const position = step * batchSize;
  const pass = order ? Math.ceil(numTrain / batchSize) * batchSize : numTrain;
  const first = position % pass;
  return { epoch: Math.floor(position / pass), first, rows: Math.min(batchSize, numTrain - first) };
}

/** What gives the rows of an update, for updates asked for one after another: the order of a pass is asked for once. */
export function batchRows(plan: TrainingPlan): (step: number) => Int32Array {
  const { order } = plan;
  let pass = -1;
  let rowsOfPass: Int32Array = new Int32Array();
  return (step) => {
    const { epoch, first, rows } = batchOf(step, plan);
    if (!order) return Int32Array.from({ length: rows }, (_, i) => first + i);
    if (epoch !== pass) [pass, rowsOfPass] = [epoch, order(epoch)];
    return rowsOfPass.slice(first, first + rows);
  };
}
