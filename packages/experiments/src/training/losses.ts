/** Losses of a classifier. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * A loss of a batch, differentiable tfjs that also compiles.
 *
 * @param logits [rows, classes]
 * @param oneHot [rows, classes]
 */
export type Loss = (logits: tf.Tensor2D, oneHot: tf.Tensor2D) => tf.Scalar;

/**
 * Mean cross-entropy −mean(Σ oneHot × logSoftmax(logits)), as `torch.nn.functional.cross_entropy`: the loss of every classifier in
 * the paper. Written out because `tf.losses.softmaxCrossEntropy` has no second gradient.
 *
 * @param logits [rows, classes]
 * @param oneHot [rows, classes]
 */
export function crossEntropy(logits: tf.Tensor2D, oneHot: tf.Tensor2D): tf.Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), 1)));
}

/**
 * {@link crossEntropy} with smoothed labels, as `torch.nn.functional.cross_entropy(label_smoothing=…)`: of each row's label,
 * `smoothing` is spread evenly over all classes (Szegedy et al. 2016).
 *
 * @param smoothing from 0 to 1
 */
export function smoothCrossEntropy(smoothing: number): Loss {
  return (logits, oneHot) => crossEntropy(logits, tf.add(tf.mul(oneHot, 1 - smoothing), smoothing / oneHot.shape[1]));
}

/** The cross-entropy of each row, [rows]. */
export function crossEntropies(logits: tf.Tensor2D, oneHot: tf.Tensor2D): tf.Tensor1D {
  return tf.neg(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), 1));
}
