/**
 * Figure 8: self-supervised learning. An encoder is trained to tell the views of a signal from those of others, without a
 * label; then it is asked how well the classes lie apart in its layers, with and without a projector behind the encoder.
 */
import { checkInteger, checkName, checkPositive, show } from '@mnist1d/checks';
import { runsOfKind } from '@mnist1d/results';
import {
  type ProjectorName,
  projectors,
  type SelfSupervisedRun,
  selfSupervisedKind,
} from '@mnist1d/results/kinds/self-supervised';
import type { ClaimDefinition, JsonObject } from '../../running/experiment.ts';
import { atLeast } from '../claims.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { type EmbeddingSpec, embedOutputs } from './embed-outputs.ts';
import publishedResults from './published.json' with { type: 'json' };
import { H, type TrainingSpec, trainEncoder } from './train-encoder.ts';

/** Configuration. All of it is the paper's but `embeddingRows`. */
export interface SelfSupervisedConfig extends Omit<TrainingSpec, 'kind' | 'projector'>, JsonObject {
  readonly projectors: readonly ProjectorName[];
  readonly embeddingRows: number;
}

const published: SelfSupervisedConfig = {
  projectors,
  seed: 42,
  channels: 25,
  outputSize: 16,
  epochs: 200,
  evalEvery: 10,
  batchSize: 100,
  learningRate: 0.01,
  temperature: 0.5,
  shifts: 10,
  slopeScale: 0.04,
  offsetScale: 0.3,
  neighbours: 10,
  embeddingRows: 4000,
};

export const selfSupervised = paperExperiment<typeof selfSupervisedKind, SelfSupervisedConfig>({
  kind: selfSupervisedKind,
  recipeVersion: 1,
  title: 'Self-supervised learning and the projector',
  figure: 'Figure 8',
  defaultPreset: 'paper',
  meanings: {
    projectors: 'behind the encoder: default, none, deep',
    seed: 'of the initial weights, then of batches and views',
    channels: 'of each convolution',
    outputSize: 'units of Z, the output',
    epochs: 'passes over the training rows',
    evalEvery: 'epochs from one evaluation to the next',
    batchSize: 'rows per update',
    learningRate: 'of Adam',
    temperature: 'of the similarities in InfoNCE',
    shifts: 'views are shifted circularly by 0 … shifts − 1 points',
    slopeScale: 'standard deviation of the slope per point that each view gets',
    offsetScale: 'standard deviation of the offset that each view gets',
    neighbours: 'that vote, by cosine',
    embeddingRows: 'training rows in the t-SNE of Z',
  },
  presets: {
    paper: {
      description: 'the published configuration: three projectors, 200 epochs',
      config: published,
    },
    quick: {
      description: 'evaluations every 100 epochs, t-SNE of 1,500 signals',
      config: { ...published, evalEvery: 100, embeddingRows: 1500 },
    },
  },

  check(config) {
    const where = "experiment 'self-supervised'";
    for (const name of config.projectors) checkName(where, 'projector', name, projectors);
    checkInteger(where, 'seed', config.seed, 0, 2 ** 32 - 1);
    for (const key of ['channels', 'outputSize', 'epochs', 'evalEvery', 'neighbours'] as const)
      checkInteger(where, key, config[key], 1);
    checkInteger(where, 'batchSize', config.batchSize, 2, 4000);
    checkInteger(where, 'shifts', config.shifts, 1, 40);
    checkInteger(where, 'embeddingRows', config.embeddingRows, 100, 4000);
    for (const key of ['learningRate', 'temperature'] as const) checkPositive(where, key, config[key]);
    for (const key of ['slopeScale', 'offsetScale'] as const) {
      if (!(config[key] >= 0 && Number.isFinite(config[key]))) {
        throw new RangeError(`${where}: ${key} must be a finite number of at least 0, got ${show(config[key])}`);
      }
    }
  },

  runs({ projectors: chosen, embeddingRows, ...common }) {
    const trainings = chosen.map((projector): TrainingSpec => ({ ...common, kind: 'training', projector }));
    const shown = trainings.find(({ projector }) => projector === 'default');
    const embeddings = (['before', 'after'] as const).flatMap((when): EmbeddingSpec[] =>
      shown ? [{ kind: 'embedding', when, rows: embeddingRows, training: shown }] : [],
    );
    return [...trainings, ...embeddings];
  },

  label: (spec) =>
    spec.kind === 'training' ? `${spec.projector} projector, ${spec.epochs} epochs` : `t-SNE ${spec.when} training`,

  cost: (spec) =>
    spec.kind === 'training' ? spec.epochs * 0.04 + (spec.epochs / spec.evalEvery) * 0.5 + 2 : spec.rows * 4e-3,

  needs: (spec) => (spec.kind === 'embedding' && spec.when === 'after' ? [spec.training] : []),

  async run(spec, context) {
    return spec.kind === 'training' ? trainEncoder(spec, context) : embedOutputs(spec, context);
  },

  summarise: () => ({ published: publishedResults }),

  claims: [
    {
      id: 'projector-helps',
      text: 'At the last convolution (H), linear accuracy with the default projector above that with none',
      ...atLeast(15, 'points'),
      published: publishedAt('default', H) - publishedAt('none', H),
      measure(runs) {
        const [withOne, without] = [layersOf(runs, 'default')?.[H], layersOf(runs, 'none')?.[H]];
        return withOne === undefined || without === undefined ? null : withOne - without;
      },
      decidable: isWhole,
    },
    ...(['default', 'deep'] as const).flatMap((projector) => [
      bestLayer(projector),
      {
        id: `${projector}-best-beats-output`,
        text: `With the ${projector} projector, linear accuracy at the best layer above that at its output Z`,
        ...atLeast(5, 'points'),
        published: marginOf(publishedResults.projectors[projector].linearByLayer),
        measure(runs: readonly SelfSupervisedRun[]) {
          const layers = layersOf(runs, projector);
          return layers ? marginOf(layers) : null;
        },
        decidable: isWhole,
      },
    ]),
  ],
});

function bestLayer(projector: ProjectorName): ClaimDefinition<SelfSupervisedConfig, SelfSupervisedRun> {
  const best = (layers: readonly number[]) => layers.indexOf(Math.max(...layers));
  return {
    id: `${projector}-best-layer`,
    text: `With the ${projector} projector, the layer with the best linear accuracy is the second or third convolution: number …`,
    rule: '2 or 3',
    published: best(publishedResults.projectors[projector].linearByLayer),
    measure(runs) {
      const layers = layersOf(runs, projector);
      return layers ? best(layers) : null;
    },
    holds: (layer) => layer === 2 || layer === 3,
    decidable: isWhole,
  };
}

function isWhole({ epochs }: SelfSupervisedConfig): boolean {
  return epochs >= published.epochs;
}

function publishedAt(projector: ProjectorName, layer: number): number {
  return publishedResults.projectors[projector].linearByLayer[layer] as number;
}

/** Linear accuracies from the signals to Z. */
function layersOf(runs: readonly SelfSupervisedRun[], projector: ProjectorName): readonly number[] | undefined {
  return runsOfKind(runs, 'training').find(({ spec }) => spec.projector === projector)?.metrics.linearByLayer;
}

function marginOf(layers: readonly number[]): number {
  return Math.max(...layers) - (layers.at(-1) as number);
}
