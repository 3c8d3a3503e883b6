/** The claims of the book's experiments on made-up runs: each holds, fails and stays open where it should. */
import { describe, expect, test } from 'vitest';
import {
  batchNorm,
  checkClaims,
  type Experiment,
  fullBatch,
  type JsonObject,
  type Run,
  randomLabels,
  residual,
} from '../src/index.ts';

const verdicts = (experiment: unknown, runs: readonly Run[], changes: JsonObject = {}) => {
  const { presets } = experiment as Experiment;
  const claims = checkClaims(experiment as Experiment, { ...presets.paper.config, ...changes }, runs);
  return Object.fromEntries(claims.map(({ id, measured, holds }) => [id, [measured, holds]]));
};

describe('residual', () => {
  const runsWith = (errors: readonly (readonly [connections: string, depth: number, train: number, test: number])[]) =>
    errors.map(
      ([connections, depth, trainError, testError], seed): Run => ({
        spec: { connections, depth, seed },
        metrics: { trainError, testError },
      }),
    );

  test('compares connections of the same depth', () => {
    const rows = [
      ['residual', 3, 0, 33],
      ['plain', 3, 0, 34],
      ['residual', 12, 0.5, 36],
      ['plain', 12, 1.25, 38],
      ['plain', 12, 1.75, 38],
    ] as const;
    expect(verdicts(residual, runsWith(rows))).toEqual({
      fits: [0, true],
      'deep-trains': [0.5, true],
      'deep-needs-connections': [1, true],
      'connections-generalise': [1, true],
    });
    const turned = rows.map(([name, ...rest]) => [name === 'plain' ? 'residual' : 'plain', ...rest] as const);
    expect(verdicts(residual, runsWith(turned))).toMatchObject({
      'deep-trains': [1.5, false],
      'deep-needs-connections': [-1, false],
      'connections-generalise': [-1, false],
    });
    expect(verdicts(residual, runsWith(rows), { hiddenSize: 10 }).fits).toEqual([0, null]);
  });
});

describe('batch-norm', () => {
  const runsWith = (plain: readonly number[], normalised: readonly number[]): Run[] =>
    [plain, normalised].map((variances, i) => ({
      spec: { kind: 'variances', batchNorm: i === 1, seed: 0 },
      metrics: { variances: [...variances] },
    }));

  test('tells doubling from growth in a straight line, for even and odd numbers of branches', () => {
    const doubling = [2, 4, 8, 16, 32, 64];
    const straight = [2, 3, 4, 5, 6, 7];
    const open = { trains: [null, null], generalises: [null, null] };
    expect(verdicts(batchNorm, runsWith(doubling, straight))).toEqual({
      doubles: [2, true],
      'grows-linearly': [1, true],
      'adds-one': [1, true],
      ...open,
    });
    expect(verdicts(batchNorm, runsWith(straight, doubling))).toMatchObject({
      doubles: [expect.closeTo(3.5 ** 0.2, 10), false],
      // (64 − 12) / (12 − 2)
      'grows-linearly': [5.2, false],
      'adds-one': [12.4, false],
    });
    expect(verdicts(batchNorm, runsWith([2, 4, 8], [2, 3, 4]))['grows-linearly']).toEqual([1, true]);
  });

  test('few networks or one branch leave the variances open', () => {
    const runs = runsWith([2, 4], [2, 3]);
    for (const changes of [{ varianceSeeds: [0] }, { branches: 1 }, { hiddenSize: 10 }])
      expect(verdicts(batchNorm, runs, changes).doubles).toEqual([2, null]);
  });

  test('compares trainings with and without', () => {
    const training = (isNormalised: boolean, trainError: number, testError: number): Run => ({
      spec: { kind: 'training', batchNorm: isNormalised, seed: 0 },
      metrics: { trainError, testError },
    });
    expect(verdicts(batchNorm, [training(true, 0, 40), training(false, 10, 42)])).toMatchObject({
      trains: [0, true],
      generalises: [-2, true],
    });
    expect(verdicts(batchNorm, [training(true, 5, 43), training(false, 10, 42)])).toMatchObject({
      trains: [5, false],
      generalises: [1, false],
    });
  });
});

describe('random-labels', () => {
  const runsWith = (epochs: readonly (number | null)[], testError = 90): Run[] =>
    ['real', 'random-inputs', 'permuted-labels'].map((task, i) => ({
      spec: { task, seed: 0 },
      metrics: { trainError: 0.5 * i, testError, epochsToFit: epochs[i] as number },
    }));

  test('asks of each task whether and how soon it is fitted', () => {
    expect(verdicts(randomLabels, runsWith([10, 15, 40]))).toEqual({
      'fits-real': [0, true],
      'fits-random-inputs': [0.5, true],
      'fits-permuted-labels': [1, false],
      'random-inputs-slower': [1.5, true],
      'permuted-labels-slower': [4, true],
      'learned-by-heart': [90, true],
    });
    expect(verdicts(randomLabels, runsWith([10, 10, null], 50))).toMatchObject({
      'random-inputs-slower': [1, false],
      'permuted-labels-slower': [null, null],
      'learned-by-heart': [50, false],
    });
  });
});

describe('full-batch', () => {
  const runsWith = (steps: readonly (number | null)[]): Run[] =>
    steps.map((stepsToFit, i) => ({ spec: { depth: i + 1, seed: 0 }, metrics: { stepsToFit } }));

  test('counts the networks that fit, and compares the steps of neighbours', () => {
    expect(verdicts(fullBatch, runsWith([8000, 4000, 2000, 1000]))).toEqual({
      'all-fit': [4, true],
      'deeper-is-faster': [8, true],
      'each-layer-helps': [2, true],
    });
    expect(verdicts(fullBatch, runsWith([8000, 2000, 4000, 3000]))).toMatchObject({
      'deeper-is-faster': [8 / 3, true],
      'each-layer-helps': [0.5, false],
    });
    expect(verdicts(fullBatch, runsWith([null, 4000, 2000, 1000]))).toEqual({
      'all-fit': [3, false],
      'deeper-is-faster': [null, null],
      'each-layer-helps': [null, null],
    });
  });

  test('other networks leave them open', () => {
    expect(verdicts(fullBatch, runsWith([4, 3, 2, 1]), { hiddenSizes: [9, 8, 7, 6] })['all-fit']).toEqual([4, null]);
  });
});
