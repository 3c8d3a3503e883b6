/** Accuracy and loss of a classifier over any number of rows, and its predictions. */
import { type ArrayParameter, type Model, type Params, toTensors } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { checkFeatures, checkLabels, outputsOf } from './check-data.ts';
import { crossEntropies } from './losses.ts';

/** Rows per forward pass: enough to amortise the calls, few enough to bound the memory. */
const ROWS = 500;

/** The loss of each row in nats and the class with the highest logit, [rows, 2]. */
export function judge(logits: tf.Tensor2D, y: tf.Tensor1D): tf.Tensor2D {
  const oneHot = tf.cast(tf.oneHot(y, logits.shape[1]), 'float32') as tf.Tensor2D;
  return tf.stack([crossEntropies(logits, oneHot), tf.cast(tf.argMax(logits, 1), 'float32')], 1) as tf.Tensor2D;
}

/** How well a network does on rows. */
export interface Scores {
  /** Percent. */
  readonly accuracy: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  /** The class with the highest logit of each row. */
  readonly predicted: Int32Array;
}

/** Parameters as tensors, or as arrays: those that `train` returns, or a safetensors file holds. */
export type GivenParams<P extends Params> = P | Readonly<Record<string, ArrayParameter>>;

/**
 * How well a network does on rows, in evaluation.
 *
 * @param x rows × length, row-major
 * @param y class of each row, at least one
 * @throws RangeError or TypeError where x are not finite, or y are not classes that the model has an output for
 */
export async function evaluate<P extends Params>(
  model: Model<P>,
  params: GivenParams<P>,
  x: Float32Array | Float64Array,
  y: Int32Array,
): Promise<Scores> {
  const length = Math.floor(x.length / y.length);
  checkFeatures('evaluate', 'x', x, y.length, length);
  return withTensors('evaluate', params, async (tensors: P) => {
    checkLabels('evaluate', 'y', y, y.length, outputsOf(model, tensors, length));
    return score((rows, labels) => judge(model.apply(tensors, rows), labels), x, y);
  });
}

/** Calls `use` with the parameters as tensors; those that it made are disposed of then. */
async function withTensors<P extends Params, T>(
  where: string,
  params: GivenParams<P>,
  use: (params: P) => Promise<T>,
): Promise<T> {
  const entries = Object.entries<tf.Tensor | ArrayParameter>(params);
  const others = entries.filter(([, param]) => !(param instanceof tf.Tensor));
  if (others.length === 0) return use(params as P);
  for (const [key, param] of entries) {
    const { shape, data } = (param ?? {}) as Partial<ArrayParameter>;
    if (param instanceof tf.Tensor || !Array.isArray(shape) || data?.length !== tf.util.sizeFromShape(shape))
      throw new TypeError(`${where}: params['${key}'] must be tensors all, or { shape, data } all`);
  }
  const tensors = toTensors(params as Readonly<Record<string, ArrayParameter>>) as Params as P;
  try {
    return await use(tensors);
  } finally {
    tf.dispose(tensors);
  }
}

/** {@link evaluate} of whatever judges rows. */
export async function score(
  judgeRows: (x: tf.Tensor2D, y: tf.Tensor1D) => tf.Tensor2D,
  x: Float32Array | Float64Array,
  y: Int32Array,
): Promise<Scores> {
  const [judgements] = (await inChunks(
    (chunk, first, count) => [judgeRows(chunk, tf.tensor1d(y.slice(first, first + count), 'int32'))],
    x,
    y.length,
  )) as [Float32Array];
  const predicted = Int32Array.from(y, (_, row) => judgements[2 * row + 1] as number);
  let correct = 0;
  let loss = 0;
  for (const [row, label] of y.entries()) {
    loss += judgements[2 * row] as number;
    if (predicted[row] === label) correct++;
  }
  return { accuracy: (100 * correct) / y.length, loss: loss / y.length, predicted };
}

/**
 * The class with the highest logit for each row, in evaluation.
 *
 * @param x rows × length, row-major
 * @throws RangeError or TypeError where x are not so many rows of finite numbers
 */
export async function predict<P extends Params>(
  model: Model<P>,
  params: GivenParams<P>,
  x: Float32Array | Float64Array,
  rows: number,
): Promise<Int32Array> {
  checkFeatures('predict', 'x', x, rows, Math.floor(x.length / rows));
  return withTensors('predict', params, async (tensors: P) => {
    const [classes] = (await inChunks(
      (chunk) => [tf.cast(tf.argMax(model.apply(tensors, chunk), 1), 'float32')],
      x,
      rows,
    )) as [Float32Array];
    return Int32Array.from(classes);
  });
}

/** The tensors that `fn` gives for the rows, ROWS of them at a time: each with its values for all rows, one after another. */
export async function inChunks(
  fn: (chunk: tf.Tensor2D, first: number, count: number) => tf.Tensor[],
  x: Float32Array | Float64Array,
  rows: number,
): Promise<Float32Array[]> {
  const length = x.length / rows;
  const parts: Float32Array[][] = [];
  for (let first = 0; first < rows; first += ROWS) {
    const count = Math.min(ROWS, rows - first);
    const chunk = Float32Array.from(x.subarray(first * length, (first + count) * length));
    const outputs = tf.tidy(() => fn(tf.tensor2d(chunk, [count, length]), first, count));
    for (const [i, output] of outputs.entries()) {
      parts[i] ??= [];
      parts[i].push(await output.data<'float32'>());
    }
    tf.dispose(outputs);
  }
  return parts.map(concatenate);
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
