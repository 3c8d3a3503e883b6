/** A trial of meta-learning: a learning rate that follows the gradient of the training that it is for. */
import { makeDataset } from '@mnist1d/dataset';
import { scan } from '@mnist1d/jit';
import { TorchRandom } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { metalearnLrKind } from '@mnist1d/results/kinds/metalearn-lr';
import * as tf from '@tensorflow/tfjs-core';
import type { RunContext } from '../../running/experiment.ts';
import { innerBatches } from '../../training/batches/inner-batches.ts';
import { flatMlp } from '../../training/flat-mlp.ts';
import { crossEntropy } from '../../training/losses.ts';
import { nextTask } from '../../training/next-task.ts';

export type TrialSpec = SpecOf<typeof metalearnLrKind>;
export type TrialOutput = OutputOf<typeof metalearnLrKind>;

/** A trial: every outer step trains the network from its initial weights and moves the learning rate along the gradient. */
export async function learnRate(spec: TrialSpec, { signal, onProgress, numerics }: RunContext): Promise<TrialOutput> {
  const { seed, hiddenSize, innerSteps, innerBatchSize, outerSteps, outerLearningRate } = spec;
  const data = makeDataset();
  const network = flatMlp(data.length, hiddenSize, data.numClasses);
  const batches = innerBatches(data, innerSteps, innerBatchSize);
  const initial = network.init(new TorchRandom(seed));

  type Carry = { params: tf.Tensor; rate: tf.Tensor };
  const step = ({ params, rate }: Carry, { x, oneHot }: { x: tf.Tensor; oneHot: tf.Tensor }) => {
    const loss = (p: tf.Tensor) => crossEntropy(network.apply(p, x as tf.Tensor2D, tf.tanh), oneHot as tf.Tensor2D);
    const { value, grad } = tf.valueAndGrad(loss)(params);
    return { carry: { params: tf.sub(params, tf.mul(rate, grad)), rate } as Carry, y: value as tf.Tensor };
  };
  /** The inner losses at a learning rate, and the gradient of their mean. */
  const innerTraining = (rate: number) =>
    tf.tidy(() => {
      const { ys, vjp } = scan(step, { params: tf.tensor1d(initial), rate: tf.scalar(rate) }, batches, {
        numerics,
      });
      const { carry } = vjp({ ys: tf.fill([innerSteps], 1 / innerSteps) });
      const mean = tf.mean(ys).dataSync<'float32'>()[0] as number;
      return { losses: Array.from(ys.dataSync()), mean, gradient: carry.rate.dataSync<'float32'>()[0] as number };
    });

  const curves = { learningRate: [], meanInnerLoss: [], finalInnerLoss: [], firstInnerLosses: [] } as {
    [name in keyof TrialOutput['curves']]: number[];
  };
  let rate = Math.fround(spec.initialLearningRate);
  try {
    for (let outer = 0; outer < outerSteps; outer++) {
      const { losses, mean, gradient } = innerTraining(rate);
      // A training that diverges has no gradient to follow: the trial ends with what it has.
      if (![mean, gradient, ...losses].every(Number.isFinite)) break;
      rate = Math.fround(rate - Math.fround(Math.fround(outerLearningRate) * gradient));
      curves.learningRate.push(rate);
      curves.meanInnerLoss.push(mean);
      curves.finalInnerLoss.push(losses.at(-1) as number);
      if (outer === 0) curves.firstInnerLosses.push(...losses);
      onProgress?.((outer + 1) / outerSteps);
      await nextTask(signal);
    }
  } finally {
    tf.dispose(batches);
  }
  return { metrics: { learningRate: rate, outerSteps: curves.learningRate.length }, curves };
}
