/** Runs a test file on the tfjs cpu backend. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

await tf.setBackend('cpu');

/** Mean cross-entropy, twice differentiable. */
export function crossEntropy(logits: tf.Tensor2D, classes: ArrayLike<number>): tf.Scalar {
  return tf.tidy(() => {
    const oneHot = tf.oneHot(tf.tensor1d([...Array.from(classes)], 'int32'), logits.shape[1]);
    return tf.neg(tf.mean(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), 1)));
  });
}

/** A loss of named parameters, its value and its gradients. */
export function valueAndGradients(
  params: Readonly<Record<string, tf.Tensor>>,
  loss: (params: never) => tf.Tensor,
): { value: tf.Scalar; gradients: Record<string, tf.Tensor> } {
  const names = Object.keys(params);
  const named = (tensors: readonly tf.Tensor[]) => Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => loss(named(tensors) as never) as tf.Scalar)(
    Object.values(params),
  );
  return { value: value as tf.Scalar, gradients: named(grads) };
}
