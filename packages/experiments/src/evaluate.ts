/** Accuracy and loss of a classifier over any number of rows, and its predictions. */
import type { Model, Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';

/** Rows per forward pass: enough to amortise the calls, few enough to bound the memory. */
const ROWS = 1000;

/**
 * Accuracy in percent and mean cross-entropy in nats over all rows.
 *
 * @param x rows × length, row-major
 * @param y class of each row
 */
export async function evaluate<P extends Params>(
  model: Model<P>,
  params: P,
  x: Float32Array | Float64Array,
  y: Int32Array,
): Promise<{ accuracy: number; loss: number }> {
  return score(await logits(model, params, x, y.length), y);
}

/** Accuracy in percent and mean cross-entropy in nats of logits, row-major, with the classes of their rows. */
export function score(values: Float32Array, y: Int32Array): { accuracy: number; loss: number } {
  const numClasses = values.length / y.length;
  let correct = 0;
  let loss = 0;
  for (let row = 0; row < y.length; row++) {
    const scores = values.subarray(row * numClasses, (row + 1) * numClasses);
    const best = argMax(scores);
    const label = y[row] as number;
    if (best === label) correct++;
    const top = scores[best] as number;
    let sum = 0;
    for (const score of scores) sum += Math.exp(score - top);
    loss += Math.log(sum) + top - (scores[label] as number);
  }
  return { accuracy: (100 * correct) / y.length, loss: loss / y.length };
}

/**
 * The class with the highest logit for each row.
 *
 * @param x rows × length, row-major
 */
export async function predict<P extends Params>(
  model: Model<P>,
  params: P,
  x: Float32Array | Float64Array,
  rows: number,
): Promise<Int32Array> {
  const values = await logits(model, params, x, rows);
  const numClasses = values.length / rows;
  return Int32Array.from({ length: rows }, (_, row) =>
    argMax(values.subarray(row * numClasses, (row + 1) * numClasses)),
  );
}

/** The logits of rows, row-major, in passes of at most ROWS rows. */
export async function logits<P extends Params>(
  model: Model<P>,
  params: P,
  x: Float32Array | Float64Array,
  rows: number,
): Promise<Float32Array> {
  const length = x.length / rows;
  let values = new Float32Array();
  let numClasses = 0;
  for (let first = 0; first < rows; first += ROWS) {
    const count = Math.min(ROWS, rows - first);
    const chunk = Float32Array.from(x.subarray(first * length, (first + count) * length));
    const output = tf.tidy(() => model.apply(params, tf.tensor2d(chunk, [count, length])));
    if (first === 0) {
      numClasses = output.shape[1];
      values = new Float32Array(rows * numClasses);
    }
    values.set(await output.data(), first * numClasses);
    output.dispose();
  }
  return values;
}

function argMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
