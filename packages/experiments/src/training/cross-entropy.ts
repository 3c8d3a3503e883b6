/** The loss of every classifier in the paper. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * Mean cross-entropy −mean(Σ oneHot × logSoftmax(logits)), as `torch.nn.functional.cross_entropy`. Written out because
 * `tf.losses.softmaxCrossEntropy` has no second gradient.
 *
 * @param logits [rows, classes]
 * @param oneHot [rows, classes]
 */
export function crossEntropy(logits: tf.Tensor2D, oneHot: tf.Tensor2D): tf.Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), 1)));
}

/** The cross-entropy of each row, [rows]. */
export function crossEntropies(logits: tf.Tensor2D, oneHot: tf.Tensor2D): tf.Tensor1D {
  return tf.neg(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), 1));
}
