import { createHash } from 'node:crypto';
import { makeDataset, RandomState } from '@mnist1d/dataset';
import { expect, test } from 'vitest';
import labelNoise from '../../../fixtures/label-noise.json' with { type: 'json' };
import paper from '../../../fixtures/paper-results.json' with { type: 'json' };
import { checkClaims, doubleDescent, type Experiment, type JsonObject, type Run, runExperiment } from '../src/index.ts';
import { addLabelNoise } from '../src/recipes/double-descent/fit.ts';

const experiment = doubleDescent as unknown as Experiment;
const { paper: preset, quick } = doubleDescent.presets;

/** The authors' numbers as runs, or with changes. */
function runsWith(change: (run: { model: string; noise: number; size: number; error: number }) => number): Run[] {
  const curves = [
    ['mlp', 0, paper.double_descent.mlp_clean],
    ['mlp', 0.15, paper.double_descent.mlp_noise15],
    ['cnn', 0.15, paper.double_descent.cnn_noise15],
  ] as const;
  return curves.flatMap(([model, noise, points]) =>
    points.map(({ size, train_error, test_error }) => ({
      spec: { model, labelNoise: noise, size, seed: 42 },
      metrics: { trainError: train_error, testError: change({ model, noise, size, error: test_error }) },
    })),
  );
}

const holds = (runs: readonly Run[], config: JsonObject = preset.config) =>
  Object.fromEntries(checkClaims(experiment, config, runs).map((claim) => [claim.id, claim.holds]));

test('label noise is the paper’s, label by label', () => {
  const random = new RandomState(42);
  const { y } = makeDataset({ numSamples: 16_000, trainSplit: 0.25 }, random);
  const noisy = addLabelNoise(y, 0.15, random);
  expect([...noisy.slice(0, 40)]).toEqual(labelNoise.first_40);
  expect(noisy.filter((label, i) => label !== y[i])).toHaveLength(labelNoise.changed);
  expect(createHash('sha256').update(noisy).digest('hex')).toBe(labelNoise.sha256_int32_le);
});

test('every claim holds for the authors’ numbers, where measured is published', () => {
  const claims = checkClaims(
    experiment,
    preset.config,
    runsWith(({ error }) => error),
  );
  expect(claims).toHaveLength(10);
  for (const { id, holds, measured, published } of claims) {
    expect(holds, id).toBe(true);
    expect(measured, id).toBe(published);
  }
});

test('each claim fails where the curve contradicts it', () => {
  const monotone = runsWith(({ size }) => 70 - size / 10);
  expect(holds(monotone)).toMatchObject({ 'mlp-rises': false, 'cnn-rises': false, 'cnn-falls-again': true });
  const risesOn = runsWith(({ size, error }) => (size > 60 ? 56 + size / 100 : error));
  expect(holds(risesOn)).toMatchObject({
    'mlp-peak': false,
    'mlp-peak-at-threshold': false,
    'mlp-falls-again': false,
    'cnn-falls-again': false,
    'mlp-clean-falls-further': false,
  });
  const steep = runsWith(({ size, error }) => (size === 27 ? error + 5 : error));
  expect(holds(steep)['mlp-clean-levels-off']).toBe(false);
});

test('too few epochs or no network that fits the data decide nothing', () => {
  const runs = runsWith(({ error }) => error);
  expect(new Set(Object.values(holds(runs, { ...preset.config, epochs: 100 })))).toEqual(new Set([null]));
  expect(holds(runs.filter(({ spec }) => (spec.size as number) < 20))['mlp-peak']).toBeNull();
  expect(holds(runs, quick.config)).toMatchObject({ 'cnn-falls-again': null, 'mlp-falls-again': true });
});

test('a short run has the shape of a long one', async () => {
  const config = { mlpSizes: [3, 20], cnnSizes: [2], epochs: 2, numSamples: 2000 };
  const result = await runExperiment('double-descent', { config });
  expect(result).toEqual(JSON.parse(JSON.stringify(result)));
  expect(result.data.runs.map(({ spec }) => [spec.model, spec.labelNoise, spec.size])).toEqual([
    ['mlp', 0, 3],
    ['mlp', 0, 20],
    ['mlp', 0.15, 3],
    ['mlp', 0.15, 20],
    ['cnn', 0.15, 2],
  ]);
  for (const { metrics } of result.data.runs) expect(metrics.testError).toBeGreaterThan(20);
  expect(result.claims.every(({ holds }) => holds === null)).toBe(true);
});

test.each<[JsonObject, string]>([
  [{ mlpSizes: [0] }, 'mlpSizes must be an integer of at least 1, got 0'],
  [{ labelNoise: 1.5 }, 'labelNoise must be a number from 0 up to but not 1, got 1.5'],
  [{ trainSplit: 0 }, 'must make at least batchSize = 100 training rows, got 0'],
  [{ backend: 'cuda' }, "there is no backend 'cuda'"],
])('refuses %j', async (config, message) => {
  await expect(runExperiment('double-descent', { config })).rejects.toThrow(message);
});
