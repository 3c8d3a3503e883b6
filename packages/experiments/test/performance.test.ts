import { expect, test } from 'vitest';
import {
  checkClaims,
  type Experiment,
  performance as experiment,
  type JsonObject,
  type Run,
  runExperiment,
} from '../src/index.ts';

const { config: published } = experiment.presets.paper;
const claims = (errors: readonly (readonly [train: number, test: number])[], config: JsonObject = published) =>
  checkClaims(
    experiment as unknown as Experiment,
    config,
    errors.map(
      ([trainError, testError], seed): Run => ({ spec: { hiddenSize: 100, seed }, metrics: { trainError, testError } }),
    ),
  );

test('the claims are about means over the seeds, and fail where these contradict them', () => {
  expect(
    claims([
      [0, 38],
      [1, 44],
    ]).map(({ measured, holds }) => [measured, holds]),
  ).toEqual([
    [0.5, true],
    [41, true],
  ]);
  expect(
    claims([
      [0, 38],
      [2, 20],
    ]).map(({ holds }) => holds),
  ).toEqual([false, false]);
});

test('they are open without runs of that width, after fewer epochs and at another learning rate', () => {
  const open = [null, null];
  expect(claims([]).map(({ holds }) => holds)).toEqual(open);
  expect(claims([[0, 40]], { ...published, epochs: 49 }).map(({ holds }) => holds)).toEqual(open);
  expect(claims([[0, 40]], { ...published, learningRate: 0.1 }).map(({ holds }) => holds)).toEqual(open);
  expect(claims([[0, 40]], { ...published, epochs: 60 }).map(({ holds }) => holds)).toEqual([true, true]);
});

test('a network is evaluated before training and after each epoch; two networks of a seed differ by their width alone', async () => {
  const config = { hiddenSizes: [5, 20], seeds: [3], epochs: 3 };
  const { data } = await runExperiment('performance', { config });
  expect(data.runs).toHaveLength(2);
  for (const { metrics, curves } of data.runs) {
    expect(curves?.epochs).toEqual([0, 1, 2, 3]);
    expect(curves?.testError?.at(-1)).toBe(metrics.testError);
    // Ten classes, none known yet; forty updates teach something.
    expect(curves?.trainError?.[0]).toBeGreaterThan(75);
    expect(curves?.trainLoss?.[1]).toBeLessThan(curves?.trainLoss?.[0] as number);
    expect(metrics.epochsToFit).toBeNull();
  }
});

test.each<[JsonObject, string]>([
  [{ hiddenSizes: [0] }, 'hiddenSizes must be an integer of at least 1, got 0'],
  [{ momentum: 1 }, 'momentum must be a number from 0 up to but not 1, got 1'],
  [{ halveEvery: 0 }, 'halveEvery must be an integer of at least 1, got 0'],
])('refuses %j', async (config, message) => {
  await expect(runExperiment('performance', { config })).rejects.toThrow(message);
});
