import { makeDataset } from '@mnist1d/dataset';
import { convEncoder, TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import paper from '../../../fixtures/paper-results.json' with { type: 'json' };
import {
  checkClaims,
  type Experiment,
  type JsonObject,
  type Run,
  runExperiment,
  selfSupervised,
} from '../src/index.ts';
import { contrastiveTraining, infoNce, twoViews } from '../src/recipes/self-supervised/contrastive.ts';
import { useBackend } from '../src/training/backend.ts';

beforeAll(() => useBackend('cpu'));

describe('InfoNCE', () => {
  test('is the cross-entropy of each row’s partner among the other half, by cosine', () => {
    const z = new TorchRandom(2).randn(6 * 4);
    const row = (i: number) => [...z.slice(4 * i, 4 * i + 4)];
    const cosine = (a: number[], b: number[]) =>
      a.reduce((sum, v, i) => sum + v * b[i]!, 0) / (Math.hypot(...a) * Math.hypot(...b));
    const expected =
      [0, 1, 2].reduce((sum, i) => {
        const similarities = [3, 4, 5].map((j) => cosine(row(i), row(j)) / 0.5);
        return sum + Math.log(similarities.reduce((s, v) => s + Math.exp(v), 0)) - similarities[i]!;
      }, 0) / 3;
    const ours = tf.tidy(() => infoNce(tf.tensor2d(z, [6, 4]), 0.5).dataSync()[0]);
    expect(ours).toBeCloseTo(expected, 5);
  });

  test('has a gradient where an output is all zero', () => {
    tf.tidy(() => {
      const z = tf.tensor2d([0, 0, 1, 2, 3, 1, -1, 2], [4, 2]);
      const gradient = tf
        .grad((v: tf.Tensor) => infoNce(v as tf.Tensor2D, 0.5))(z)
        .dataSync();
      expect(Array.from(gradient).every(Number.isFinite)).toBe(true);
    });
  });
});

describe('views', () => {
  const length = 8;
  const x = new TorchRandom(1).randn(3 * length);

  test('without random slope and offset are the signal without its own, shifted circularly', () => {
    tf.tidy(() => {
      const views = twoViews(length, 3, { shifts: 5, slopeScale: 0, offsetScale: 0 });
      views.draw(new TorchRandom(0), 0, 1);
      const made = views.make(tf.tensor2d(x, [3, length]), tf.scalar(0, 'int32')).arraySync();
      const shifts = new TorchRandom(0).randint(0, 5, 6);
      made.forEach((view, v) => {
        const signal = [...x.slice((v % 3) * length, ((v % 3) + 1) * length)];
        const offset = signal.reduce((a, b) => a + b) / length;
        const time = signal.map((_, t) => t - (length - 1) / 2);
        const slope = signal.reduce((sum, s, t) => sum + s * time[t]!, 0) / time.reduce((sum, t) => sum + t * t, 0);
        const flat = signal.map((s, t) => s - offset - slope * time[t]!);
        view.forEach((value, t) => {
          expect(value).toBeCloseTo(flat[(t - shifts[v]! + length) % length]!, 5);
        });
      });
      expect(new Set(shifts).size).toBeGreaterThan(1);
      views.dispose();
    });
  });

  test('differ by a line and a shift, anew in every update', () => {
    tf.tidy(() => {
      const views = twoViews(length, 3, { shifts: 1, slopeScale: 0.04, offsetScale: 0.3 });
      views.draw(new TorchRandom(0), 0, 2);
      const signals = tf.tensor2d(x, [3, length]);
      const [first, second] = [0, 1].map((i) => views.make(signals, tf.scalar(i, 'int32')));
      const difference = tf.sub(first!, second!).arraySync() as number[][];
      for (const row of difference) {
        expect(Math.abs(row[0]!)).toBeGreaterThan(1e-4);
        for (let t = 2; t < length; t++) expect(row[t]! - row[t - 1]!).toBeCloseTo(row[1]! - row[0]!, 5);
      }
      views.dispose();
    });
  });
});

test('the training leaves no tensor behind', () => {
  const before = tf.memory().numTensors;
  const encoder = convEncoder({ channels: 2, projector: [3] });
  const training = contrastiveTraining(encoder, encoder.init(0), makeDataset().x as Float32Array, {
    ...{ length: 40, batchSize: 10, learningRate: 0.01, updates: 5 },
    ...{ shifts: 10, slopeScale: 0.04, offsetScale: 0.3, temperature: 0.5 },
  });
  training.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

describe('self-supervised', () => {
  const names = { default: 'default_projector', none: 'no_projector', deep: 'deep_projector' } as const;
  const theirs = (): Run[] =>
    Object.entries(names).map(([projector, key]) => ({
      spec: { kind: 'training', projector },
      metrics: { linearByLayer: paper.self_supervised[key].linear_acc_by_layer },
    }));
  const claims = (runs: readonly Run[], config: JsonObject = selfSupervised.presets.paper.config) =>
    checkClaims(selfSupervised as unknown as Experiment, config, runs);

  test('every claim holds for the authors’ numbers, where measured is published', () => {
    const checked = claims(theirs());
    expect(checked).toHaveLength(5);
    for (const { id, holds, measured, published } of checked) {
      expect(holds, id).toBe(true);
      expect(measured, id).toBeCloseTo(published!, 10);
    }
  });

  test('claims fail where the numbers contradict them, and are open where the training is short', () => {
    const flat = theirs().map((run) => ({ ...run, metrics: { linearByLayer: [33, 80, 79, 78, 77, 76] } }));
    expect(claims(flat).map(({ holds }) => holds)).toEqual([false, false, false, false, false]);
    const short = { ...selfSupervised.presets.paper.config, epochs: 20 };
    expect(claims(theirs(), short).every(({ holds }) => holds === null)).toBe(true);
    expect(claims(theirs().slice(0, 1)).map(({ holds }) => holds)).toEqual([null, true, true, null, null]);
  });

  test('a short run learns, embeds and gives the same bits again', async () => {
    const config = { projectors: ['default', 'none'], channels: 5, epochs: 2, evalEvery: 1, embeddingRows: 100 };
    const result = await runExperiment('self-supervised', { config });
    expect(result).toEqual(JSON.parse(JSON.stringify(result)));
    const [withOne, without, before, after] = result.data.runs as unknown as Record<string, Record<string, number[]>>[];
    expect(withOne!.metrics!.linearByLayer).toHaveLength(6);
    expect(without!.metrics!.linearByLayer).toHaveLength(4);
    expect(withOne!.metrics!.linearByLayer![0]).toBeCloseTo(paper.self_supervised.pixel_space.linear_acc, 1);
    const loss = withOne!.curves!.loss!;
    expect(loss).toHaveLength(2);
    expect(loss[1]).toBeLessThan(loss[0]!);
    expect(withOne!.curves!.epochs).toEqual([0, 1, 2]);
    expect(before!.curves!.label).toEqual(Array.from(makeDataset().y.subarray(0, 100)));
    expect(after!.curves!.x).not.toEqual(before!.curves!.x);
    expect((await runExperiment('self-supervised', { config })).digest).toBe(result.digest);
  });

  test.each<[JsonObject, string]>([
    [{ projectors: ['wide'] }, "there is no projector 'wide'"],
    [{ temperature: 0 }, 'temperature must be a finite number above 0, got 0'],
    [{ embeddingRows: 5000 }, 'embeddingRows must be an integer in 100 … 4000, got 5000'],
    [{ shifts: 41 }, 'shifts must be an integer in 1 … 40, got 41'],
    [{ backend: 'cpu' }, "there is no configuration key 'backend'"],
  ])('refuses %j', async (config, message) => {
    await expect(runExperiment('self-supervised', { config })).rejects.toThrow(message);
  });
});
