/**
 * Figure 6: gradient-based meta-learning of a learning rate. The gradient of the mean loss of a whole training with respect
 * to its learning rate tells how to change that rate before the network is trained anew.
 */

import { makeDataset } from '@mnist1d/dataset';
import { scan } from '@mnist1d/jit';
import { TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { checkInteger, checkName, checkPositive, show } from '../../running/check-options.ts';
import type { ClaimDefinition, JsonObject, Run, RunContext } from '../../running/experiment.ts';
import { type Backend, useBackend } from '../../training/backend.ts';
import { crossEntropy } from '../../training/cross-entropy.ts';
import { flatMlp } from '../../training/flat-mlp.ts';
import { innerBatches } from '../../training/inner-batches.ts';
import { nextTask } from '../../training/next-task.ts';
import { paperExperiment } from '../paper-experiment.ts';
import publishedTrials from './published.json' with { type: 'json' };

/** Configuration. All of it is the paper's but `seed` and `backend`. */
export interface MetalearnLrConfig extends JsonObject {
  /** A trial for each: where the learning rate starts. */
  readonly initialLearningRate: readonly number[];
  /** Of the initial weights, which are the same in every outer step. */
  readonly seed: number;
  /** Units of the hidden layer, tanh. */
  readonly hiddenSize: number;
  /** Updates of the network in each outer step, each on the next `innerBatchSize` rows. */
  readonly innerSteps: number;
  readonly innerBatchSize: number;
  /** Updates of the learning rate. */
  readonly outerSteps: number;
  readonly outerLearningRate: number;
  readonly backend: Backend;
}

const published: MetalearnLrConfig = {
  initialLearningRate: [1.5, 0.15],
  seed: 0,
  hiddenSize: 50,
  innerSteps: 200,
  innerBatchSize: 50,
  outerSteps: 50,
  outerLearningRate: 0.3,
  backend: 'jit',
};

interface Spec extends JsonObject {
  readonly initialLearningRate: number;
  readonly seed: number;
  readonly hiddenSize: number;
  readonly innerSteps: number;
  readonly innerBatchSize: number;
  readonly outerSteps: number;
  readonly outerLearningRate: number;
}

interface Output {
  readonly metrics: {
    /** The learning rate after the last outer step. */
    readonly learningRate: number;
    /** Outer steps made; fewer than asked for where the inner training diverged. */
    readonly outerSteps: number;
  };
  readonly curves: {
    /** After each outer step. */
    readonly learningRate: readonly number[];
    /** Of each outer step's training, in nats: what is minimised, and the loss of its last batch. */
    readonly meanInnerLoss: readonly number[];
    readonly finalInnerLoss: readonly number[];
    /** Of every batch of the first outer step. */
    readonly firstInnerLosses: readonly number[];
  };
  readonly [key: string]: JsonObject | { readonly [name: string]: readonly number[] };
}

type Trial = Run<Spec, Output>;

export const metalearnLr = paperExperiment<MetalearnLrConfig, Spec, Output>({
  id: 'metalearn-lr',
  recipeVersion: 1,
  title: 'Meta-learning a learning rate',
  figure: 'Figure 6',
  defaultPreset: 'paper',
  presets: {
    paper: { description: 'the published configuration: two trials of 50 outer steps', time: '2 s', config: published },
    quick: { description: 'the same', time: '2 s', config: published },
  },

  check(config) {
    const where = "experiment 'metalearn-lr'";
    for (const rate of config.initialLearningRate) {
      if (!Number.isFinite(rate) || rate < 0) {
        throw new RangeError(`${where}: initialLearningRate must be a finite number of at least 0, got ${show(rate)}`);
      }
    }
    checkInteger(where, 'seed', config.seed, 0, 2 ** 32 - 1);
    for (const key of ['hiddenSize', 'innerSteps', 'innerBatchSize', 'outerSteps'] as const)
      checkInteger(where, key, config[key], 1);
    checkPositive(where, 'outerLearningRate', config.outerLearningRate);
    // Gradients of gradients: the compiler alone.
    checkName(where, 'backend', config.backend, ['jit']);
  },

  runs: ({ initialLearningRate, backend: _, ...common }) =>
    initialLearningRate.map((rate) => ({ initialLearningRate: rate, ...common })),

  label: ({ initialLearningRate }) => `learning rate from ${initialLearningRate}`,

  cost: ({ outerSteps, innerSteps, innerBatchSize, hiddenSize }) =>
    0.3 + outerSteps * innerSteps * (1e-5 + 3e-10 * innerBatchSize * 50 * hiddenSize),

  peer({ initialLearningRate, hiddenSize, innerSteps, innerBatchSize, outerSteps }) {
    if (hiddenSize !== 50 || innerBatchSize !== 50) return undefined;
    return {
      text: 'PyTorch 1.13 on one core of an AMD EPYC, by its time per outer step',
      seconds: (initialLearningRate.length * outerSteps * innerSteps * 0.256) / 1000,
    };
  },

  run: learn,

  summarise: () => ({ published: publishedTrials }),

  claims: [
    endsAt('from-above', 1.5),
    endsAt('from-below', 0.15),
    {
      id: 'trials-meet',
      text: 'Both learning rates end at the same value: difference',
      rule: 'within 0.01',
      published: difference(publishedTrials.map(({ learningRate }) => learningRate.at(-1) as number)),
      measure: (runs) => {
        const ends = [1.5, 0.15].map((start) => endOf(runs, start));
        return ends.includes(null) ? null : difference(ends as number[]);
      },
      holds: (value) => Math.abs(value) <= 0.01,
      decidable,
    },
  ],
});

/** A trial: every outer step trains the network from its initial weights and moves the learning rate along the gradient. */
async function learn(spec: Spec, { signal, onProgress }: RunContext): Promise<Output> {
  const { seed, hiddenSize, innerSteps, innerBatchSize, outerSteps, outerLearningRate } = spec;
  await useBackend('cpu');
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
      const { ys, vjp } = scan(step, { params: tf.tensor1d(initial), rate: tf.scalar(rate) }, batches);
      const { carry } = vjp({ ys: tf.fill([innerSteps], 1 / innerSteps) });
      const mean = tf.mean(ys).dataSync<'float32'>()[0] as number;
      return { losses: Array.from(ys.dataSync()), mean, gradient: carry.rate.dataSync<'float32'>()[0] as number };
    });

  const curves = { learningRate: [], meanInnerLoss: [], finalInnerLoss: [], firstInnerLosses: [] } as {
    [name in keyof Output['curves']]: number[];
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

function endsAt(id: string, start: number): ClaimDefinition<MetalearnLrConfig, Trial> {
  return {
    id,
    text: `Starting at ${start}, the learning rate ends at about 0.62`,
    rule: '0.615 … 0.63',
    published:
      publishedTrials.find(({ initialLearningRate }) => initialLearningRate === start)?.learningRate.at(-1) ?? null,
    measure: (runs) => endOf(runs, start),
    holds: (rate) => rate >= 0.615 && rate <= 0.63,
    decidable,
  };
}

const endOf = (runs: readonly Trial[], start: number): number | null =>
  runs.find(({ spec }) => spec.initialLearningRate === start)?.metrics.learningRate ?? null;

function difference(ends: readonly number[]): number {
  return (ends[0] as number) - (ends[1] as number);
}

function decidable({ outerSteps, innerSteps, outerLearningRate }: MetalearnLrConfig): boolean {
  return outerSteps >= 50 && innerSteps === 200 && outerLearningRate === 0.3;
}
