/**
 * Figure 7: gradient-based meta-learning of an activation function. The function is a small network itself; the gradient of
 * the mean loss of a whole training with respect to its parameters tells how to change it.
 */

import { jit } from '@mnist1d/jit';
import * as tf from '@tensorflow/tfjs-core';
import { floatsFromBase64, floatsToBase64 } from '../../running/base64.ts';
import { checkInteger, checkName, checkPositive, show } from '../../running/check-options.ts';
import type { JsonObject, Run, RunContext } from '../../running/experiment.ts';
import { type Backend, useBackend } from '../../training/backend.ts';
import { nextTask } from '../../training/next-task.ts';
import { paperExperiment } from '../paper-experiment.ts';
import {
  type Activation,
  type ActivationTraining,
  activationTraining,
  elu,
  learnedFunction,
} from './activation-training.ts';
import { fitPiecewiseLinear, type PiecewiseLinear } from './piecewise-linear.ts';
import publishedResults from './published.json' with { type: 'json' };

const baselines = {
  relu: tf.relu,
  swish: (z: tf.Tensor2D) => tf.mul(z, tf.sigmoid(z)) as tf.Tensor2D,
  elu,
  softplus: tf.softplus,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
} satisfies Record<string, (z: tf.Tensor2D) => tf.Tensor2D>;
type Baseline = keyof typeof baselines;

/** Configuration. All of it is the paper's but `pieces`, `snapshotEvery` and `backend`. */
export interface MetalearnActivationConfig extends ActivationTraining {
  /** Updates of the activation function. */
  readonly outerSteps: number;
  readonly outerLearningRate: number;
  /** Entries of the meta-gradient are cut at ± this. */
  readonly clip: number;
  /** Activation functions to compare with. */
  readonly baselines: readonly Baseline[];
  /** Straight pieces of the fit to the learned function, which is tried as an activation of its own. */
  readonly pieces: number;
  /** The function is kept after every so many outer steps. */
  readonly snapshotEvery: number;
  readonly backend: Backend;
}

const published: MetalearnActivationConfig = {
  seed: 0,
  hiddenSize: 128,
  activationSize: 100,
  innerSteps: 301,
  countedSteps: 200,
  innerBatchSize: 100,
  innerLearningRate: 0.01,
  decay: 0.4,
  noise: 0.1,
  numSamples: 10_000,
  testRows: 500,
  outerSteps: 301,
  outerLearningRate: 0.3,
  clip: 0.1,
  baselines: ['relu', 'swish', 'elu', 'softplus', 'tanh', 'sigmoid'],
  pieces: 4,
  snapshotEvery: 20,
  backend: 'jit',
};

/** The outer training. */
interface LearnedSpec extends ActivationTraining {
  readonly kind: 'learned';
  readonly outerSteps: number;
  readonly outerLearningRate: number;
  readonly clip: number;
  readonly snapshotEvery: number;
}

/** One inner training with a function of the books. */
interface BaselineSpec extends ActivationTraining {
  readonly kind: 'baseline';
  readonly activation: Baseline;
}

/** One inner training with straight pieces instead of the learned function. */
interface PiecewiseSpec extends JsonObject {
  readonly kind: 'piecewise';
  readonly pieces: number;
  readonly learned: LearnedSpec;
}

type Spec = LearnedSpec | BaselineSpec | PiecewiseSpec;

interface Output {
  readonly metrics: {
    /** Of the last inner training: nats, nats, percent. */
    readonly meanInnerLoss: number;
    readonly finalInnerLoss: number;
    readonly testAccuracy: number;
    /** The learned function after some outer steps, at `x`. */
    readonly x?: readonly number[];
    readonly functions?: readonly { readonly outerStep: number; readonly y: readonly number[] }[];
    /** The knots of the straight pieces. */
    readonly knots?: { readonly x: readonly number[]; readonly y: readonly number[] };
  };
  readonly curves: {
    /** Of every batch of the last inner training. */
    readonly innerLosses: readonly number[];
    /** Of the inner training of every outer step. */
    readonly meanInnerLoss?: readonly number[];
    readonly finalInnerLoss?: readonly number[];
    readonly testAccuracy?: readonly number[];
  };
}

type ActivationRun = Run<Spec, Output>;

/** Where the learned function is looked at: −5 … 5 in tenths. */
const grid = Array.from({ length: 101 }, (_, i) => (i - 50) / 10);

export const metalearnActivation = paperExperiment<MetalearnActivationConfig, Spec, Output>({
  id: 'metalearn-activation',
  recipeVersion: 2,
  title: 'Meta-learning an activation function',
  figure: 'Figure 7',
  defaultPreset: 'paper',
  presets: {
    paper: { description: 'the published configuration: 301 outer steps', time: '8 min', config: published },
    quick: { description: '24 outer steps', time: '50 s', config: { ...published, outerSteps: 24, snapshotEvery: 4 } },
  },

  check(config) {
    const where = "experiment 'metalearn-activation'";
    checkInteger(where, 'seed', config.seed, 0, 2 ** 32 - 1);
    for (const key of [
      ...(['hiddenSize', 'activationSize', 'innerSteps', 'countedSteps', 'innerBatchSize', 'testRows'] as const),
      ...(['outerSteps', 'snapshotEvery'] as const),
    ]) {
      checkInteger(where, key, config[key], 1);
    }
    if (config.countedSteps > config.innerSteps) {
      throw new RangeError(
        `${where}: countedSteps must be at most innerSteps = ${config.innerSteps}, got ${config.countedSteps}`,
      );
    }
    checkInteger(where, 'pieces', config.pieces, 1, grid.length - 1);
    checkInteger(where, 'numSamples', config.numSamples, 20);
    const rows = 10 * Math.floor(config.numSamples / 10);
    if (config.testRows > rows - Math.floor(rows * 0.8)) {
      throw new RangeError(
        `${where}: testRows must be at most the fifth of numSamples = ${config.numSamples}, got ${config.testRows}`,
      );
    }
    for (const key of ['innerLearningRate', 'outerLearningRate', 'clip'] as const)
      checkPositive(where, key, config[key]);
    for (const key of ['decay', 'noise'] as const) {
      if (!(config[key] >= 0 && config[key] < 1)) {
        throw new RangeError(`${where}: ${key} must be a number from 0 up to but not 1, got ${show(config[key])}`);
      }
    }
    for (const name of config.baselines)
      checkName(where, 'activation', name, Object.keys(baselines) as readonly Baseline[]);
    // Gradients of gradients: the compiler alone.
    checkName(where, 'backend', config.backend, ['jit']);
  },

  runs({
    outerSteps,
    outerLearningRate,
    clip,
    snapshotEvery,
    baselines: names,
    pieces,
    backend: _,
    ...inner
  }): readonly Spec[] {
    const learned: LearnedSpec = {
      ...inner,
      ...{ kind: 'learned', outerSteps, outerLearningRate, clip, snapshotEvery },
    };
    return [
      learned,
      ...names.map((activation): BaselineSpec => ({ ...inner, kind: 'baseline', activation })),
      { kind: 'piecewise', pieces, learned },
    ];
  },

  label(spec) {
    if (spec.kind === 'learned') return `learning the function, ${spec.outerSteps} outer steps`;
    return spec.kind === 'baseline' ? spec.activation : `${spec.pieces} straight pieces`;
  },

  cost(spec) {
    const { innerSteps, innerBatchSize, hiddenSize, activationSize } = spec.kind === 'piecewise' ? spec.learned : spec;
    const pass = innerSteps * innerBatchSize * hiddenSize * 1e-9;
    return 0.3 + (spec.kind === 'learned' ? spec.outerSteps * pass * (50 + 3.3 * activationSize) : 300 * pass);
  },

  needs: (spec) => (spec.kind === 'piecewise' ? [spec.learned] : []),

  peer({ outerSteps, innerSteps, innerBatchSize, hiddenSize, activationSize }) {
    if (innerSteps !== 301 || innerBatchSize !== 100 || hiddenSize !== 128 || activationSize !== 100) return undefined;
    return { text: 'PyTorch 1.13 on one core of an AMD EPYC, by its time per outer step', seconds: outerSteps * 3.81 };
  },

  async run(spec, context) {
    await useBackend('cpu');
    if (spec.kind === 'learned') return learn(spec, context);
    if (spec.kind === 'baseline') {
      const activation = baselines[spec.activation];
      return trainOnce(spec, (z) => activation(z));
    }
    const last = (context.needed?.[0] as Run<LearnedSpec, Output> | undefined)?.metrics.functions?.at(-1);
    if (!last) throw new Error('metalearn-activation: the straight pieces need the learned function');
    const knots = fitPiecewiseLinear(grid, last.y, spec.pieces);
    const { metrics, curves } = trainOnce(spec.learned, (z) => applyPieces(knots, z));
    return { metrics: { ...metrics, knots: { x: knots.x, y: knots.y } }, curves };
  },

  summarise: () => ({ published: publishedResults }),

  claims: [
    {
      id: 'loss-falls',
      text: 'The mean inner loss of the last outer step',
      rule: '≤ 0.95',
      published: publishedResults.meanInnerLoss.at(-1) as number,
      measure: (runs) => runs.find(isLearned)?.metrics.meanInnerLoss ?? null,
      holds: (loss) => loss <= 0.95,
      decidable: ({ outerSteps }) => outerSteps >= 301,
    },
    {
      id: 'beats-baselines',
      text: 'The learned function’s test accuracy above that of the best of the other activations',
      rule: '> 0 points',
      // The best of theirs is read off the published figure.
      published: (publishedResults.testAccuracy.at(-1) as number) - publishedResults.bestBaselineAccuracy,
      measure(runs) {
        const learned = runs.find(isLearned);
        const others = runs.filter(({ spec }) => spec.kind === 'baseline').map(({ metrics }) => metrics.testAccuracy);
        return learned && others.length > 0 ? learned.metrics.testAccuracy - Math.max(...others) : null;
      },
      holds: (points) => points > 0,
      decidable: ({ outerSteps, baselines: names }) => outerSteps >= 24 && names.length === 6,
    },
  ],
});

const isLearned = (run: ActivationRun): boolean => run.spec.kind === 'learned';

/** An outer step trains the network with the present function and moves the function along the gradient. */
async function learn(spec: LearnedSpec, { signal, onProgress, checkpoint }: RunContext): Promise<Output> {
  const { outerSteps, outerLearningRate, clip, snapshotEvery } = spec;
  const learned = learnedFunction(spec.activationSize);
  const training = activationTraining(
    spec,
    (z, { learned: params, innerNoise }) => learned.apply(params, z, innerNoise),
    true,
  );
  const evaluate = jit((params: tf.Tensor, z: tf.Tensor2D) => learned.apply(params, z));
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

/** One inner training with a function that is not learned. */
function trainOnce(spec: ActivationTraining, activation: Activation): Output {
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
