/** Accuracy and loss of a classifier over any number of rows, and its predictions. */
import type { Model, Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { crossEntropies } from './cross-entropy.ts';
import { checkFeatures, checkLabels, outputsOf } from './trainer.ts';

/** Rows per forward pass: enough to amortise the calls, few enough to bound the memory. */
const ROWS = 500;

/** The loss of each row in nats and the class with the highest logit, [rows, 2]. */
export function judge(logits: tf.Tensor2D, y: tf.Tensor1D): tf.Tensor2D {
  const oneHot = tf.cast(tf.oneHot(y, logits.shape[1]), 'float32') as tf.Tensor2D;
  return tf.stack([crossEntropies(logits, oneHot), tf.cast(tf.argMax(logits, 1), 'float32')], 1) as tf.Tensor2D;
}

/**
 * Accuracy in percent and mean cross-entropy in nats over all rows.
 *
 * @param x rows × length, row-major
 * @param y class of each row, at least one
 * @throws RangeError or TypeError where x are not finite, or y are not classes that the model has an output for
 */
export async function evaluate<P extends Params>(
  model: Model<P>,
  params: P,
  x: Float32Array | Float64Array,
  y: Int32Array,
): Promise<{ accuracy: number; loss: number }> {
  const length = Math.floor(x.length / y.length);
  checkFeatures('evaluate', 'x', x, y.length, length);
  checkLabels('evaluate', 'y', y, y.length, outputsOf(model, params, length));
  return score((rows, labels) => judge(model.apply(params, rows), labels), x, y);
}

/** {@link evaluate} of whatever judges rows. */
export async function score(
  judgeRows: (x: tf.Tensor2D, y: tf.Tensor1D) => tf.Tensor2D,
  x: Float32Array | Float64Array,
  y: Int32Array,
): Promise<{ accuracy: number; loss: number }> {
  const [judgements] = (await inChunks(
    (chunk, first, count) => [judgeRows(chunk, tf.tensor1d(y.slice(first, first + count), 'int32'))],
    x,
    y.length,
  )) as [Float32Array];
  let correct = 0;
  let loss = 0;
  for (const [row, label] of y.entries()) {
    loss += judgements[2 * row] as number;
    if (judgements[2 * row + 1] === label) correct++;
  }
  return { accuracy: (100 * correct) / y.length, loss: loss / y.length };
}

/**
 * The class with the highest logit for each row.
 *
 * @param x rows × length, row-major
 * @throws RangeError or TypeError where x are not so many rows of finite numbers
 */
export async function predict<P extends Params>(
  model: Model<P>,
  params: P,
  x: Float32Array | Float64Array,
  rows: number,
): Promise<Int32Array> {
  checkFeatures('predict', 'x', x, rows, Math.floor(x.length / rows));
  const [classes] = (await inChunks(
    (chunk) => [tf.cast(tf.argMax(model.apply(params, chunk), 1), 'float32')],
    x,
    rows,
  )) as [Float32Array];
  return Int32Array.from(classes);
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
