/** Multinomial logistic regression to its optimum: what a linear classifier can read from a space. */
import { checkPositive } from '@mnist1d/checks';
import { jit, type Numerics } from '@mnist1d/jit';
import * as tf from '@tensorflow/tfjs-core';
import { onBackend } from '../training/backend.ts';
import { crossEntropy } from '../training/losses.ts';
import { minimise } from './lbfgs.ts';
import type { LabelledPoints } from './nearest-neighbours.ts';

export interface LogisticOptions {
  /** Inverse of the penalty, as in scikit-learn: ½‖W‖² + C Σ cross-entropy is minimised; biases are free. Default 1. */
  readonly C?: number;
  /** Every feature is shifted and scaled to mean 0 and variance 1 over the training points first. Default false. */
  readonly standardise?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** The class of arithmetic. Default `exact`. */
  readonly numerics?: Numerics | undefined;
}

/**
 * Test accuracy in percent of multinomial logistic regression with an L2 penalty, as scikit-learn's LogisticRegression.
 *
 * @throws RangeError when points have different lengths or `C` is not above 0; the signal's reason when aborted
 */
export async function logisticAccuracy(
  train: LabelledPoints,
  test: LabelledPoints,
  options: LogisticOptions = {},
): Promise<number> {
  checkPositive('logisticAccuracy', 'C', options.C ?? 1);
  const rows = train.labels.length;
  const features = train.points.length / rows;
  if (!Number.isInteger(features) || test.points.length !== features * test.labels.length) {
    throw new RangeError(
      `logisticAccuracy: every point must have as many numbers, got ${train.points.length} for ${rows} and ${test.points.length} for ${test.labels.length}`,
    );
  }
  return onBackend('cpu', () => fitAndJudge(train, test, options));
}

async function fitAndJudge(
  train: LabelledPoints,
  test: LabelledPoints,
  { C = 1, standardise = false, signal, numerics }: LogisticOptions,
): Promise<number> {
  const rows = train.labels.length;
  const features = train.points.length / rows;
  const classes = 1 + Math.max(...Array.from(train.labels), ...Array.from(test.labels));
  const scale = standardise
    ? standardiser(train.points, features)
    : (points: ArrayLike<number>) => Float32Array.from(points);
  const x = tf.tensor2d(scale(train.points), [rows, features]);
  const oneHot = tf.tidy(
    () => tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(train.labels), 'int32'), classes), 'float32') as tf.Tensor2D,
  );
  const shapes = { weights: [features, classes] as [number, number], bias: [classes] as [number] };
  const objective = jit(
    (weights: tf.Tensor2D, bias: tf.Tensor1D, xs: tf.Tensor2D, targets: tf.Tensor2D) => {
      const loss = (w: tf.Tensor, b: tf.Tensor) => {
        const logits = tf.add(tf.matMul(xs, w as tf.Tensor2D), b) as tf.Tensor2D;
        const penalty = tf.mul(tf.sum(tf.square(w)), 0.5 / (C * rows));
        return tf.add(crossEntropy(logits, targets), penalty) as tf.Scalar;
      };
      const { value, grads } = tf.valueAndGrads(loss)([weights, bias]);
      return { value, weights: grads[0] as tf.Tensor, bias: grads[1] as tf.Tensor };
    },
    { numerics },
  );
  const size = features * classes;
  try {
    const best = await minimise(
      (at) => {
        tf.engine().startScope();
        try {
          const w = tf.tensor2d(Float32Array.from(at.subarray(0, size)), shapes.weights);
          const b = tf.tensor1d(Float32Array.from(at.subarray(size)));
          const result = objective(w, b, x, oneHot);
          const gradient = new Float64Array(at.length);
          gradient.set(result.weights.dataSync<'float32'>());
          gradient.set(result.bias.dataSync<'float32'>(), size);
          return { value: result.value.dataSync<'float32'>()[0] as number, gradient };
        } finally {
          tf.engine().endScope();
        }
      },
      new Float64Array(size + classes),
      { signal },
    );
    const points = scale(test.points);
    let correct = 0;
    for (let row = 0; row < test.labels.length; row++) {
      const logits = Float64Array.from(best.subarray(size));
      for (let i = 0; i < features; i++) {
        const value = points[row * features + i] as number;
        for (let c = 0; c < classes; c++) (logits[c] as number) += value * (best[i * classes + c] as number);
      }
      if (logits.indexOf(Math.max(...logits)) === test.labels[row]) correct++;
    }
    return (100 * correct) / test.labels.length;
  } finally {
    objective.dispose();
    tf.dispose([x, oneHot]);
  }
}

/** Takes away the mean of each feature over the given points and divides by its deviation, as StandardScaler. */
function standardiser(points: ArrayLike<number>, features: number): (points: ArrayLike<number>) => Float32Array {
  const rows = points.length / features;
  const mean = new Float64Array(features);
  const square = new Float64Array(features);
  for (let i = 0; i < points.length; i++) (mean[i % features] as number) += (points[i] as number) / rows;
  for (let i = 0; i < points.length; i++) {
    const difference = (points[i] as number) - (mean[i % features] as number);
    (square[i % features] as number) += (difference * difference) / rows;
  }
  const deviation = square.map((v) => Math.sqrt(v) || 1);
  return (given) =>
    Float32Array.from(given, (v, i) => (v - (mean[i % features] as number)) / (deviation[i % features] as number));
}
