/** What the learned activation function is compared with: those of the books, and straight pieces fitted to it. */
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { metalearnActivationKind } from '@mnist1d/results/kinds/metalearn-activation';
import * as tf from '@tensorflow/tfjs-core';
import type { Run, RunContext } from '../../running/experiment.ts';
import { type Activation, activationTraining, type ComputedTraining, elu } from './activation-training.ts';
import { grid, type LearnedOutput, type LearnedSpec } from './learn-activation.ts';
import { fitPiecewiseLinear, type PiecewiseLinear } from './piecewise-linear.ts';

export const baselines = {
  relu: tf.relu,
  swish: (z: tf.Tensor2D) => tf.mul(z, tf.sigmoid(z)) as tf.Tensor2D,
  elu,
  softplus: tf.softplus,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
} satisfies Record<BaselineSpec['activation'], (z: tf.Tensor2D) => tf.Tensor2D>;
export type BaselineSpec = SpecOf<typeof metalearnActivationKind, 'baseline'>;
export type PiecewiseSpec = SpecOf<typeof metalearnActivationKind, 'piecewise'>;
type BaselineOutput = OutputOf<typeof metalearnActivationKind, 'baseline'>;

export function trainBaseline(spec: BaselineSpec, { numerics }: RunContext): BaselineOutput {
  const activation = baselines[spec.activation];
  return trainOnce({ ...spec, numerics }, (z) => activation(z));
}

export function trainPiecewise(
  { pieces, learned }: PiecewiseSpec,
  { needed, numerics }: RunContext,
): OutputOf<typeof metalearnActivationKind, 'piecewise'> {
  const last = (needed?.[0] as Run<LearnedSpec, LearnedOutput> | undefined)?.metrics.functions.at(-1);
  if (!last) throw new Error('metalearn-activation: the straight pieces need the learned function');
  const knots = fitPiecewiseLinear(grid, last.y, pieces);
  const { metrics, curves } = trainOnce({ ...learned, numerics }, (z) => applyPieces(knots, z));
  return { metrics: { ...metrics, knots: { x: knots.x, y: knots.y } }, curves };
}

/** One inner training with a function that is not learned. */
function trainOnce(spec: ComputedTraining, activation: Activation): BaselineOutput {
  const training = activationTraining(spec, activation, false);
  try {
    const { losses, meanLoss, testAccuracy } = training.train(training.initialActivation);
    return {
      metrics: { meanInnerLoss: meanLoss, finalInnerLoss: losses.at(-1) as number, testAccuracy },
      curves: { innerLosses: losses },
    };
  } finally {
    training.dispose();
  }
}

/** Straight pieces as a sum of ReLUs. */
function applyPieces({ x, y }: PiecewiseLinear, z: tf.Tensor2D): tf.Tensor2D {
  const slopes = x.slice(1).map((end, i) => {
    const [x0, y0, y1] = [x[i] as number, y[i] as number, y[i + 1] as number];
    return (y1 - y0) / (end - x0);
  });
  const first = slopes[0] as number;
  let sum: tf.Tensor2D = tf.add(tf.mul(z, first), (y[0] as number) - first * (x[0] as number));
  for (let i = 1; i < slopes.length; i++) {
    const bend = (slopes[i] as number) - (slopes[i - 1] as number);
    sum = tf.add(sum, tf.mul(tf.relu(tf.sub(z, x[i] as number)), bend));
  }
  return sum;
}
