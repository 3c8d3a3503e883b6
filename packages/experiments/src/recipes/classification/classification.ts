/**
 * Figure 2 and Table 1: a logistic regression, an MLP, a CNN and a GRU on MNIST-1D, once as it is and once with its
 * columns shuffled, which takes the spatial structure away. And the errors by class of a CNN stopped early, beside a human's.
 */
import { checkInteger } from '@mnist1d/checks';
import { type RunOf, runsOfKind, type SummaryOf } from '@mnist1d/results';
import {
  type ClassifierName,
  classificationKind,
  classifiers,
  type FeatureOrder,
  featureOrders,
} from '@mnist1d/results/kinds/classification';
import { deviation, mean } from '../../analysis/statistics.ts';
import type { ClaimDefinition, JsonObject } from '../../running/experiment.ts';
import type { Backend } from '../../training/backend.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { checkUpdates } from '../train-updates.ts';
import { countErrors, errorCounting } from './class-errors.ts';
import publishedHuman from './human.json' with { type: 'json' };
import publishedAccuracies from './published.json' with { type: 'json' };
import { classifierTraining, trainClassifier } from './train-classifier.ts';

/**
 * Configuration. All of it is the paper's but `backend` and `seeds`: the authors' code makes one run, from no seed of PyTorch's.
 */
export interface ClassificationConfig extends JsonObject {
  readonly models: readonly ClassifierName[];
  readonly features: readonly FeatureOrder[];
  readonly seeds: readonly number[];
  readonly steps: number;
  readonly evalEvery: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly classErrorSteps: number;
  readonly classErrorRows: number;
  readonly backend: Backend;
}

const published: ClassificationConfig = {
  models: classifiers,
  features: featureOrders,
  seeds: [42, 43, 44],
  steps: 6001,
  evalEvery: 250,
  batchSize: 100,
  learningRate: 0.01,
  classErrorSteps: 3001,
  classErrorRows: 500,
  backend: 'jit',
};

/** Test accuracy in percent: Table 1, and what the authors' notebook printed, one run each. */
const { table1, notebook } = publishedAccuracies;

/** The human baseline: Table 1, and errors by class, in percent, from the recorded answers that the authors publish. */
const human = {
  accuracy: publishedHuman.accuracy,
  shuffledAccuracy: publishedHuman.shuffledAccuracy,
  errorByClass: publishedHuman.errorByClass,
};

export const classification = paperExperiment<typeof classificationKind, ClassificationConfig>({
  kind: classificationKind,
  recipeVersion: 1,
  title: 'Classification: what spatial structure is worth',
  figure: 'Figure 2, Table 1',
  defaultPreset: 'paper',
  meanings: {
    models: 'networks: logistic, mlp, cnn, gru',
    features: 'orders of the points of a signal: plain, shuffled',
    seeds: 'of the initial weights; a run for each',
    steps: 'updates; the paper’s code makes total_steps + 1',
    evalEvery: 'updates from one evaluation to the next',
    batchSize: 'rows per update',
    learningRate: 'of Adam',
    classErrorSteps: 'updates of the CNN whose errors are counted by class; 0 leaves it out',
    classErrorRows: 'test rows on which they are counted',
    backend: 'jit (compiled), or a backend of tfjs: cpu, wasm, webgpu',
  },
  presets: {
    paper: {
      description: 'the published configuration from three seeds, 6,001 updates each',
      config: published,
    },
    quick: {
      description: 'one seed; the CNN of the errors by class 501 updates instead of 3,001',
      config: { ...published, seeds: [42], classErrorSteps: 501 },
    },
  },

  check(config) {
    const where = "experiment 'classification'";
    for (const key of ['models', 'features'] as const) {
      if (config[key].length === 0) throw new RangeError(`${where}: ${key} must name at least one, got []`);
    }
    checkUpdates(classificationKind.id, config, {
      model: [config.models, classifiers],
      'order of features': [config.features, featureOrders],
    });
    checkInteger(where, 'classErrorSteps', config.classErrorSteps, 0);
    checkInteger(where, 'classErrorRows', config.classErrorRows, 1, 1000);
  },

  runs({
    models,
    features,
    seeds,
    classErrorSteps,
    classErrorRows,
    steps,
    evalEvery,
    batchSize,
    learningRate,
    backend,
  }) {
    const common = { batchSize, learningRate, backend };
    const training = seeds.flatMap((seed) =>
      features.flatMap((order) =>
        models.map((model) => ({
          kind: 'training' as const,
          model,
          features: order,
          seed,
          steps,
          evalEvery,
          ...common,
        })),
      ),
    );
    const classErrors =
      classErrorSteps === 0
        ? []
        : seeds.map((seed) => ({
            kind: 'class-errors' as const,
            model: 'cnn' as const,
            seed,
            steps: classErrorSteps,
            rows: classErrorRows,
            ...common,
          }));
    return [...training, ...classErrors];
  },

  label: (spec) =>
    spec.kind === 'training'
      ? `${spec.model}, ${spec.features} features, seed ${spec.seed}`
      : `errors by class, seed ${spec.seed}`,

  cost: (spec) => (spec.steps / 1000) * { logistic: 0.03, mlp: 0.25, cnn: 0.5, gru: 0.7 }[spec.model],

  procedure: ({ kind }) => (kind === 'class-errors' ? errorCounting : classifierTraining),

  async run(spec, context) {
    return spec.kind === 'training' ? trainClassifier(spec, context) : countErrors(spec, context);
  },

  summarise: (_config, runs) => ({ human, table1: tabulate(runs) }),

  claims: [
    difference(
      'cnn-beats-mlp',
      'The CNN beats the MLP by 20 points or more',
      ['cnn', 'plain'],
      ['mlp', 'plain'],
      '≥ 20 points',
      (d) => d >= 20,
    ),
    difference(
      'gru-beats-mlp',
      'The GRU beats the MLP by 20 points or more',
      ['gru', 'plain'],
      ['mlp', 'plain'],
      '≥ 20 points',
      (d) => d >= 20,
    ),
    difference(
      'mlp-beats-logistic',
      'The MLP beats the logistic regression by 25 points or more',
      ['mlp', 'plain'],
      ['logistic', 'plain'],
      '≥ 25 points',
      (d) => d >= 25,
    ),
    difference(
      'shuffling-drops-cnn',
      'On shuffled features the CNN falls below the MLP',
      ['cnn', 'shuffled'],
      ['mlp', 'shuffled'],
      '< 0 points',
      (d) => d < 0,
    ),
    difference(
      'shuffling-drops-gru',
      'On shuffled features the GRU falls below the MLP',
      ['gru', 'shuffled'],
      ['mlp', 'shuffled'],
      '< 0 points',
      (d) => d < 0,
    ),
    difference(
      'shuffling-keeps-logistic',
      'Shuffling leaves the logistic regression where it was',
      ['logistic', 'shuffled'],
      ['logistic', 'plain'],
      'within ±2 points',
      (d) => Math.abs(d) <= 2,
    ),
    difference(
      'shuffling-keeps-mlp',
      'Shuffling leaves the MLP where it was',
      ['mlp', 'shuffled'],
      ['mlp', 'plain'],
      'within ±4 points',
      (d) => Math.abs(d) <= 4,
    ),
  ],
});

/** Final test accuracies of a model on an order of features, one per seed. */
function finalAccuracies(
  runs: readonly RunOf<typeof classificationKind>[],
  model: ClassifierName,
  features: FeatureOrder,
): number[] {
  return runsOfKind(runs, 'training')
    .filter(({ spec }) => spec.model === model && spec.features === features)
    .map(({ metrics }) => metrics.testAccuracy);
}

/** Table 1 with our numbers beside the published: mean and sample standard deviation over the seeds. */
function tabulate(
  runs: readonly RunOf<typeof classificationKind>[],
): NonNullable<SummaryOf<typeof classificationKind>['table1']> {
  return featureOrders.flatMap((features) =>
    classifiers.flatMap((model) => {
      const accuracies = finalAccuracies(runs, model, features);
      if (accuracies.length === 0) return [];
      return [
        {
          model,
          features,
          mean: mean(accuracies),
          deviation: deviation(accuracies),
          seeds: accuracies.length,
          published: table1[features][model],
          notebook: notebook[features][model],
        },
      ];
    }),
  );
}

/** A claim about the difference, in percentage points, of two final test accuracies, each the mean over the seeds. */
function difference(
  id: string,
  claim: string,
  a: readonly [ClassifierName, FeatureOrder],
  b: readonly [ClassifierName, FeatureOrder],
  rule: string,
  holds: (points: number) => boolean,
): ClaimDefinition<ClassificationConfig, RunOf<typeof classificationKind>> {
  return {
    id,
    text: claim,
    rule,
    published: table1[a[1]][a[0]] - table1[b[1]][b[0]],
    measure(runs) {
      const [left, right] = [finalAccuracies(runs, ...a), finalAccuracies(runs, ...b)];
      return left.length === 0 || right.length === 0 ? null : mean(left) - mean(right);
    },
    holds,
    decidable: ({ steps }) => steps >= published.steps,
  };
}
