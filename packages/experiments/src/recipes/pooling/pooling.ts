/**
 * Figure 9: what pooling is worth. A small CNN with and without pooling on training sets of growing size: pooling is a prior
 * that helps where data are few.
 */
import { checkInteger } from '@mnist1d/checks';
import { type Pooling, poolings } from '@mnist1d/models';
import type { SummaryOf } from '@mnist1d/results';
import { type PoolingRun, poolingKind } from '@mnist1d/results/kinds/pooling';
import { mean } from '../../analysis/statistics.ts';
import type { ClaimDefinition, JsonObject } from '../../running/experiment.ts';
import type { Backend } from '../../training/backend.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { checkUpdates } from '../train-updates.ts';
import publishedAccuracies from './published.json' with { type: 'json' };
import { TEST_ROWS, trainPooling } from './train-pooling.ts';

/** Configuration. All of it is the paper's but `backend`. */
export interface PoolingConfig extends JsonObject {
  readonly poolings: readonly Pooling[];
  readonly trainSizes: readonly number[];
  readonly channels: number;
  readonly seeds: readonly number[];
  readonly steps: number;
  readonly evalEvery: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly backend: Backend;
}

const published: PoolingConfig = {
  poolings,
  trainSizes: [1000, 2000, 5000, 10_000, 20_000, 50_000],
  channels: 20,
  seeds: [0],
  steps: 6001,
  evalEvery: 100,
  batchSize: 100,
  learningRate: 0.01,
  backend: 'jit',
};

const withPooling: readonly Pooling[] = ['max', 'average', 'l2'];

export const pooling = paperExperiment<typeof poolingKind, PoolingConfig>({
  kind: poolingKind,
  recipeVersion: 1,
  title: 'Pooling: a prior for small data',
  figure: 'Figure 9',
  defaultPreset: 'paper',
  meanings: {
    poolings: 'none, stride, max, average, l2',
    trainSizes: 'rows to train on; 1,000 more are for testing',
    channels: 'of both convolutions',
    seeds: 'of the initial weights, the same for all networks; a run for each',
    steps: 'updates',
    evalEvery: 'updates from one evaluation to the next',
    batchSize: 'rows per update',
    learningRate: 'of Adam',
    backend: 'jit (compiled), or a backend of tfjs: cpu, wasm, webgpu',
  },
  presets: {
    paper: {
      description: 'the published configuration: five networks, six training sets, 6,001 updates each',
      config: published,
    },
    quick: {
      description: 'training sets of 1,000, 5,000 and 50,000',
      config: { ...published, trainSizes: [1000, 5000, 50_000] },
    },
  },

  check(config) {
    const where = "experiment 'pooling'";
    checkUpdates(poolingKind.id, config, { pooling: [config.poolings, poolings] });
    for (const size of config.trainSizes) checkInteger(where, 'trainSizes', size, config.batchSize);
    checkInteger(where, 'channels', config.channels, 1);
  },

  runs: ({ poolings: chosen, trainSizes, seeds, ...common }) =>
    trainSizes.flatMap((trainSize) =>
      chosen.flatMap((name) => seeds.map((seed) => ({ pooling: name, trainSize, seed, ...common }))),
    ),

  label: ({ pooling: name, trainSize, seed }) => `${name} pooling, ${trainSize} training rows, seed ${seed}`,

  cost: ({ pooling: name, trainSize, steps, evalEvery }) =>
    steps * (name === 'none' ? 8e-4 : 4.5e-4) + (steps / evalEvery) * (trainSize + TEST_ROWS) * 2e-6,

  run: trainPooling,

  summarise: () => ({ published: publishedAccuracies as SummaryOf<typeof poolingKind>['published'] }),

  claims: [
    advantage('pooling-helps-small', 1000, '≥ 15 points', (points) => points >= 15),
    advantage('pooling-helps-less', 50_000, '< 4 points', (points) => points < 4),
  ],
});

/** A claim about the final test accuracy of the three networks with pooling above that of the two without, each on average. */
function advantage(
  id: string,
  trainSize: number,
  rule: string,
  holds: (points: number) => boolean,
): ClaimDefinition<PoolingConfig, PoolingRun> {
  const difference = (accuracyOf: (name: Pooling) => number | undefined) => {
    const accuracies = poolings.map((name) => ({ name, accuracy: accuracyOf(name) }));
    if (accuracies.some(({ accuracy }) => accuracy === undefined)) return null;
    const meanOf = (pooled: boolean) =>
      mean(
        accuracies
          .filter(({ name }) => withPooling.includes(name) === pooled)
          .map(({ accuracy }) => accuracy as number),
      );
    return meanOf(true) - meanOf(false);
  };
  return {
    id,
    text: `With ${trainSize.toLocaleString('en')} training samples, networks that pool beat those that do not, on average, by …`,
    rule,
    published: difference(
      (name) => publishedAccuracies.find((p) => p.pooling === name && p.trainSize === trainSize)?.testAccuracy,
    ),
    measure: (runs) =>
      difference((name) => {
        const accuracies = runs
          .filter(({ spec }) => spec.pooling === name && spec.trainSize === trainSize)
          .map(({ metrics }) => metrics.testAccuracy);
        return accuracies.length === 0 ? undefined : mean(accuracies);
      }),
    holds,
    decidable: ({ steps }) => steps >= published.steps,
  };
}
