/**
 * Figure 7: gradient-based meta-learning of an activation function. The function is a small network itself; the gradient of
 * the mean loss of a whole training with respect to its parameters tells how to change it.
 */
import { checkInteger, checkName, checkPositive, show } from '@mnist1d/checks';
import type { SpecOf } from '@mnist1d/results';
import { type MetalearnActivationRun, metalearnActivationKind } from '@mnist1d/results/kinds/metalearn-activation';
import type { JsonObject } from '../../running/experiment.ts';
import { above } from '../claims.ts';
import { paperExperiment } from '../paper-experiment.ts';
import type { ActivationTraining } from './activation-training.ts';
import { grid, type LearnedSpec, learnActivation } from './learn-activation.ts';
import publishedResults from './published.json' with { type: 'json' };
import { type BaselineSpec, baselines, trainBaseline, trainPiecewise } from './try-activation.ts';

/** Configuration. All of it is the paper's but `pieces` and `snapshotEvery`. */
export interface MetalearnActivationConfig extends ActivationTraining, JsonObject {
  readonly outerSteps: number;
  readonly outerLearningRate: number;
  readonly clip: number;
  readonly baselines: readonly BaselineSpec['activation'][];
  readonly pieces: number;
  readonly snapshotEvery: number;
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
};

export const metalearnActivation = paperExperiment<typeof metalearnActivationKind, MetalearnActivationConfig>({
  kind: metalearnActivationKind,
  recipeVersion: 2,
  title: 'Meta-learning an activation function',
  figure: 'Figure 7',
  defaultPreset: 'paper',
  meanings: {
    seed: 'of the initial weights and, in every training anew, of the noise',
    hiddenSize: 'units of the network’s hidden layer',
    activationSize: 'hidden units of the network that is the learned function',
    innerSteps: 'updates of a training',
    countedSteps: 'the last of them, whose mean loss is minimised',
    innerBatchSize: 'rows per update',
    innerLearningRate: 'of RMSprop',
    decay: 'of its mean square',
    noise: 'hidden units get noise from U(−noise, noise)',
    numSamples: 'signals; four fifths are for training',
    testRows: 'the first test rows, for the accuracy',
    outerSteps: 'updates of the function',
    outerLearningRate: 'of these updates, gradient descent',
    clip: 'entries of the meta-gradient are cut at ± this',
    baselines: 'functions to compare with: relu, swish, elu, softplus, tanh, sigmoid',
    pieces: 'straight pieces of the fit to the function, which is tried as one of its own',
    snapshotEvery: 'outer steps after which the function is kept',
  },
  presets: {
    paper: { description: 'the published configuration: 301 outer steps', config: published },
    quick: { description: '24 outer steps', config: { ...published, outerSteps: 24, snapshotEvery: 4 } },
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
      checkName(where, 'activation', name, Object.keys(baselines) as readonly BaselineSpec['activation'][]);
  },

  runs({
    outerSteps,
    outerLearningRate,
    clip,
    snapshotEvery,
    baselines: names,
    pieces,
    ...inner
  }): readonly SpecOf<typeof metalearnActivationKind>[] {
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

  async run(spec, context) {
    if (spec.kind === 'learned') return learnActivation(spec, context);
    return spec.kind === 'baseline' ? trainBaseline(spec, context) : trainPiecewise(spec, context);
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
      ...above(0, 'points'),
      // The best of theirs is read off the published figure.
      published: (publishedResults.testAccuracy.at(-1) as number) - publishedResults.bestBaselineAccuracy,
      measure(runs) {
        const learned = runs.find(isLearned);
        const others = runs.filter(({ spec }) => spec.kind === 'baseline').map(({ metrics }) => metrics.testAccuracy);
        return learned && others.length > 0 ? learned.metrics.testAccuracy - Math.max(...others) : null;
      },
      decidable: ({ outerSteps, baselines: names }) => outerSteps >= 24 && names.length === 6,
    },
  ],
});

const isLearned = (run: MetalearnActivationRun): boolean => run.spec.kind === 'learned';
