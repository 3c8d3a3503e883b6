/**
 * Figure 8: self-supervised learning. An encoder is trained to tell the views of a signal from those of others, without a
 * label; then it is asked how well the classes lie apart in its layers, with and without a projector behind the encoder.
 */

import { type Dataset, makeDataset } from '@mnist1d/dataset';
import { compileLoop, jit } from '@mnist1d/jit';
import { type ConvEncoder, type ConvEncoderParams, convEncoder, TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { logisticAccuracy } from '../../analysis/logistic-regression.ts';
import { knnAccuracy, type LabelledPoints } from '../../analysis/nearest-neighbours.ts';
import { mean } from '../../analysis/statistics.ts';
import { coordinates, tsne } from '../../analysis/tsne-embedding.ts';
import { floatsFromBase64, floatsToBase64 } from '../../running/base64.ts';
import { checkInteger, checkName, checkPositive, show } from '../../running/check-options.ts';
import type { ClaimDefinition, JsonObject, Run, RunContext } from '../../running/experiment.ts';
import { type Backend, useBackend } from '../../training/backend.ts';
import { concatenate } from '../../training/evaluate.ts';
import { nextTask } from '../../training/next-task.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { type Contrast, contrastiveTraining, DRAWN } from './contrastive.ts';
import publishedResults from './published.json' with { type: 'json' };

/** Units of the layers between H and the output, and whether there are any: Z is H without a projector. */
const projectors = ['default', 'none', 'deep'] as const;
type Projector = (typeof projectors)[number];

/** How the encoder is trained and looked at. */
interface TrainingOptions extends JsonObject, Contrast {
  /** Of the initial weights, which are drawn first, then of batches and views. */
  readonly seed: number;
  /** Channels of each convolution. */
  readonly channels: number;
  /** Units of Z. */
  readonly outputSize: number;
  readonly epochs: number;
  /** Epochs between evaluations. */
  readonly evalEvery: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Neighbours that vote, by cosine. */
  readonly neighbours: number;
}

/** Configuration. All of it is the paper's but `seed`, `embeddingRows` and `backend`. */
export interface SelfSupervisedConfig extends TrainingOptions {
  readonly projectors: readonly Projector[];
  /** Training rows in the t-SNE of Z. */
  readonly embeddingRows: number;
  readonly backend: Backend;
}

const published: SelfSupervisedConfig = {
  projectors,
  seed: 0,
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
  backend: 'jit',
};

/** One training. */
interface TrainingSpec extends TrainingOptions {
  readonly kind: 'training';
  readonly projector: Projector;
}

/** Z in the plane, before the training or after it. */
interface EmbeddingSpec extends JsonObject {
  readonly kind: 'embedding';
  readonly when: 'before' | 'after';
  readonly rows: number;
  readonly training: TrainingSpec;
}

type Spec = TrainingSpec | EmbeddingSpec;

interface Output {
  readonly metrics: {
    /** Of the test rows, in percent: at the signals themselves, then layer by layer. */
    readonly linearByLayer?: readonly number[];
    /** Of the test rows, in percent, in Z. */
    readonly knnAccuracy?: number;
    /** All trained parameters, float32 in base64, in the order of the encoder's `shapes`. */
    readonly parameters?: string;
    /** Of the t-SNE, in nats. */
    readonly klDivergence?: number;
  };
  readonly curves: {
    readonly epochs?: readonly number[];
    /** InfoNCE in nats, mean of each epoch. */
    readonly loss?: readonly number[];
    /** After the epochs of `epochs`, in Z and H, in percent. */
    readonly knnAccuracy?: readonly number[];
    readonly linearAccuracy?: readonly number[];
    /** The t-SNE's coordinates, to three digits behind the point, and the class of each row. */
    readonly x?: readonly number[];
    readonly y?: readonly number[];
    readonly label?: readonly number[];
  };
}

type SelfSupervisedRun = Run<Spec, Output>;

/** Layers of the encoder: the input is none, the third is H. */
const H = 3;

/** PyTorch's milliseconds per update, one thread. */
const torchMilliseconds: Readonly<Record<Projector, number>> = { default: 2.56, none: 2.23, deep: 3.11 };

export const selfSupervised = paperExperiment<SelfSupervisedConfig, Spec, Output>({
  id: 'self-supervised',
  recipeVersion: 1,
  title: 'Self-supervised learning and the projector',
  figure: 'Figure 8',
  defaultPreset: 'paper',
  presets: {
    paper: {
      description: 'the published configuration: three projectors, 200 epochs',
      time: '55 s',
      config: published,
    },
    quick: {
      description: '40 epochs, t-SNE of 1,500 signals',
      time: '20 s',
      config: { ...published, epochs: 40, embeddingRows: 1500 },
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
    checkName(where, 'backend', config.backend, ['jit']);
  },

  runs({ projectors: chosen, embeddingRows, backend: _, ...common }) {
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

  peer({ projectors: chosen, epochs, batchSize, channels }) {
    if (batchSize !== published.batchSize || channels !== published.channels) return undefined;
    const update = chosen.reduce((sum, name) => sum + torchMilliseconds[name], 0);
    return {
      text: 'PyTorch 1.13 on one core of an AMD EPYC, the training alone, by its time per update',
      seconds: (update * epochs * 40) / 1000,
    };
  },

  async run(spec, context) {
    await useBackend('cpu');
    return spec.kind === 'training' ? trainOnce(spec, context) : embed(spec, context);
  },

  summarise: () => ({ published: publishedResults }),

  claims: [
    {
      id: 'projector-helps',
      text: 'At the last convolution (H), linear accuracy with the default projector above that with none',
      rule: '≥ 15 points',
      published: publishedAt('default', H) - publishedAt('none', H),
      measure(runs) {
        const [withOne, without] = [layersOf(runs, 'default')?.[H], layersOf(runs, 'none')?.[H]];
        return withOne === undefined || without === undefined ? null : withOne - without;
      },
      holds: (points) => points >= 15,
      decidable: isWhole,
    },
    ...(['default', 'deep'] as const).flatMap((projector) => [
      bestLayer(projector),
      {
        id: `${projector}-best-beats-output`,
        text: `With the ${projector} projector, linear accuracy at the best layer above that at its output Z`,
        rule: '≥ 5 points',
        published: marginOf(publishedResults.projectors[projector].linearByLayer),
        measure(runs: readonly SelfSupervisedRun[]) {
          const layers = layersOf(runs, projector);
          return layers ? marginOf(layers) : null;
        },
        holds: (points: number) => points >= 5,
        decidable: isWhole,
      },
    ]),
  ],
});

function bestLayer(projector: Projector): ClaimDefinition<SelfSupervisedConfig, SelfSupervisedRun> {
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

function publishedAt(projector: Projector, layer: number): number {
  return publishedResults.projectors[projector].linearByLayer[layer] as number;
}

/** Linear accuracies from the signals to Z. */
function layersOf(runs: readonly SelfSupervisedRun[], projector: Projector): readonly number[] | undefined {
  return runs.find(({ spec }) => spec.kind === 'training' && spec.projector === projector)?.metrics.linearByLayer;
}

function marginOf(layers: readonly number[]): number {
  return Math.max(...layers) - (layers.at(-1) as number);
}

/** The encoder of a training. */
function encoderOf({ projector, channels, outputSize }: TrainingSpec): ConvEncoder {
  const [, hidden] = convEncoder({ channels, projector: [1] }).shapes['projector.0.weight'] as readonly [
    number,
    number,
  ];
  const widths = { none: [], default: [hidden, outputSize], deep: [hidden, hidden, hidden, outputSize] };
  return convEncoder({ channels, projector: widths[projector] });
}

async function trainOnce(spec: TrainingSpec, { signal, onProgress }: RunContext): Promise<Output> {
  const { seed, epochs, evalEvery, batchSize, learningRate, neighbours: k } = spec;
  const data = makeDataset();
  const encoder = encoderOf(spec);
  const random = new TorchRandom(seed);
  // The initial weights are the generator's first numbers.
  const initial = encoder.init(seed);
  random.rand(parameterCount(encoder));
  const updates = Math.floor(data.numTrain / batchSize);
  const training = contrastiveTraining(encoder, initial, data.x as Float32Array, {
    ...{ length: data.length, batchSize, learningRate, updates: epochs * updates },
    ...{ shifts: spec.shifts, slopeScale: spec.slopeScale, offsetScale: spec.offsetScale },
    temperature: spec.temperature,
  });
  const loop = compileLoop(training.options);
  const layersAt = layerOutputs(encoder, data);
  const curves = {
    epochs: [] as number[],
    loss: [] as number[],
    knnAccuracy: [] as number[],
    linearAccuracy: [] as number[],
  };
  const evaluate = async (epoch: number) => {
    const params = loop.read().params;
    const layers = layersAt(params);
    tf.dispose(params);
    const [h, z] = [layers[H], layers.at(-1)] as [Split, Split];
    curves.epochs.push(epoch);
    curves.knnAccuracy.push(knnAccuracy(z.train, z.test, { k, metric: 'cosine' }));
    curves.linearAccuracy.push(await logisticAccuracy(h.train, h.test, { standardise: true, signal }));
  };
  try {
    await evaluate(0);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const order = random.randperm(data.numTrain);
      const losses: number[] = [];
      for (let done = 0; done < updates; done += DRAWN) {
        const count = Math.min(DRAWN, updates - done);
        training.draw(random, loop.position, count);
        const rows = order.slice(done * batchSize, (done + count) * batchSize);
        losses.push(...(await loop.run(count, { order: rows, ...(signal && { signal }) })));
      }
      if (!losses.every(Number.isFinite))
        throw new RangeError(`self-supervised: the training diverged in epoch ${epoch}`);
      curves.loss.push(mean(losses));
      if (epoch % evalEvery === 0 || epoch === epochs) await evaluate(epoch);
      onProgress?.(epoch / epochs);
      await nextTask(signal);
    }
    const params = loop.read().params;
    const linearByLayer: number[] = [];
    for (const { train, test } of layersAt(params))
      linearByLayer.push(await logisticAccuracy(train, test, { standardise: true, signal }));
    const parameters = floatsToBase64(flatten(encoder, params));
    tf.dispose(params);
    return { metrics: { linearByLayer, knnAccuracy: curves.knnAccuracy.at(-1) as number, parameters }, curves };
  } finally {
    loop.dispose();
    training.dispose();
    layersAt.dispose();
  }
}

async function embed(
  { when, rows, training }: EmbeddingSpec,
  { signal, onProgress, needed }: RunContext,
): Promise<Output> {
  const data = makeDataset();
  const encoder = encoderOf(training);
  const text = (needed?.[0] as SelfSupervisedRun | undefined)?.metrics.parameters;
  if (when === 'after' && text === undefined)
    throw new Error('self-supervised: t-SNE after training needs the training');
  const params = text === undefined ? encoder.init(training.seed) : unflatten(encoder, floatsFromBase64(text));
  const layersAt = layerOutputs(encoder, data);
  const z = (layersAt(params).at(-1) as Split).train.points;
  tf.dispose(params);
  layersAt.dispose();
  const outputSize = z.length / data.numTrain;
  const { points, klDivergence } = await tsne(Float32Array.from(z).subarray(0, rows * outputSize), rows, {
    metric: 'cosine',
    signal,
    onProgress,
  });
  return { metrics: { klDivergence }, curves: coordinates(points, data.y.subarray(0, rows)) };
}

interface Split {
  readonly train: LabelledPoints;
  readonly test: LabelledPoints;
}

/** Rows of a forward pass; divides the numbers of training and test rows. */
const CHUNK = 500;

/** What gives the signals and every layer's outputs for them, in training and test. */
function layerOutputs(encoder: ConvEncoder, data: Dataset) {
  const layers = jit((params: ConvEncoderParams, x: tf.Tensor2D) => encoder.layers(params, x));
  const at = (params: ConvEncoderParams): Split[] => {
    const outputs = (x: ArrayLike<number>): ArrayLike<number>[] => {
      const signals = Float32Array.from(x);
      const parts: Float32Array[][] = [];
      for (let first = 0; first < signals.length; first += CHUNK * data.length) {
        const chunk = tf.tensor2d(signals.subarray(first, first + CHUNK * data.length), [CHUNK, data.length]);
        const given = layers(params, chunk);
        given.forEach((layer, i) => {
          parts[i] = [...(parts[i] ?? []), layer.dataSync<'float32'>() as Float32Array];
        });
        tf.dispose([chunk, ...given]);
      }
      return [signals, ...parts.map(concatenate)];
    };
    const test = outputs(data.xTest);
    return outputs(data.x).map((points, i) => ({
      train: { points, labels: data.y },
      test: { points: test[i] as ArrayLike<number>, labels: data.yTest },
    }));
  };
  return Object.assign(at, { dispose: () => layers.dispose() });
}

function parameterCount({ shapes }: ConvEncoder): number {
  return Object.values(shapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

function flatten({ shapes }: ConvEncoder, params: ConvEncoderParams): Float32Array {
  const keys = Object.keys(shapes) as (keyof ConvEncoderParams)[];
  return Float32Array.from(keys.flatMap((key) => Array.from((params[key] as tf.Tensor).dataSync())));
}

function unflatten({ shapes }: ConvEncoder, values: Float32Array): ConvEncoderParams {
  let at = 0;
  return Object.fromEntries(
    Object.entries<readonly number[]>(shapes).map(([key, shape]) => {
      const from = at;
      at += sizeOf(shape);
      return [key, tf.tensor(values.slice(from, at), [...shape])];
    }),
  ) as unknown as ConvEncoderParams;
}
