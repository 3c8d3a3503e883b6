import { expect, test } from 'vitest';
import paper from '../../../fixtures/paper-results.json' with { type: 'json' };
import { checkClaims, type Experiment, type JsonObject, pooling, type Run, runExperiment } from '../src/index.ts';

const experiment = pooling as unknown as Experiment;
const names = { none: 'no_pool', stride: 'stride_2', max: 'max_pool', average: 'avg_pool', l2: 'l2_pool' } as const;

/** The authors' final accuracies as runs, those of pooling networks raised. */
const runsWith = (raise = 0): Run[] =>
  paper.pooling.flatMap(({ train_size, final_test_acc }) =>
    Object.entries(names).map(([name, key]) => ({
      spec: { pooling: name, trainSize: train_size, seed: 0 },
      metrics: { testAccuracy: final_test_acc[key] + (name === 'none' || name === 'stride' ? 0 : raise) },
    })),
  );

const claims = (runs: readonly Run[], config: JsonObject = pooling.presets.paper.config) =>
  checkClaims(experiment, config, runs);

test('both claims hold for the authors’ numbers, where measured is published', () => {
  for (const { id, holds, measured, published } of claims(runsWith())) {
    expect(holds, id).toBe(true);
    expect(measured, id).toBeCloseTo(published!, 10);
  }
});

test('each fails where the numbers contradict it, and is open where runs are missing or short', () => {
  expect(claims(runsWith(-5)).map(({ holds }) => holds)).toEqual([false, true]);
  expect(claims(runsWith(5)).map(({ holds }) => holds)).toEqual([true, false]);
  const noL2 = runsWith().filter(({ spec }) => spec.pooling !== 'l2');
  expect(claims(noL2).map(({ measured }) => measured)).toEqual([null, null]);
  const short = { ...pooling.presets.paper.config, steps: 100 };
  expect(claims(runsWith(), short).map(({ holds }) => holds)).toEqual([null, null]);
});

test('a short run has the shape of a long one, and every network the same first weights and data', async () => {
  const result = await runExperiment('pooling', { config: { trainSizes: [200], steps: 11, evalEvery: 5 } });
  expect(result).toEqual(JSON.parse(JSON.stringify(result)));
  expect(result.data.runs).toHaveLength(5);
  for (const { metrics, curves } of result.data.runs) {
    expect(curves?.steps).toEqual([0, 5, 10]);
    expect(curves?.testAccuracy?.at(-1)).toBe(metrics.testAccuracy);
    expect(Number.isFinite(metrics.trainAccuracy)).toBe(true);
  }
});

test.each<[JsonObject, string]>([
  [{ poolings: ['max', 'min'] }, "there is no pooling 'min'"],
  [{ trainSizes: [50] }, 'trainSizes must be an integer of at least 100, got 50'],
])('refuses %j', async (config, message) => {
  await expect(runExperiment('pooling', { config })).rejects.toThrow(message);
});
