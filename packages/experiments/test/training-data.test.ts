/** Data that cannot be trained on, or judged, are refused by place and value. */
import { makeDataset } from '@mnist1d/dataset';
import { logistic } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { adam, createTrainer, evaluate, predict, type TrainingData, train, useBackend } from '../src/index.ts';

const data = makeDataset({ numSamples: 200 });
const model = logistic();
const options = { steps: 1 };
beforeAll(() => useBackend('cpu'));

/** Values of which one is another. */
const but = <T extends Float32Array | Float64Array | Int32Array>(values: T, at: number, value: number): T => {
  const changed = values.slice() as T;
  changed[at] = value;
  return changed;
};

test.each<[Partial<TrainingData>, string]>([
  [{ y: data.y.map((label) => label + 1) }, `data.y[${data.y.indexOf(9)}] must be one of the classes 0 … 9, got 10`],
  [{ y: but(data.y, 3, -1) }, 'data.y[3] must be one of the classes 0 … 9, got -1'],
  [{ y: Array.from(data.y, () => 0.5) as never }, 'data.y[0] must be one of the classes 0 … 9, got 0.5'],
  [{ yTest: but(data.yTest, 2, 12) }, 'data.yTest[2] must be one of the classes 0 … 9, got 12'],
  [{ x: Array.from(data.x, String) as never }, "data.x[0] must be a finite number in float32, got '"],
  [{ x: Array.from(data.x, () => null) as never }, 'data.x[0] must be a finite number in float32, got null'],
  [{ x: undefined as never }, 'data.x must have rows × length values, got undefined for 160 rows of 40'],
  [{ yTest: null as never }, 'data.yTest must have 40 values, got undefined'],
  [{ y: data.y.slice(1) }, 'data.y must have 160 values, got 159'],
  [{ x: data.x.slice(1) }, 'data.x must have rows × length values, got 6399 for 160 rows of 40'],
  [{ x: but(data.x, 7, Number.NaN) }, 'data.x[7] must be a finite number in float32, got NaN'],
  [
    { xTest: but(data.xTest, 5, Number.NEGATIVE_INFINITY) },
    'data.xTest[5] must be a finite number in float32, got -Inf',
  ],
  [{ x: but(Float64Array.from(data.x), 9, 1e300) }, 'data.x[9] must be a finite number in float32, got 1e+300'],
  [
    makeDataset({ numSamples: 100, trainSplit: 1 }),
    'the number of rows of data.xTest must be an integer of at least 1, got 0',
  ],
  [
    makeDataset({ numSamples: 100, trainSplit: 0 }),
    'the number of rows of data.x must be an integer of at least 1, got 0',
  ],
])('train refuses data of which %j is another', async (change, message) => {
  await expect(train(model, { ...data, ...change }, { ...options, batchSize: 1 })).rejects.toThrow(`train: ${message}`);
});

test('train refuses features that are no numbers', async () => {
  const x = Array.from(data.x, () => 1n) as never;
  await expect(train(model, { ...data, x }, options)).rejects.toThrow(
    'data.x[0] must be a finite number in float32, got 1n',
  );
});

test('classes and outputs must be as many', async () => {
  const before = tf.memory().numTensors;
  await expect(train(logistic({ outputSize: 12 }), data, options)).rejects.toThrow(
    "createTrainer: data.numClasses must be 12, the number of the model's outputs, got 10",
  );
  expect(tf.memory().numTensors).toBe(before);
});

test('evaluations and predictions are of rows that there are', async () => {
  const params = model.init(1);
  const x = data.x as Float32Array;
  await expect(evaluate(model, params, new Float32Array(), new Int32Array())).rejects.toThrow(
    'evaluate: the number of rows of x must be an integer of at least 1, got 0',
  );
  await expect(evaluate(model, params, x, but(data.y, 1, 10))).rejects.toThrow(
    'evaluate: y[1] must be one of the classes 0 … 9, got 10',
  );
  await expect(evaluate(model, params, x.slice(1), data.y)).rejects.toThrow('evaluate: x must have rows × length');
  await expect(predict(model, params, but(x, 4, Number.NaN), 160)).rejects.toThrow(
    'predict: x[4] must be a finite number',
  );
  await expect(predict(model, params, x, 0)).rejects.toThrow('predict: the number of rows of x');
  const trainer = await createTrainer(model, data, { start: 1, optimizer: adam({ learningRate: 0.1 }), steps: 1 });
  await expect(trainer.evaluate(x, but(data.y, 1, 10))).rejects.toThrow('evaluate: y[1] must be one of the classes');
  trainer.dispose();
  tf.dispose(params);
});
