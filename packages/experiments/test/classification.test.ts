import { expect, test } from 'vitest';
import {
  checkClaims,
  classification,
  type Experiment,
  type JsonObject,
  type Run,
  runExperiment,
} from '../src/index.ts';

const experiment = classification as unknown as Experiment;
const paper = classification.presets.paper.config;

/** Final accuracies as the paper prints them (Table 1), or with changes. */
function runsWith(changes: Readonly<Record<string, number>> = {}): Run[] {
  const accuracy: Record<string, number> = {
    'logistic plain': 32,
    'mlp plain': 68,
    'cnn plain': 94,
    'gru plain': 91,
    'logistic shuffled': 32,
    'mlp shuffled': 68,
    'cnn shuffled': 56,
    'gru shuffled': 57,
    ...changes,
  };
  return Object.entries(accuracy).map(([key, testAccuracy]) => {
    const [model, features] = key.split(' ') as [string, string];
    return { spec: { kind: 'training', model, features, seed: 42 }, metrics: { testAccuracy } };
  });
}

const holds = (runs: readonly Run[], config: JsonObject = paper) =>
  Object.fromEntries(checkClaims(experiment, config, runs).map((claim) => [claim.id, claim.holds]));

test('every claim holds for the numbers of Table 1, where measured is published', () => {
  const claims = checkClaims(experiment, paper, runsWith());
  expect(claims).toHaveLength(7);
  for (const claim of claims) {
    expect(claim.holds, claim.id).toBe(true);
    expect(claim.measured, claim.id).toBe(claim.published);
  }
});

test('each claim fails where the numbers contradict it', () => {
  expect(holds(runsWith({ 'cnn plain': 87.9 }))['cnn-beats-mlp']).toBe(false);
  expect(holds(runsWith({ 'gru plain': 87.9 }))['gru-beats-mlp']).toBe(false);
  expect(holds(runsWith({ 'mlp plain': 56 }))['mlp-beats-logistic']).toBe(false);
  expect(holds(runsWith({ 'cnn shuffled': 68 }))['shuffling-drops-cnn']).toBe(false);
  expect(holds(runsWith({ 'gru shuffled': 70 }))['shuffling-drops-gru']).toBe(false);
  expect(holds(runsWith({ 'logistic shuffled': 35 }))['shuffling-keeps-logistic']).toBe(false);
  expect(holds(runsWith({ 'mlp shuffled': 60 }))['shuffling-keeps-mlp']).toBe(false);
});

test('a shortened schedule decides no claim, nor do missing runs', () => {
  const { quick } = classification.presets;
  expect(new Set(Object.values(holds(runsWith(), { ...quick.config, steps: 1001 })))).toEqual(new Set([null]));
  expect(holds(runsWith().filter(({ spec }) => spec.model !== 'cnn'))['cnn-beats-mlp']).toBeNull();
});

test('a short run has the shape of a long one', async () => {
  const config = {
    models: ['logistic', 'mlp'],
    features: ['plain', 'shuffled'],
    seeds: [1, 2],
    steps: 11,
    evalEvery: 5,
    classErrorSteps: 2,
  };
  const result = await runExperiment('classification', { preset: 'quick', config });
  expect(result).toEqual(JSON.parse(JSON.stringify(result)));
  expect(result.config).toMatchObject(config);
  expect(result.data.runs).toHaveLength(2 * 2 * 2 + 2);
  for (const run of result.data.runs.slice(0, 8)) {
    expect(run.curves?.steps).toEqual([0, 5, 10]);
    expect(run.curves?.testAccuracy).toHaveLength(3);
    expect(run.metrics.testAccuracy).toBe(run.curves?.testAccuracy?.at(-1));
  }
  const errors = result.data.runs.at(-1)!.metrics.errorByClass as number[];
  expect(errors).toHaveLength(10);
  for (const percent of errors) expect(percent).toBeGreaterThanOrEqual(0);
  const row = (result.data.table1 as unknown as { mean: number; deviation: number; seeds: number }[])[0]!;
  const [a, b] = result.data.runs
    .filter(({ spec }) => spec.model === 'logistic' && spec.features === 'plain')
    .map(({ metrics }) => metrics.testAccuracy as number) as [number, number];
  expect(row.seeds).toBe(2);
  expect(row.mean).toBeCloseTo((a + b) / 2);
  expect(row.deviation).toBeCloseTo(Math.abs(a - b) / Math.SQRT2);
});
