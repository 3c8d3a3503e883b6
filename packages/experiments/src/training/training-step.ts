/** One update of a classifier: loss, gradients and optimiser, as plain tfjs that also compiles. */
import { type Model, type Params, type Randomness, withoutBuffers } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { checkOutputs } from './check-data.ts';
import { lossAndGradients, mapParams } from './named-parameters.ts';
import { clipGradients } from './optimizers/clip-gradients.ts';
import type { Optimizer, OptimizerState } from './optimizers/optimizer.ts';
import type { TrainingPlan } from './trainer.ts';

/** What an update is made of. */
export interface Update<P extends Params> {
  readonly model: Model<P>;
  readonly optimizer: Optimizer;
  readonly plan: Pick<TrainingPlan, 'loss' | 'clipNorm' | 'augment' | 'masks'>;
  readonly params: Params;
  readonly state: OptimizerState;
  /** The optimiser's, of this update. */
  readonly coefficients: readonly tf.Scalar[];
  /** [rows, length] */
  readonly x: tf.Tensor2D;
  /** [rows, classes] */
  readonly oneHot: tf.Tensor2D;
  /** Of this update. */
  readonly random: Randomness;
}

/** The loss before the update, the parameters and the state after it; all fresh tensors. */
export function trainingStep<P extends Params>({
  model,
  optimizer,
  plan: { loss: lossOf, clipNorm, augment, masks },
  params,
  state,
  coefficients,
  x,
  oneHot,
  random,
}: Update<P>): { loss: tf.Scalar; params: Params; state: OptimizerState } {
  const batch = augment ? augment(x, (kind, shape) => random(`augmentation ${kind}`, shape)) : x;
  const trained = withoutBuffers(model, params);
  let updated: Params = {};
  const forward = (p: Params): tf.Tensor2D => {
    const given = masked({ ...params, ...p }, masks) as P;
    if (!model.applyInTraining) return model.apply(given, batch);
    const { logits, buffers } = model.applyInTraining(given, batch, random);
    // They outlive the scope of the gradient.
    updated = mapParams(buffers, (buffer) => tf.keep(buffer));
    return logits;
  };
  const { loss, grads } = lossAndGradients((p) => {
    const logits = forward(p);
    checkOutputs(logits.shape[1], oneHot.shape[1]);
    return lossOf(logits, oneHot);
  }, trained);
  const clipped = clipNorm === undefined ? grads : clipGradients(grads, clipNorm);
  const next = optimizer.update(trained, clipped, state, coefficients);
  const after = mapParams(params, (p, key) => next.params[key] ?? updated[key] ?? tf.clone(p));
  return { loss, params: after, state: next.state };
}

/** The parameters, multiplied by their masks where there are any. */
export function masked(params: Params, masks: Params | undefined): Params {
  return masks ? mapParams(params, (p, key) => (masks[key] ? tf.mul(p, masks[key]) : p)) : params;
}
