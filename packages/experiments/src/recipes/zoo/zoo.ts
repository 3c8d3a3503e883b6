/**
 * All models of the zoo, the paper's four and three that came before or after them, trained as the paper trains its own: what each
 * reaches on plain and on shuffled columns, with how many parameters and in how much time.
 */
import { countParameters, createModel } from '@mnist1d/models';
import { type FeatureOrder, featureOrders } from '@mnist1d/results/kinds/classification';
import { type ZooModelName, type ZooRun, zooKind, zooModels } from '@mnist1d/results/kinds/zoo';
import { above, atLeast, below, difference, largest, meanOf } from '../claims.ts';
import human from '../classification/human.json' with { type: 'json' };
import publishedAccuracies from '../classification/published.json' with { type: 'json' };
import { classifierTraining, trainClassifier } from '../classification/train-classifier.ts';
import { paperExperiment } from '../paper-experiment.ts';
import {
  afterUpdates,
  checkUpdates,
  costOf,
  paperSettings,
  type UpdateConfig,
  updateMeanings,
} from '../train-updates.ts';

/** Configuration. What the paper says of training is the paper's. */
export interface ZooConfig extends UpdateConfig {
  readonly models: readonly ZooModelName[];
  readonly features: readonly FeatureOrder[];
}

const complete: ZooConfig = { models: zooModels, features: featureOrders, ...paperSettings };
const { table1 } = publishedAccuracies;

export const zoo = paperExperiment<typeof zooKind, ZooConfig>({
  kind: zooKind,
  source: 'ours',
  recipeVersion: 1,
  title: 'The zoo: seven models, trained alike',
  figure: 'our own, beside Table 1',
  defaultPreset: 'quick',
  meanings: {
    models: 'of the zoo, each at its default sizes',
    features: 'plain, shuffled',
    ...updateMeanings,
  },
  presets: {
    paper: { description: 'seven models from five seeds, plain and shuffled, 6,001 updates each', config: complete },
    quick: {
      description: 'one seed, 1,501 updates; claims about a person stay open',
      config: { ...complete, seeds: [42], steps: 1501 },
    },
  },

  check(config) {
    const { models, features } = config;
    checkUpdates(zooKind.id, config, { model: [models, zooModels], 'order of features': [features, featureOrders] });
  },

  runs: ({ models, features, seeds, ...common }) =>
    seeds.flatMap((seed) =>
      features.flatMap((order) =>
        models.map((model) => ({ kind: 'training' as const, model, features: order, seed, ...common })),
      ),
    ),

  label: ({ model, features, seed }) => `${model}, ${features} features, seed ${seed}`,

  cost: (spec) => costOf(spec.model, spec, 5000),

  procedure: () => classifierTraining,

  run: trainClassifier,

  summarise: ({ models }) => ({
    human: human.accuracy,
    parameters: models.map((model) => ({ model, count: countParameters(createModel(model)) })),
  }),

  claims: [
    passesHuman('resnet', 'The ResNet passes the paper’s human by …'),
    passesHuman('tcn', 'The TCN passes the paper’s human by …'),
    better('dilated-cnn', 'cnn', 'Dilated kernels beat the paper’s CNN by …', null),
    better('cnn', 'gru', 'The CNN beats the GRU by …', table1.plain.cnn - table1.plain.gru),
    better('gru', 'mlp', 'The GRU beats the MLP by …', table1.plain.gru - table1.plain.mlp),
    better('mlp', 'logistic', 'The MLP beats the logistic regression by …', table1.plain.mlp - table1.plain.logistic),
    {
      id: 'shuffling-costs-convolutions',
      text: 'Shuffled columns cost every convolutional network accuracy, the one that they cost least …',
      published: table1.plain.cnn - table1.shuffled.cnn,
      measure: (runs: readonly ZooRun[]) => {
        const gain = largest(convolutional.map((model) => shuffling(runs, model)));
        return gain === null ? null : -gain;
      },
      ...atLeast(20, 'points'),
      ...afterUpdates(1500),
    },
    {
      id: 'shuffling-costs-no-others',
      text: 'They cost logistic regression and MLP nothing: the larger of the two changes',
      published: 0,
      measure: (runs: readonly ZooRun[]) =>
        largest((['logistic', 'mlp'] as const).map((model) => absolute(shuffling(runs, model)))),
      ...below(3, 'points'),
      ...afterUpdates(1500),
    },
  ],
});

const convolutional = ['cnn', 'resnet', 'tcn', 'dilated-cnn'] as const;

const accuracy = (runs: readonly ZooRun[], model: ZooModelName, features: FeatureOrder) =>
  meanOf(runs, 'testAccuracy', (spec) => spec.model === model && spec.features === features);

/** What shuffling adds to the test accuracy of a model. */
const shuffling = (runs: readonly ZooRun[], model: ZooModelName) =>
  difference(accuracy(runs, model, 'shuffled'), accuracy(runs, model, 'plain'));

const absolute = (value: number | null) => (value === null ? null : Math.abs(value));

function passesHuman(model: ZooModelName, text: string) {
  return {
    id: `${model}-passes-human`,
    text,
    published: null,
    measure: (runs: readonly ZooRun[]) => difference(accuracy(runs, model, 'plain'), human.accuracy),
    ...above(0, 'points'),
    ...afterUpdates(complete.steps),
  };
}

/** A claim about the test accuracy of a model less that of another one. */
function better(model: ZooModelName, other: ZooModelName, text: string, published: number | null) {
  return {
    id: `${model}-beats-${other}`,
    text,
    published,
    measure: (runs: readonly ZooRun[]) => difference(accuracy(runs, model, 'plain'), accuracy(runs, other, 'plain')),
    ...above(0, 'points'),
    ...afterUpdates(1500),
  };
}
