/** Parameters by name: changed one by one, and as the list that tfjs takes gradients of. */
import type { Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';

/** What `fn` makes of each parameter, under its name. */
export function mapParams(params: Params, fn: (tensor: tf.Tensor, key: string) => tf.Tensor): Params {
  return Object.fromEntries(Object.entries(params).map(([key, tensor]) => [key, fn(tensor, key)]));
}

/** A loss and its gradients with respect to the parameters, by their names; all fresh tensors. */
export function lossAndGradients<P extends Params>(
  loss: (params: P) => tf.Scalar,
  params: P,
): { loss: tf.Scalar; grads: Params } {
  const keys = Object.keys(params);
  const named = (tensors: readonly tf.Tensor[]) =>
    Object.fromEntries(keys.map((key, i) => [key, tensors[i] as tf.Tensor]));
  const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => loss(named(tensors) as Params as P))(
    Object.values(params),
  );
  return { loss: value as tf.Scalar, grads: named(grads) };
}
