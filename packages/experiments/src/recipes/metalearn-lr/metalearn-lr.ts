/**
 * Figure 6: gradient-based meta-learning of a learning rate. The gradient of the mean loss of a whole training with respect
 * to its learning rate tells how to change that rate before the network is trained anew.
 */
import { checkInteger, checkPositive, show } from '@mnist1d/checks';
import { type MetalearnLrRun, metalearnLrKind } from '@mnist1d/results/kinds/metalearn-lr';
import type { ClaimDefinition, JsonObject } from '../../running/experiment.ts';
import { between, difference } from '../claims.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { learnRate } from './learn-rate.ts';
import publishedTrials from './published.json' with { type: 'json' };

/** Configuration. All of it is the paper's. */
export interface MetalearnLrConfig extends JsonObject {
  readonly initialLearningRate: readonly number[];
  readonly seed: number;
  readonly hiddenSize: number;
  readonly innerSteps: number;
  readonly innerBatchSize: number;
  readonly outerSteps: number;
  readonly outerLearningRate: number;
}

const published: MetalearnLrConfig = {
  initialLearningRate: [1.5, 0.15],
  seed: 0,
  hiddenSize: 50,
  innerSteps: 200,
  innerBatchSize: 50,
  outerSteps: 50,
  outerLearningRate: 0.3,
};

export const metalearnLr = paperExperiment<typeof metalearnLrKind, MetalearnLrConfig>({
  kind: metalearnLrKind,
  recipeVersion: 1,
  title: 'Meta-learning a learning rate',
  figure: 'Figure 6',
  defaultPreset: 'paper',
  meanings: {
    initialLearningRate: 'where the learning rate starts; a trial for each',
    seed: 'of the initial weights, the same in every outer step',
    hiddenSize: 'units of the hidden layer, tanh',
    innerSteps: 'updates of the network in each outer step',
    innerBatchSize: 'rows of each of them, in order',
    outerSteps: 'updates of the learning rate',
    outerLearningRate: 'of these updates',
  },
  presets: {
    paper: { description: 'the published configuration: two trials of 50 outer steps', config: published },
    quick: { description: 'the same', config: published },
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
  },

  runs: ({ initialLearningRate, ...common }) =>
    initialLearningRate.map((rate) => ({ initialLearningRate: rate, ...common })),

  label: ({ initialLearningRate }) => `learning rate from ${initialLearningRate}`,

  cost: ({ outerSteps, innerSteps, innerBatchSize, hiddenSize }) =>
    0.3 + outerSteps * innerSteps * (1e-5 + 3e-10 * innerBatchSize * 50 * hiddenSize),

  run: learnRate,

  summarise: () => ({ published: publishedTrials }),

  claims: [
    endsAt('from-above', 1.5),
    endsAt('from-below', 0.15),
    {
      id: 'trials-meet',
      text: 'Both learning rates end at the same value: difference',
      rule: 'within 0.01',
      published: distance(publishedEnd),
      measure: (runs) => distance((start) => endOf(runs, start)),
      holds: (value) => Math.abs(value) <= 0.01,
      decidable,
    },
  ],
});

function endsAt(id: string, start: number): ClaimDefinition<MetalearnLrConfig, MetalearnLrRun> {
  return {
    id,
    text: `Starting at ${start}, the learning rate ends at about 0.62`,
    ...between(0.615, 0.63),
    published: publishedEnd(start),
    measure: (runs) => endOf(runs, start),
    decidable,
  };
}

const endOf = (runs: readonly MetalearnLrRun[], start: number): number | null =>
  runs.find(({ spec }) => spec.initialLearningRate === start)?.metrics.learningRate ?? null;

function publishedEnd(start: number): number | null {
  return publishedTrials.find(({ initialLearningRate }) => initialLearningRate === start)?.learningRate.at(-1) ?? null;
}

/** Between the ends from above and from below. */
function distance(end: (start: number) => number | null): number | null {
  return difference(end(1.5), end(0.15));
}

function decidable({ outerSteps, innerSteps, outerLearningRate }: MetalearnLrConfig): boolean {
  return outerSteps >= 50 && innerSteps === 200 && outerLearningRate === 0.3;
}
