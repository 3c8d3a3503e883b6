/**
 * Figure 5: deep double descent. Networks of growing width are trained until they fit the training data perfectly and far
 * beyond. With noise on the labels the test error falls, rises towards the width that just fits them, and falls again.
 */
import { checkInteger, checkName, checkPositive, show } from '@mnist1d/checks';
import {
  type DoubleDescentCurve,
  type DoubleDescentRun,
  doubleDescentKind,
} from '@mnist1d/results/kinds/double-descent';
import { mean } from '../../analysis/statistics.ts';
import type { ClaimDefinition, JsonObject } from '../../running/experiment.ts';
import { type Backend, backends } from '../../training/backend.ts';
import { atLeast, between } from '../claims.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { type Descent, describeDescent, type Point } from './descent.ts';
import { type FitSpec, fit } from './fit.ts';
import publishedCurves from './published.json' with { type: 'json' };

/** Configuration. All of it is the paper's but `seeds` (the paper's code sets none) and `backend`. */
export interface DoubleDescentConfig extends JsonObject {
  readonly mlpSizes: readonly number[];
  readonly cnnSizes: readonly number[];
  readonly labelNoise: number;
  readonly seeds: readonly number[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly momentum: number;
  readonly numSamples: number;
  readonly trainSplit: number;
  readonly backend: Backend;
}

const published: DoubleDescentConfig = {
  mlpSizes: [2, 3, 4, 5, 7, 9, 12, 16, 21, 27, 36, 47, 61, 80, 104, 135, 177, 230, 300],
  cnnSizes: [
    2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100,
  ],
  labelNoise: 0.15,
  seeds: [42],
  epochs: 500,
  batchSize: 100,
  learningRate: 0.01,
  momentum: 0.9,
  numSamples: 16_000,
  trainSplit: 0.25,
  backend: 'jit',
};

export const doubleDescent = paperExperiment<typeof doubleDescentKind, DoubleDescentConfig>({
  kind: doubleDescentKind,
  recipeVersion: 1,
  title: 'Deep double descent: what happens beyond a perfect fit',
  figure: 'Figure 5',
  defaultPreset: 'paper',
  meanings: {
    mlpSizes: 'units of each of the MLP’s two hidden layers',
    cnnSizes: 'channels of each of the CNN’s three convolutions',
    labelNoise: 'share of the training labels drawn anew; the MLP is trained without, too',
    seeds: 'of the initial weights and of the order of the rows; a run for each',
    epochs: 'passes over the training rows',
    batchSize: 'rows per update',
    learningRate: 'of SGD',
    momentum: 'of SGD',
    numSamples: 'signals, for training and for testing',
    trainSplit: 'share of them that is for training',
    backend: 'jit (compiled), or a backend of tfjs: cpu, wasm, webgpu',
  },
  presets: {
    paper: {
      description: 'the published configuration: 38 MLPs and 29 CNNs, 500 epochs each',
      config: published,
    },
    quick: {
      description: 'fewer widths, up to 177 units and 40 channels, 500 epochs each',
      config: { ...published, mlpSizes: [2, 5, 9, 16, 27, 36, 47, 61, 104, 177], cnnSizes: [2, 4, 10, 14, 18, 24, 40] },
    },
  },

  check(config) {
    const where = "experiment 'double-descent'";
    for (const size of config.mlpSizes) checkInteger(where, 'mlpSizes', size, 1);
    for (const size of config.cnnSizes) checkInteger(where, 'cnnSizes', size, 1);
    for (const seed of config.seeds) checkInteger(where, 'seeds', seed, 0, 2 ** 32 - 2);
    for (const key of ['epochs', 'batchSize'] as const) checkInteger(where, key, config[key], 1);
    checkInteger(where, 'numSamples', config.numSamples, 20);
    checkPositive(where, 'learningRate', config.learningRate);
    for (const key of ['labelNoise', 'momentum', 'trainSplit'] as const) {
      if (!(config[key] >= 0 && config[key] < 1)) {
        throw new RangeError(`${where}: ${key} must be a number from 0 up to but not 1, got ${show(config[key])}`);
      }
    }
    const rows = Math.floor(10 * Math.floor(config.numSamples / 10) * config.trainSplit);
    if (rows < config.batchSize) {
      throw new RangeError(
        `${where}: numSamples × trainSplit must make at least batchSize = ${config.batchSize} training rows, got ${rows}`,
      );
    }
    checkName(where, 'backend', config.backend, backends);
  },

  runs({ mlpSizes, cnnSizes, labelNoise, seeds, ...common }) {
    const series = [
      { model: 'mlp' as const, labelNoise: 0, sizes: mlpSizes },
      ...(labelNoise > 0 ? [{ model: 'mlp' as const, labelNoise, sizes: mlpSizes }] : []),
      { model: 'cnn' as const, labelNoise, sizes: cnnSizes },
    ];
    return series.flatMap(({ sizes, ...curve }) =>
      sizes.flatMap((size) => seeds.map((seed) => ({ ...curve, size, seed, ...common }))),
    );
  },

  label: ({ model, labelNoise, size, seed }) =>
    `${model}, ${size} ${model === 'mlp' ? 'units' : 'channels'}, label noise ${labelNoise}, seed ${seed}`,

  cost({ model, size, epochs, batchSize, numSamples, trainSplit }) {
    const rows = epochs * numSamples * trainSplit;
    return 1e-5 * (rows / batchSize) + (6 * rows * multiplications(model, size)) / 55e9;
  },

  run: fit,

  summarise: () => ({ published: publishedCurves as DoubleDescentCurve[] }),

  claims: [
    ...descentClaims('mlp', 'MLP', 'a width', [30, 100], 4, 150),
    ...descentClaims('cnn', 'CNN', 'a number of channels', [12, 32], 5, 80),
    {
      id: 'mlp-clean-levels-off',
      text: 'MLP without label noise: from half the width that fits the training data up to it, test error stays level',
      rule: 'within 3 points',
      ...measured('mlp', false, ({ before, threshold }) => {
        const errors = before.filter(({ size }) => size >= threshold.size / 2).map(({ testError }) => testError);
        return errors.length < 2 ? null : Math.max(...errors) - Math.min(...errors);
      }),
      holds: (points) => points <= 3,
    },
    {
      id: 'mlp-clean-falls-further',
      text: 'MLP without label noise: beyond that width test error falls further',
      ...atLeast(2, 'points'),
      ...measured('mlp', false, ({ threshold, last }) => threshold.testError - last.testError, 150),
    },
  ],
});

type ModelKind = FitSpec['model'];

/** Multiplications of a forward pass of one row. */
function multiplications(model: ModelKind, size: number): number {
  return model === 'mlp' ? 50 * size + size ** 2 : 145 * size + 45 * size ** 2;
}

/** Errors by size, each the mean over the seeds. */
function curveOf(runs: readonly DoubleDescentRun[], model: ModelKind, noisy: boolean): Point[] {
  const chosen = runs.filter(({ spec }) => spec.model === model && spec.labelNoise > 0 === noisy);
  const sizes = [...new Set(chosen.map(({ spec }) => spec.size))].sort((a, b) => a - b);
  return sizes.map((size) => {
    const metrics = chosen.filter(({ spec }) => spec.size === size).map((run) => run.metrics);
    return {
      size,
      trainError: mean(metrics.map(({ trainError }) => trainError)),
      testError: mean(metrics.map(({ testError }) => testError)),
    };
  });
}

/** `value` of our curve and of the authors'. Whole trainings at any widths can tell, as long as some network fits the data. */
function measured(
  model: ModelKind,
  noisy: boolean,
  value: (descent: Descent) => number | null,
  /** The largest network must have at least this size. */
  reach = 0,
): Pick<ClaimDefinition<DoubleDescentConfig, DoubleDescentRun>, 'published' | 'measure' | 'decidable'> {
  const of = (points: readonly Point[]) => {
    const descent = describeDescent(points);
    return descent ? value(descent) : null;
  };
  const theirs = publishedCurves.find((curve) => curve.model === model && curve.labelNoise > 0 === noisy);
  return {
    published: of(
      (theirs?.sizes ?? []).map((size, i) => ({
        size,
        trainError: theirs?.trainError[i] as number,
        testError: theirs?.testError[i] as number,
      })),
    ),
    measure: (runs) => of(curveOf(runs, model, noisy)),
    decidable: (config) =>
      config.epochs >= published.epochs &&
      config.numSamples === published.numSamples &&
      config.trainSplit === published.trainSplit &&
      Math.max(...(model === 'mlp' ? config.mlpSizes : config.cnnSizes)) >= reach &&
      (!noisy || config.labelNoise === published.labelNoise),
  };
}

/** The claims about a network trained with label noise. */
function descentClaims(
  model: ModelKind,
  name: string,
  unit: string,
  [from, to]: readonly [number, number],
  rise: number,
  reach: number,
): ClaimDefinition<DoubleDescentConfig, DoubleDescentRun>[] {
  return [
    {
      id: `${model}-rises`,
      text: `${name} with label noise: having fallen, test error rises`,
      ...atLeast(rise, 'points'),
      ...measured(model, true, ({ dip, peak }) => peak.testError - dip.testError),
    },
    {
      id: `${model}-peak`,
      text: `${name} with label noise: the peak stands at ${unit} of …`,
      ...between(from, to),
      ...measured(model, true, ({ peak }) => peak.size),
    },
    {
      id: `${model}-peak-at-threshold`,
      text: `${name} with label noise: that is about the size whose training error reaches zero (ratio of the two)`,
      ...between(0.5, 2),
      ...measured(model, true, ({ peak, threshold }) => peak.size / threshold.size),
    },
    {
      id: `${model}-falls-again`,
      text: `${name} with label noise: from the peak to the largest network test error falls again`,
      ...atLeast(3, 'points'),
      ...measured(model, true, ({ peak, last }) => peak.testError - last.testError, reach),
    },
  ];
}
