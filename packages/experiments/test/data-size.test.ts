/** The experiment `data-size`: its data, and its claims on made-up runs. */
import { expect, test } from 'vitest';
import { checkClaims, dataSize, type Experiment, type JsonObject, type Run, runExperiment } from '../src/index.ts';
import { freshData } from '../src/recipes/data-size/fresh-data.ts';

test('test signals are the same for all and in no training set; each seed has other training signals', () => {
  const [first, larger, other] = [freshData(100, 0), freshData(2000, 0), freshData(100, 1)];
  expect([first.numTrain, larger.numTrain, first.numTest]).toEqual([100, 2000, 5000]);
  expect(larger.xTest).toEqual(first.xTest);
  expect(other.xTest).toEqual(first.xTest);
  const rows = (x: Float32Array | Float64Array) =>
    Array.from({ length: x.length / 40 }, (_, row) => String(x.subarray(40 * row, 40 * row + 40)));
  const tested = new Set(rows(first.xTest));
  expect(tested.size).toBe(5000);
  for (const { x } of [first, larger, other]) expect(rows(x).filter((row) => tested.has(row))).toEqual([]);
  expect(rows(other.x)).not.toEqual(rows(first.x));
  for (const { y, numTrain } of [first, larger])
    for (let label = 0; label < 10; label++) expect(y.filter((l) => l === label)).toHaveLength(numTrain / 10);
});

const runsWith = (accuracies: Record<string, readonly [number, number, number, number]>): Run[] =>
  Object.entries(accuracies).flatMap(([model, of]) =>
    [100, 1000, 10_000, 100_000].flatMap((trainSize, i) =>
      [-1, 1].map((seed) => ({
        spec: { model, trainSize, seed },
        metrics: { testAccuracy: of[i]! + seed },
      })),
    ),
  );
const verdicts = (runs: readonly Run[], changes: JsonObject = {}) => {
  const config = { ...dataSize.presets.paper.config, ...changes };
  return Object.fromEntries(
    checkClaims(dataSize as unknown as Experiment, config, runs).map(({ id, measured, holds }) => [
      id,
      [measured, holds],
    ]),
  );
};

test('the claims compare means over the seeds of models and sizes', () => {
  const runs = runsWith({
    logistic: [25, 30, 33, 33.5],
    mlp: [35, 55, 75, 84],
    cnn: [50, 86, 95, 98],
    gru: [30, 80, 96, 99],
  });
  expect(verdicts(runs)).toEqual({
    'prior-helps-small': [31, true],
    'data-close-the-gap': [17, true],
    'gap-stays': [14, true],
    'prior-for-hundredfold-data': [2, true],
    'logistic-stays': [0.5, true],
    'gru-needs-data': [20, true],
  });
  const open = Object.values(verdicts(runs, { steps: 1000 })).map(([, holds]) => holds);
  expect(open).toEqual(Array(6).fill(null));
});

test('each fails where the numbers contradict it, and is open where a size is missing', () => {
  const runs = runsWith({
    logistic: [25, 30, 33, 40],
    mlp: [35, 75, 90, 97],
    cnn: [30, 76, 91, 99],
    gru: [40, 80, 96, 99],
  });
  expect(Object.values(verdicts(runs)).map(([, holds]) => holds)).toEqual(Array(6).fill(false));
  const few = runs.filter(({ spec }) => spec.trainSize !== 1000);
  expect(verdicts(few)).toMatchObject({
    'prior-helps-small': [null, null],
    'data-close-the-gap': [null, null],
    'gap-stays': [2, false],
  });
});

test('a short run is evaluated as often as it says', async () => {
  const config = { models: ['logistic'], trainSizes: [100], seeds: [3], steps: 11, evalEvery: 10 };
  const { data } = await runExperiment('data-size', { config });
  expect(data.runs.map(({ curves }) => curves?.steps)).toEqual([[0, 10]]);
});

test.each<[JsonObject, string]>([
  [{ trainSizes: [50] }, 'trainSizes must be an integer of at least 100, got 50'],
  [{ trainSizes: [105] }, 'trainSizes must be multiples of 10'],
  [{ seeds: [2 ** 32 - 1] }, 'seeds must be'],
  [{ models: ['vgg'] }, "there is no model 'vgg'"],
])('refuses %j', async (config, message) => {
  await expect(runExperiment('data-size', { config })).rejects.toThrow(message);
});
