/** The outer training of Figure 7: an activation function that follows the gradient of the training that it is for. */
import { jit } from '@mnist1d/jit';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { metalearnActivationKind } from '@mnist1d/results/kinds/metalearn-activation';
import * as tf from '@tensorflow/tfjs-core';
import type { RunContext } from '../../running/experiment.ts';
import { nextTask } from '../../training/next-task.ts';
import { floatsFromBase64, floatsToBase64 } from '../base64.ts';
import { activationTraining, learnedFunction } from './activation-training.ts';

export type LearnedSpec = SpecOf<typeof metalearnActivationKind, 'learned'>;
export type LearnedOutput = OutputOf<typeof metalearnActivationKind, 'learned'>;

/** Where the learned function is looked at: −5 … 5 in tenths. */
export const grid = Array.from({ length: 101 }, (_, i) => (i - 50) / 10);

/** An outer step trains the network with the present function and moves the function along the gradient. */
export async function learnActivation(
  spec: LearnedSpec,
  { signal, onProgress, checkpoint, numerics }: RunContext,
): Promise<LearnedOutput> {
  const { outerSteps, outerLearningRate, clip, snapshotEvery } = spec;
  const learned = learnedFunction(spec.activationSize);
  const training = activationTraining(
    { ...spec, numerics },
    (z, { learned: params, innerNoise }) => learned.apply(params, z, innerNoise),
    true,
  );
  const evaluate = jit((params: tf.Tensor, z: tf.Tensor2D) => learned.apply(params, z), { numerics });
  const valuesOf = (params: Float32Array): number[] =>
    tf.tidy(() => Array.from(evaluate(tf.tensor1d(params), tf.tensor2d(grid, [grid.length, 1])).dataSync()));

  const saved = checkpoint?.read() as Saved | undefined;
  let params = saved ? floatsFromBase64(saved.params) : training.initialActivation;
  const steps: OuterStep[] = [...(saved?.steps ?? [])];
  const functions = [...(saved?.functions ?? [])];
  let innerLosses: readonly number[] = [];
  try {
    for (let outer = steps.length; outer < outerSteps; outer++) {
      const isLast = outer === outerSteps - 1;
      const { losses, meanLoss, testAccuracy, gradient } = training.train(params, {
        index: outer,
        withGradient: !isLast,
      });
      steps.push([meanLoss, losses.at(-1) as number, testAccuracy]);
      innerLosses = losses;
      if (!innerLosses.every(Number.isFinite))
        throw new RangeError(`metalearn-activation: the inner training diverged in outer step ${outer}`);
      if (outer % snapshotEvery === 0 || isLast) functions.push({ outerStep: outer, y: valuesOf(params) });
      if (gradient) {
        params = params.map((p, i) => {
          const g = Math.min(clip, Math.max(-clip, gradient[i] as number));
          return p - Math.fround(Math.fround(outerLearningRate) * g);
        });
      }
      onProgress?.((outer + 1) / outerSteps);
      if (!isLast) await checkpoint?.write({ params: floatsToBase64(params), steps, functions } satisfies Saved);
      await nextTask(signal);
    }
  } finally {
    evaluate.dispose();
    training.dispose();
  }
  const [meanInnerLoss, finalInnerLoss, testAccuracy] = steps.at(-1) as OuterStep;
  return {
    metrics: { meanInnerLoss, finalInnerLoss, testAccuracy, x: grid, functions },
    curves: {
      innerLosses,
      meanInnerLoss: steps.map(([mean]) => mean),
      finalInnerLoss: steps.map(([, final]) => final),
      testAccuracy: steps.map(([, , accuracy]) => accuracy),
    },
  };
}

/** Mean inner loss, final inner loss, test accuracy. */
type OuterStep = readonly [number, number, number];

type Saved = {
  readonly params: string;
  readonly steps: readonly OuterStep[];
  readonly functions: readonly { readonly outerStep: number; readonly y: readonly number[] }[];
};
