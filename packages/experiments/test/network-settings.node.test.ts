import { createHash } from 'node:crypto';
import type { Dataset } from '@mnist1d/dataset';
import { makeDataset } from '@mnist1d/dataset';
import {
  completeSettings,
  modelOptions,
  parametersDigest,
  prepareTraining,
  sortSettings,
  toTrainOptions,
} from '@mnist1d/experiments/networks';
import {
  adamw,
  augmentInTurn,
  circularShift,
  randomScale,
  sgd,
  type TrainOptions,
  train,
} from '@mnist1d/experiments/train';
import { cnn, createModel, modelNames } from '@mnist1d/models';
import { beforeAll, describe, expect, test } from 'vitest';

let data: Dataset;
beforeAll(() => {
  data = makeDataset({ numSamples: 500 });
});
const paramsOf = async (options: TrainOptions) => (await train(cnn({ channels: 3 }), data, options)).params;

describe('JSON settings mean what the library’s own options mean', () => {
  test.each<[string, Parameters<typeof toTrainOptions>[0], TrainOptions]>([
    ['an optimiser by its name', { optimizer: 'sgd', learningRate: 0.1 }, { optimizer: 'sgd', learningRate: 0.1 }],
    [
      'an optimiser with settings',
      { optimizer: { kind: 'sgd', momentum: 0.5 } },
      { optimizer: sgd({ learningRate: 0.01, momentum: 0.5 }) },
    ],
    [
      'its learning rate and schedule',
      {
        optimizer: { kind: 'adamw', weightDecay: 0.1 },
        learningRate: 0.02,
        schedule: { kind: 'step', every: 2, factor: 0.5 },
      },
      { optimizer: adamw({ learningRate: 0.02, weightDecay: 0.1, schedule: (k) => 0.5 ** Math.floor(k / 2) }) },
    ],
    [
      'augmentation in turn',
      { augment: ['circularShift', { kind: 'randomScale', min: 0.8, max: 1.2 }], order: 'shuffled' },
      { augment: augmentInTurn(circularShift(), randomScale({ min: 0.8, max: 1.2 })), order: 'shuffled' },
    ],
    ['one augmentation', { augment: 'circularShift' }, { augment: circularShift() }],
    [
      'numbers as they are',
      { labelSmoothing: 0.1, clipNorm: 0.5, batchSize: 20, seed: 3 },
      { labelSmoothing: 0.1, clipNorm: 0.5, batchSize: 20, seed: 3 },
    ],
  ])('%s', async (_, settings, options) => {
    expect(await paramsOf(toTrainOptions({ ...settings, steps: 6 }))).toEqual(await paramsOf({ ...options, steps: 6 }));
  });

  test('schedules', () => {
    const factors = (schedule: object | string, steps: number, ...at: number[]) =>
      at.map((update) => toTrainOptions({ schedule: schedule as never, steps }).schedule?.(update) as number);
    expect(factors('cosine', 100, 0, 50, 100)).toEqual([1, 0.5, 0]);
    expect(factors({ kind: 'cosine', steps: 10, to: 0.5 }, 100, 0, 5, 50)).toEqual([1, 0.75, 0.5]);
    expect(factors('warmup', 100, 0, 1, 4, 99)).toEqual([0.2, 0.4, 1, 1]);
    // Ninety updates of cosine behind ten of warm-up: half at 10 + 45.
    expect(factors({ kind: 'warmup', steps: 10, next: 'cosine' }, 100, 4, 10, 55, 100)).toEqual([0.5, 1, 0.5, 0]);
    // Without steps there are 6001.
    expect(factors('cosine', undefined as never, 6001)).toEqual([0]);
  });

  test('early stopping by its patience', () => {
    expect(toTrainOptions({ earlyStopping: 3 }).earlyStopping).toEqual({ patience: 3 });
    const whole = { patience: 2, monitor: 'testAccuracy', minDelta: 0.1 };
    expect(toTrainOptions({ earlyStopping: whole }).earlyStopping).toEqual(whole);
  });
});

test('the defaults that are told are those of train', async () => {
  const { steps: _, ...defaults } = completeSettings({}, data.numTrain);
  expect(defaults).toMatchObject({ batchSize: 100, seed: 42 });
  expect(await paramsOf(toTrainOptions({ ...defaults, steps: 6 }))).toEqual(await paramsOf({ steps: 6 }));
  expect(completeSettings({ validationSplit: 0.5 }, 160).batchSize).toBe(80);
});

test.each(modelNames)('the defaults that are told of %s are its own', (name) => {
  const told = Object.entries(modelOptions(name)).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[key, value]],
  );
  const [model, own] = [createModel(name, Object.fromEntries(told)), createModel(name)];
  expect(model.shapes).toEqual(own.shapes);
  expect(model.options).toEqual(own.options);
});

test('settings are sorted by what they are of', () => {
  const settings = { steps: 3, channels: 4, 'model.stride': 1, 'data.seed': 5 };
  expect(sortSettings('train', 'cnn', ['steps'], settings)).toEqual({
    training: { steps: 3 },
    model: { channels: 4, stride: 1 },
    data: { seed: 5 },
  });
});

test.each<[Parameters<typeof toTrainOptions>[0], string]>([
  [{ schedule: 'cosin' }, "there is no kind of schedule 'cosin'; did you mean 'cosine'?"],
  [{ schedule: { kind: 'step', every: 3, gamma: 2 } }, "schedule step: there is no option 'gamma'"],
  [{ schedule: 3 }, 'schedule must be one of cosine, step, warmup, or an object with one as kind, got 3'],
  [{ schedule: { kind: 'warmup', steps: 0 } }, 'steps must be an integer of at least 1, got 0'],
  [{ augment: ['circularShift', 'flip'] }, "there is no kind of augment 'flip'"],
  [{ augment: { kind: 'randomScale', min: 2, max: 1 } }, 'max must be at least 2, got 1'],
  [{ augment: null }, 'augment must be one of circularShift, randomScale, uniformNoise'],
  [{ optimizer: { kind: 'sgd', momentun: 0.5 } }, "there is no option 'momentun'; did you mean 'momentum'?"],
  [{ optimizer: ['sgd'] }, 'optimizer must be one of adam, adamw, rmsprop, sgd'],
  [{ earlyStopping: 'soon' }, 'earlyStopping must be a number of evaluations, or an object with patience'],
  [{ validationSplit: '' }, "validationSplit must be a finite number, got ''"],
  [{ loss: 'crossEntropy' }, "there is no option 'loss'"],
])('%j is refused', (settings, message) => {
  expect(() => toTrainOptions(settings)).toThrow(message);
});

test('a trainer that is prepared and advanced in portions has the weights of train, and their digest', async () => {
  const settings = {
    steps: 30,
    seed: 3,
    order: 'shuffled',
    batchSize: 30,
    validationSplit: 0.1,
    augment: 'circularShift',
  };
  const options = toTrainOptions({ ...settings, schedule: 'cosine' });
  const { trainer, trained, validation } = await prepareTraining(cnn({ channels: 3 }), data, options);
  for (const updates of [1, 12, 17]) await trainer.advance(updates);
  const params = await trainer.parameters();
  trainer.dispose();
  expect([trained.numTrain, validation?.y.length]).toEqual([360, 40]);
  expect(params).toEqual(await paramsOf(options));
  const digests = Object.entries(params).map(
    ([
      name,
      {
        data: { buffer, byteOffset, byteLength },
      },
    ]) => [
      name,
      createHash('sha256')
        .update(new Uint8Array(buffer, byteOffset, byteLength))
        .digest('hex'),
    ],
  );
  // JSON with its keys in order.
  const json = JSON.stringify(Object.fromEntries(digests.sort()));
  expect(await parametersDigest(params)).toBe(createHash('sha256').update(json).digest('hex'));
});
