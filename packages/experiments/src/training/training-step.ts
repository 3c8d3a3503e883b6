/** One update of a classifier: loss, gradients and optimiser, as plain tfjs that also compiles. */
import type { Model, Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from './cross-entropy.ts';
import type { Optimizer, OptimizerState } from './optimizers.ts';

/**
 * @param x [rows, length]
 * @param oneHot [rows, classes]
 * @param masks what the parameters are multiplied by before the forward pass
 * @returns the loss before the update, the parameters and the state after it; all fresh tensors
 */
export function trainingStep<P extends Params>(
  model: Model<P>,
  params: Params,
  state: OptimizerState,
  optimizer: Optimizer,
  coefficients: readonly tf.Scalar[],
  x: tf.Tensor2D,
  oneHot: tf.Tensor2D,
  masks?: Params,
): { loss: tf.Scalar; params: Params; state: OptimizerState } {
  const keys = Object.keys(params);
  const unflatten = (tensors: readonly tf.Tensor[]) =>
    Object.fromEntries(keys.map((key, i) => [key, tensors[i]])) as Params;
  const loss = (...tensors: tf.Tensor[]) =>
    crossEntropy(model.apply(masked(unflatten(tensors), masks) as P, x), oneHot);
  const { value, grads } = tf.valueAndGrads(loss)(Object.values(params));
  return { loss: value as tf.Scalar, ...optimizer.update(params, unflatten(grads), state, coefficients) };
}

/** The parameters, multiplied by their masks where there are any. */
export function masked(params: Params, masks: Params | undefined): Params {
  if (!masks) return params;
  return Object.fromEntries(Object.entries(params).map(([key, p]) => [key, tf.mul(p, masks[key] as tf.Tensor)]));
}
