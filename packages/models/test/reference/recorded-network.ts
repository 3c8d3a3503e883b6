/** What networks.py tells of a network, and that ours gives the same. */
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import {
  type ArrayParameter,
  type Classifier,
  createModel,
  type ModelName,
  type Params,
  TorchRandom,
  withoutBuffers,
} from '../../src/index.ts';
import { crossEntropy, valueAndGradients } from '../cpu-backend.ts';
import { sha256 } from '../sha256.ts';

export interface NetworkCase {
  readonly name: string;
  readonly seed: number;
  readonly batch: number;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface RecordedNetwork extends NetworkCase {
  readonly sha256: Readonly<Record<string, string>>;
  readonly keys: readonly string[];
  readonly logits: readonly number[];
  readonly gradients: Readonly<Record<string, { readonly norm: number; readonly first: readonly number[] }>>;
  readonly buffers: Readonly<Record<string, readonly number[]>>;
  readonly evaluated: readonly number[];
}

export const networkOf = ({ name, options }: NetworkCase): Classifier<Params> =>
  createModel(name as ModelName, options) as never as Classifier<Params>;

/** The batch that networks.py draws. */
function batchOf({ seed, batch, options }: NetworkCase): { x: tf.Tensor2D; classes: Int32Array } {
  const { inputSize = 40, outputSize = 10 } = options as { inputSize?: number; outputSize?: number };
  const random = new TorchRandom(seed);
  const x = tf.tensor2d(random.randn(batch * inputSize), [batch, inputSize]);
  return { x, classes: random.randint(0, outputSize, batch) };
}

export async function digests(arrays: Readonly<Record<string, ArrayParameter>>): Promise<Record<string, string>> {
  const entries = Object.entries(arrays).map(async ([key, { data }]) => [key, await sha256(data)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function expectNear(actual: ArrayLike<number>, expected: readonly number[], what: string, tolerance = 2e-5): void {
  expect(actual.length, what).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  expected.forEach((value, i) =>
    expect(Math.abs(actual[i]! - value), `${what} ${i}`).toBeLessThan(tolerance * largest),
  );
}

/** Runs a network as networks.py does, from `params`, and compares. Returns the parameters with the buffers after it. */
export function expectSame(recorded: RecordedNetwork, params: Params): Params {
  const model = networkOf(recorded);
  const { x, classes } = batchOf(recorded);
  const random = () => expect.unreachable('no network of these drops out');
  const inTraining = (p: Params) => model.applyInTraining?.(p, x, random) ?? { logits: model.apply(p, x), buffers: {} };
  const { logits, buffers } = inTraining(params);
  expectNear(logits.dataSync(), recorded.logits, 'logit in training');
  expect(Object.keys(buffers)).toEqual(Object.keys(recorded.buffers));
  for (const [key, expected] of Object.entries(recorded.buffers)) expectNear(buffers[key]!.dataSync(), expected, key);

  const { gradients } = valueAndGradients(withoutBuffers(model, params), (trained: Params) =>
    crossEntropy(inTraining({ ...params, ...trained }).logits, classes),
  );
  // Normalisation takes differences, which leaves the gradients of biases before it zero but for rounding.
  const largest = Math.max(...Object.values(recorded.gradients).map(({ norm }) => norm));
  for (const [key, { norm, first }] of Object.entries(recorded.gradients)) {
    const tolerance = 3e-5 * largest + 1e-4 * norm;
    expectNear(gradients[key]!.dataSync().slice(0, 4), first, `gradient of ${key}`, tolerance);
    expect(Math.abs(tf.norm(gradients[key]!).dataSync()[0]! - norm), key).toBeLessThan(tolerance);
  }

  const after = { ...params, ...buffers };
  expectNear(model.apply(after, x).dataSync(), recorded.evaluated, 'logit in evaluation');
  return after;
}
