/** The experiment `noise-and-shear`: what is changed of the data, and its claims on made-up runs. */
import { makeDataset } from '@mnist1d/dataset';
import { expect, test } from 'vitest';
import { checkClaims, type Experiment, type JsonObject, noiseAndShear, type Run, runExperiment } from '../src/index.ts';
import { changedData, changes } from '../src/recipes/noise-and-shear/changed-data.ts';

const options = Object.keys(changes) as (keyof typeof changes)[];
const defaults = makeDataset({ numSamples: 10 }).options;

test('what is off has no effect left, what is doubled has twice the range, nothing else is changed', () => {
  for (const option of options)
    for (const level of ['off', 'doubled'] as const) {
      const { options: made } = changedData(option, level);
      const changed = Object.keys(made).filter(
        (key) => JSON.stringify(made[key as never]) !== JSON.stringify(defaults[key as never]) && key !== 'numSamples',
      );
      expect(changed.sort()).toEqual(option === 'padding' ? ['maxTranslation', 'padding'] : [option]);
      if (option === 'padding') {
        const [min, max] = made.padding;
        expect([min + max, max - min]).toEqual([36 + 60, level === 'off' ? 0 : 2 * (60 - 36)]);
        // The same share of a signal's points.
        expect(made.maxTranslation / (12 + max)).toBeCloseTo(48 / 72, 10);
      } else if (option === 'maxTranslation') {
        // 1 is no translation, 72 any of a signal's points.
        expect(made.maxTranslation).toBe(level === 'off' ? 1 : 72);
      } else expect(made[option]).toBe(level === 'off' ? 0 : 2 * defaults[option]);
    }
});

test('without any change the data are the published ones', () => {
  expect(changedData('none', 'default').x).toEqual(makeDataset().x);
});

/** Accuracies of each model on the published data, and with each option off. */
const base = { logistic: 32, mlp: 65, cnn: 94, gru: 90 };
const runsWith = (gains: Record<string, Partial<Record<(typeof options)[number], number>>>): Run[] =>
  Object.entries(base).flatMap(([model, accuracy]) => [
    { spec: { model, option: 'none', level: 'default', seed: 0 }, metrics: { testAccuracy: accuracy } },
    ...options.map((option) => ({
      spec: { model, option, level: 'off', seed: 0 },
      metrics: { testAccuracy: accuracy + (gains[model]?.[option] ?? 0) },
    })),
  ]);
const verdicts = (runs: readonly Run[], config: JsonObject = noiseAndShear.presets.paper.config) =>
  Object.fromEntries(
    checkClaims(noiseAndShear as unknown as Experiment, config, runs).map(({ id, measured, holds }) => [
      id,
      [measured, holds],
    ]),
  );

test('the claims compare what models gain where an option is off', () => {
  const gains = {
    logistic: { maxTranslation: 40, shearScale: 2 },
    mlp: { maxTranslation: 27, padding: 3 },
    cnn: { corrNoiseScale: 4, maxTranslation: 1 },
    gru: { maxTranslation: 2 },
  };
  expect(verdicts(runsWith(gains))).toEqual({
    'translation-costs-logistic-most': [13, true],
    'hardest-for-mlp': [24, true],
    'hardest-for-cnn': [3, true],
    'translation-costs-cnn-little': [1, true],
    'noise-costs-less-than-translation': [23, true],
    // 95 − 92
    'prior-is-for-translation': [3, true],
    'shear-costs-little': [2, true],
  });
});

test('each fails where the numbers contradict it, and is open where runs are missing or short', () => {
  const gains = {
    logistic: { maxTranslation: 1, shearScale: 5 },
    mlp: { maxTranslation: 2, padding: 3 },
    cnn: { corrNoiseScale: 3, maxTranslation: 4 },
  };
  const made = runsWith(gains);
  expect(Object.values(verdicts(made)).map(([, holds]) => holds)).toEqual(Array(7).fill(false));
  const noMlp = made.filter(({ spec }) => spec.model !== 'mlp');
  expect(verdicts(noMlp)).toMatchObject({
    'hardest-for-mlp': [null, null],
    'hardest-for-cnn': [-1, false],
  });
  const short = { ...noiseAndShear.presets.paper.config, steps: 1000 };
  expect(Object.values(verdicts(made, short)).map(([, holds]) => holds)).toEqual(Array(7).fill(null));
});

test('each level is a run of its own, the published data one for all options', async () => {
  const config = { models: ['logistic'], options: ['shearScale', 'padding'], seeds: [0], steps: 11, evalEvery: 5 };
  const { data } = await runExperiment('noise-and-shear', { config });
  expect(data.runs.map(({ spec }) => [spec.option, spec.level])).toEqual([
    ['shearScale', 'off'],
    ['padding', 'off'],
    ['none', 'default'],
    ['shearScale', 'doubled'],
    ['padding', 'doubled'],
  ]);
  expect(new Set(data.runs.map(({ curves }) => curves?.testLoss?.at(-1))).size).toBe(5);
});

test.each<[JsonObject, string]>([
  [{ options: ['shear'] }, "there is no option 'shear'"],
  [{ levels: ['tripled'] }, "there is no level 'tripled'"],
])('refuses %j', async (config, message) => {
  await expect(runExperiment('noise-and-shear', { config })).rejects.toThrow(message);
});
