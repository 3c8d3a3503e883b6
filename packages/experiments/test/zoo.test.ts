/** The experiment `zoo`: its claims on made-up runs, and that it shares what `classification` makes. */
import { expect, test } from 'vitest';
import {
  checkClaims,
  classification,
  type Experiment,
  type JsonObject,
  type Run,
  runExperiments,
  zoo,
} from '../src/index.ts';

const accuracies = { logistic: 32, mlp: 68, cnn: 94, gru: 91, resnet: 97, tcn: 96, 'dilated-cnn': 95 };
const shuffled = { logistic: 32, mlp: 67, cnn: 56, gru: 57, resnet: 60, tcn: 58, 'dilated-cnn': 70 };

const runsWith = (plain: object, mixed: object): Run[] =>
  Object.entries({ plain, shuffled: mixed }).flatMap(([features, of]) =>
    Object.entries(of as Record<string, number>).flatMap(([model, accuracy]) =>
      [-1, 1].map((seed) => ({
        spec: { kind: 'training', model, features, seed },
        metrics: { testAccuracy: accuracy + seed },
      })),
    ),
  );
const verdicts = (runs: readonly Run[], changes: JsonObject = {}) =>
  Object.fromEntries(
    checkClaims(zoo as unknown as Experiment, { ...zoo.presets.paper.config, ...changes }, runs).map((claim) => [
      claim.id,
      [claim.measured, claim.holds],
    ]),
  );

test('the claims compare means over the seeds', () => {
  expect(verdicts(runsWith(accuracies, shuffled))).toEqual({
    'resnet-passes-human': [expect.closeTo(1.2, 9), true],
    'tcn-passes-human': [expect.closeTo(0.2, 9), true],
    'dilated-cnn-beats-cnn': [1, true],
    'cnn-beats-gru': [3, true],
    'gru-beats-mlp': [23, true],
    'mlp-beats-logistic': [36, true],
    // Of the dilated CNN, which loses least.
    'shuffling-costs-convolutions': [25, true],
    'shuffling-costs-no-others': [1, true],
  });
});

test('each fails where the numbers contradict it', () => {
  const turned = { ...accuracies, logistic: 70, mlp: 69, gru: 68, cnn: 67, resnet: 66, tcn: 66, 'dilated-cnn': 66 };
  const held = Object.values(verdicts(runsWith(turned, turned))).map(([, holds]) => holds);
  expect(held).toEqual([false, false, false, false, false, false, false, true]);
  expect(verdicts(runsWith(accuracies, { ...shuffled, mlp: 60 }))['shuffling-costs-no-others']).toEqual([8, false]);
});

test('a person is passed after all updates only, an order told after fewer; other settings leave all open', () => {
  const runs = runsWith(accuracies, shuffled);
  expect(verdicts(runs, { steps: 1501 })).toMatchObject({
    'resnet-passes-human': [expect.anything(), null],
    'cnn-beats-gru': [3, true],
  });
  for (const changes of [{ steps: 100 }, { batchSize: 50 }, { learningRate: 0.1 }])
    expect(Object.values(verdicts(runs, changes)).every(([, holds]) => holds === null)).toBe(true);
  const noTcn = runs.filter(({ spec }) => spec.model !== 'tcn');
  expect(verdicts(noTcn)).toMatchObject({
    'tcn-passes-human': [null, null],
    'shuffling-costs-convolutions': [null, null],
    'resnet-passes-human': [expect.anything(), true],
  });
});

test('published differences are those of Table 1', () => {
  expect(zoo.claims.map(({ published }) => published)).toEqual([null, null, null, 3, 23, 36, 38, 0]);
});

test('runs of the paper’s models are those of classification; the parameters are PyTorch’s', async () => {
  const config = { models: ['logistic', 'mlp'], features: ['shuffled'], seeds: [42], steps: 21, evalEvery: 10 };
  const [own, theirs] = await runExperiments([
    { id: 'zoo', config },
    { id: 'classification', config: { ...config, classErrorSteps: 0 } },
  ]);
  expect(own!.data.runs).toEqual(theirs!.data.runs);
  // Made once: the time of a run is kept with it.
  expect(own!.runSeconds).toEqual(theirs!.runSeconds);
  expect(own!.data).toMatchObject({
    human: 95.8,
    parameters: [
      { model: 'logistic', count: 40 * 10 + 10 },
      { model: 'mlp', count: 40 * 100 + 100 + 100 * 100 + 100 + 100 * 10 + 10 },
    ],
  });
  const [spec] = own!.data.runs.map((run) => run.spec);
  expect(classification.procedure?.(spec as never)).toEqual(zoo.procedure?.(spec as never));
});

test.each<[JsonObject, string]>([
  [{ models: ['vgg'] }, "there is no model 'vgg'"],
  [{ features: ['sorted'] }, "there is no order of features 'sorted'"],
  [{ steps: 0 }, 'steps must be an integer of at least 1, got 0'],
])('refuses %j', async (config, message) => {
  await expect(runExperiments([{ id: 'zoo', config }])).rejects.toThrow(message);
});
