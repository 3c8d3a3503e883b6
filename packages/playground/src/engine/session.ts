/** A network in training, in a worker: it trains in short portions, so that it hears what the page wants. */
import { makeDataset } from '@mnist1d/dataset';
import {
  completeSettings,
  encodeNetwork,
  modelOf,
  networkSchema,
  parametersDigest,
  prepareTraining,
  toTrainOptions,
} from '@mnist1d/experiments/networks';
import { checkTraining, type TrainingData } from '@mnist1d/experiments/train';
import { jit } from '@mnist1d/jit';
import { type ArrayParameter, countParameters, type Params, toArrays, toTensors } from '@mnist1d/models';
import { dispose, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import type { NetworkSpec } from '../state/networks.ts';
import { nextLook } from './looks.ts';
import type { Layer, Look, Report, Table } from './messages.ts';

export interface Session {
  readonly updates: number;
  /** Updates in all. */
  readonly steps: number;
  /** Makes some updates more, until `end` at most. */
  portion(end: number): Promise<void>;
  /** Looks, and tells the digest. */
  rest(): Promise<void>;
  setPace(most: number | undefined): void;
  /** The logits of signals. */
  see(signals: Float32Array): Promise<Float32Array>;
  /** What each layer gives for a signal. */
  trace(signal: Float32Array): Promise<readonly Layer[]>;
  take(by: string): Promise<{ file: Uint8Array<ArrayBuffer>; updates: number }>;
  dispose(): void;
}

/** Milliseconds that a portion of updates may take. */
const PORTION = 40;

/** @throws RangeError or TypeError where a package refuses a setting */
export async function startSession(spec: NetworkSpec, report: (report: Report) => void): Promise<Session> {
  const data = makeDataset(spec.data) as TrainingData & { xTest: Float32Array };
  const { length, numClasses, numTrain, xTest, yTest } = data;
  const model = modelOf(spec.model, { inputSize: length, outputSize: numClasses, ...spec.options });
  const options = toTrainOptions(spec.training);
  checkTraining(options, data);
  const steps = options.steps as number;
  const { trainer, trained } = await prepareTraining(model, data, options);
  const activations = jit((params: Params, x: Tensor2D) => model.activations(params as never, x));
  let updates = 0;
  let seconds = 0;
  let perPortion = 1;
  let pace: number | undefined;
  let last: Look | undefined;

  async function look(): Promise<void> {
    if (last?.updates === updates) return;
    const onTest = await trainer.evaluate(xTest, yTest);
    const onTrain = await trainer.evaluate(trained.x, trained.y);
    last = {
      updates,
      ...{ train: onTrain.accuracy, test: onTest.accuracy, testLoss: onTest.loss },
      predicted: Uint8Array.from(onTest.predicted),
      filters: filtersOf(await trainer.parameters()),
    };
    report({ type: 'look', look: last });
  }
  async function rest(): Promise<void> {
    await look();
    report({ type: 'rest', updates, digest: await parametersDigest(await trainer.parameters()) });
  }

  report({
    type: 'ready',
    ...{ parameters: countParameters(model), numTrain, length },
    ...{ xTest: Float32Array.from(xTest), yTest: Int32Array.from(yTest) },
  });
  await rest();
  return {
    get updates() {
      return updates;
    },
    steps,
    async portion(end) {
      const start = performance.now();
      const portion =
        Math.min(nextLook(updates, steps), end, updates + (pace === undefined ? perPortion : 1)) - updates;
      const losses = Float32Array.from(await trainer.advance(portion));
      const took = performance.now() - start;
      updates += portion;
      seconds += took / 1000;
      // Twice as many at most, for the first portions compile.
      perPortion = Math.max(1, Math.min(2 * perPortion, Math.floor((PORTION * portion) / Math.max(took, 0.01))));
      report({ type: 'progress', updates, losses, seconds });
      if (updates === nextLook(updates - 1, steps)) await look();
      await later(pace === undefined ? 0 : 1000 / pace - took);
    },
    rest,
    setPace(most) {
      pace = most;
    },
    see: (signals) => trainer.logits(signals, signals.length / length),
    async trace(signal) {
      const params = toTensors(await trainer.parameters());
      const x = tensor2d(signal, [1, length]);
      const layers = activations(params, x);
      const found = Object.entries(await toArrays(layers)).map(([name, { shape, data }]) => {
        const isOverTime = shape.length === 3;
        const [rows, columns] = isOverTime ? shape.slice(1) : [1, data.length];
        return { name, isOverTime, rows: rows as number, columns: columns as number, values: data };
      });
      dispose([params, x, layers]);
      return found;
    },
    async take(by) {
      const { accuracy, loss } = await trainer.evaluate(xTest, yTest);
      const training = completeSettings({ ...spec.training, steps: updates }, numTrain);
      const provenance = {
        ...{ schema: networkSchema, model: spec.model, options: model.options, training },
        ...{ data: { options: spec.data }, updates, testAccuracy: accuracy, testLoss: loss, by },
      } as const;
      return {
        file: encodeNetwork(await trainer.parameters(), provenance as Parameters<typeof encodeNetwork>[1]),
        updates,
      };
    },
    dispose() {
      trainer.dispose();
      activations.dispose();
    },
  };
}

/** Lets messages in, after so many milliseconds. Without a wait no timer: browsers slow those of hidden pages down. */
function later(milliseconds: number): Promise<void> {
  if (milliseconds > 0) return new Promise((resolve) => setTimeout(resolve, milliseconds));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** The weights of the first layer, a row for each unit or channel; of a recurrent network those that take the signal in. */
function filtersOf(parameters: Readonly<Record<string, ArrayParameter>>): Table | undefined {
  const first = Object.entries(parameters).find(([name, { shape }]) => /weight/.test(name) && shape.length > 1)?.[1];
  if (!first) return undefined;
  const [rows = 1, ...rest] = first.shape;
  return { rows, columns: rest.reduce((a, b) => a * b, 1), values: Float32Array.from(first.data) };
}
