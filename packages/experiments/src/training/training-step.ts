/** One update of a classifier: loss, gradients and optimiser, as plain tfjs that also compiles. */
import type { Model, Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { crossEntropy } from './cross-entropy.ts';
import { lossAndGradients, mapParams } from './named-parameters.ts';
import type { Optimizer, OptimizerState } from './optimizers.ts';

/** What an update is made of. */
export interface Update<P extends Params> {
  readonly model: Model<P>;
  readonly optimizer: Optimizer;
  readonly params: Params;
  readonly state: OptimizerState;
  /** The optimiser's, of this update. */
  readonly coefficients: readonly tf.Scalar[];
  /** [rows, length] */
  readonly x: tf.Tensor2D;
  /** [rows, classes] */
  readonly oneHot: tf.Tensor2D;
  /** What the parameters are multiplied by before the forward pass. */
  readonly masks?: Params | undefined;
}

/** The loss before the update, the parameters and the state after it; all fresh tensors. */
export function trainingStep<P extends Params>({
  model,
  optimizer,
  params,
  state,
  coefficients,
  x,
  oneHot,
  masks,
}: Update<P>): { loss: tf.Scalar; params: Params; state: OptimizerState } {
  const { loss, grads } = lossAndGradients((p) => crossEntropy(model.apply(masked(p, masks) as P, x), oneHot), params);
  return { loss, ...optimizer.update(params, grads, state, coefficients) };
}

/** The parameters, multiplied by their masks where there are any. */
export function masked(params: Params, masks: Params | undefined): Params {
  return masks ? mapParams(params, (p, key) => tf.mul(p, masks[key] as tf.Tensor)) : params;
}
