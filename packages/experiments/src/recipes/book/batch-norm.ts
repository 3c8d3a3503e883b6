/**
 * The book's notebook 11.3: in a residual network without normalisation the variance of the activations doubles at every branch;
 * batch normalisation in each branch makes it grow in a straight line.
 */
import { checkInteger } from '@mnist1d/checks';
import { makeDataset } from '@mnist1d/dataset';
import { runsOfKind } from '@mnist1d/results';
import { type BatchNormTrainingRun, batchNormKind, type VariancesRun } from '@mnist1d/results/kinds/book/batch-norm';
import { mean } from '../../analysis/statistics.ts';
import type { ClaimDefinition } from '../../running/experiment.ts';
import { below, between, difference, meanOf } from '../claims.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { asTrainedIn } from './claims.ts';
import { bookMeanings, bookSettings, checkEpochs, costOf, type EpochConfig, trainEpochs } from './train-epochs.ts';
import { measureVariances, residualNetwork } from './variances.ts';

/** Configuration. All of it is the book's but the seeds and the epochs. */
export interface BatchNormConfig extends EpochConfig {
  readonly branches: number;
  readonly hiddenSize: number;
  readonly varianceSeeds: readonly number[];
}

const published: BatchNormConfig = {
  branches: 5,
  hiddenSize: 100,
  varianceSeeds: Array.from({ length: 20 }, (_, seed) => seed),
  ...bookSettings,
  batchSize: 200,
};

export const batchNorm = paperExperiment<typeof batchNormKind, BatchNormConfig>({
  kind: batchNormKind,
  source: 'book',
  recipeVersion: 1,
  title: 'Batch normalisation: what keeps a residual network in bounds',
  figure: 'UDL, notebook 11.3',
  defaultPreset: 'paper',
  meanings: {
    branches: 'residual branches of each network',
    hiddenSize: 'units of each hidden layer',
    varianceSeeds: 'of the initial weights whose activations are looked at',
    ...bookMeanings,
  },
  presets: {
    paper: { description: 'variances of twenty networks, trainings from five seeds', config: published },
    quick: { description: 'trainings from one seed', config: { ...published, seeds: [0] } },
  },

  check(config) {
    checkEpochs(batchNormKind.id, config);
    const where = "experiment 'batch-norm'";
    for (const seed of config.varianceSeeds) checkInteger(where, 'varianceSeeds', seed, 0, 2 ** 32 - 1);
    for (const key of ['branches', 'hiddenSize'] as const) checkInteger(where, key, config[key], 1);
    checkInteger(where, 'batchSize', config.batchSize, 2, 4000);
  },

  runs({ seeds, varianceSeeds, branches, hiddenSize, batchSize, ...common }) {
    const networks = [false, true].map((normalised) => ({ batchNorm: normalised, branches, hiddenSize }));
    return [
      ...networks.flatMap((network) =>
        varianceSeeds.map((seed) => ({ kind: 'variances' as const, ...network, seed, batchSize })),
      ),
      ...networks.flatMap((network) =>
        seeds.map((seed) => ({ kind: 'training' as const, ...network, seed, batchSize, ...common })),
      ),
    ];
  },

  label: (spec) =>
    `${spec.kind === 'variances' ? 'variances' : 'training'} ${spec.batchNorm ? 'with' : 'without'} batch normalisation, seed ${spec.seed}`,

  cost: (spec) =>
    spec.kind === 'variances'
      ? 0.05
      : (spec.batchNorm ? 1.5 : 1) * costOf(spec, 50 * spec.hiddenSize + spec.branches * spec.hiddenSize ** 2),

  async run(spec, context) {
    return spec.kind === 'variances'
      ? measureVariances(spec)
      : trainEpochs(residualNetwork(spec), makeDataset(), spec, context);
  },

  claims: [
    {
      id: 'doubles',
      text: 'Without batch normalisation each residual branch multiplies the variance of the activations by about two (geometric mean)',
      published: 2,
      measure: ofVariances(false, (variances) => {
        const [first, last] = ends(variances);
        return (last / first) ** (1 / (variances.length - 1));
      }),
      ...between(1.8, 2.2),
      decidable: hasBranches,
    },
    {
      id: 'grows-linearly',
      text: 'With it the variance grows in a straight line: the second half of the branches adds as much as the first (ratio of the two)',
      published: 1,
      measure: ofVariances(true, (variances) => {
        const [first, last] = ends(variances);
        const half = (variances.length - 1) / 2;
        // Between two branches where their number is odd.
        const middle = ((variances[Math.floor(half)] as number) + (variances[Math.ceil(half)] as number)) / 2;
        return (last - middle) / (middle - first);
      }),
      ...between(0.8, 1.25),
      decidable: hasBranches,
    },
    {
      id: 'adds-one',
      text: 'Each normalised branch adds about one to the variance, for half of its input’s is lost in the ReLU and He’s weights double the rest',
      published: 1,
      measure: ofVariances(true, (variances) => {
        const [first, last] = ends(variances);
        return (last - first) / (variances.length - 1);
      }),
      ...between(0.8, 1.2),
      decidable: hasBranches,
    },
    {
      id: 'trains',
      text: 'With batch normalisation the network fits the training data: training error in percent',
      published: null,
      measure: (runs) => meanOf(trainings(runs), 'trainError', (spec) => spec.batchNorm),
      ...below(1, '%'),
      ...asTrainedIn(published, 'branches', 'hiddenSize'),
    },
    {
      id: 'generalises',
      text: 'Its test error is that without batch normalisation plus …',
      published: null,
      measure: (runs) =>
        difference(
          meanOf(trainings(runs), 'testError', (spec) => spec.batchNorm),
          meanOf(trainings(runs), 'testError', (spec) => !spec.batchNorm),
        ),
      ...below(0, 'points'),
      ...asTrainedIn(published, 'branches', 'hiddenSize'),
    },
  ],
});

type AnyRun = VariancesRun | BatchNormTrainingRun;

const trainings = (runs: readonly AnyRun[]) => runsOfKind(runs, 'training');
const ends = (variances: readonly number[]) => [variances[0], variances.at(-1)] as [number, number];

/** A value of the variances with batch normalisation or without, their mean over the seeds; null without any. */
function ofVariances(
  normalised: boolean,
  value: (variances: readonly number[]) => number,
): ClaimDefinition<BatchNormConfig, AnyRun>['measure'] {
  return (runs) => {
    const values = runsOfKind(runs, 'variances')
      .filter(({ spec }) => spec.batchNorm === normalised)
      .map(({ metrics }) => value(metrics.variances));
    return values.length === 0 ? null : mean(values);
  };
}

/** One branch tells nothing of how the variance goes on, nor do a few weights of its mean. */
function hasBranches({ branches, hiddenSize, varianceSeeds }: BatchNormConfig): boolean {
  return branches >= 2 && hiddenSize >= published.hiddenSize && varianceSeeds.length >= published.varianceSeeds.length;
}
