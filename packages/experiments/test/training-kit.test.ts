/** What training takes beyond the paper's loop: orders, schedules, losses, augmentation, a validation split, one's own metrics. */
import { type Dataset, makeDataset } from '@mnist1d/dataset';
import {
  batchNormParameters,
  defineClassifier,
  layer,
  linear,
  linearParameters,
  logistic,
  plainMlp,
  TorchRandom,
} from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import {
  adam,
  adamw,
  augmentInTurn,
  circularShift,
  cosineDecay,
  type Evaluation,
  evaluate,
  linearWarmup,
  type Optimizer,
  predict,
  randomScale,
  rmsprop,
  sgd,
  shuffledOrder,
  smoothCrossEntropy,
  stepDecay,
  type TrainOptions,
  train,
  uniformNoise,
} from '../src/training.ts';

const data = makeDataset();
const small: Dataset = makeDataset({ numSamples: 600 });

/** Batch normalisation, dropout, and a width that no other test has. */
const noisy = defineClassifier({
  name: 'noisy',
  options: { inputSize: 40 },
  parameters: {
    ...linearParameters('linear1', 40, 24),
    ...batchNormParameters('bn1', 24),
    ...linearParameters('linear2', 24, 10),
  },
  dropouts: { hidden: 0.3 },
  forward(p, x, pass) {
    const h = tf.relu(pass.batchNorm(linear(x, layer(p, 'linear1')), 'bn1'));
    return linear(pass.dropout(h, 'hidden'), layer(p, 'linear2'));
  },
});

describe('orders', () => {
  test('a shuffled pass is that of a DataLoader behind torch.manual_seed(42) and torch.nn.Linear(40, 10)', () => {
    const order = shuffledOrder(12, 42, 410);
    // PyTorch 1.13.
    expect([0, 1, 2].map((epoch) => [...order(epoch)])).toEqual([
      [1, 10, 9, 3, 4, 0, 5, 8, 11, 7, 6, 2],
      [2, 3, 4, 6, 0, 8, 5, 7, 1, 11, 9, 10],
      [10, 7, 3, 6, 2, 11, 4, 9, 0, 8, 5, 1],
    ]);
    expect(() => order(5)).toThrow(/the next pass is 3, got 5/);
  });

  test('torch.empty((), dtype=torch.int64).random_()', () => {
    const random = new TorchRandom(7);
    expect([random.random(), random.random(), random.random()]).toEqual([
      1407639518939636932n,
      5163590386780219894n,
      8087222774582268115n,
    ]);
  });

  test('train takes the rows in the order that it is told', async () => {
    const settings = { steps: 12, batchSize: 100, evalEvery: 100, seed: 1 };
    const losses = async (order: TrainOptions['order']) =>
      (await train(logistic(), small, { ...settings, ...(order && { order }) })).trainLosses;
    const shuffled = shuffledOrder(small.numTrain, 1, logistic().draws as number);
    expect(await losses('shuffled')).toEqual(await losses(shuffled));
    expect(await losses('shuffled')).not.toEqual(await losses('inOrder'));
    const same = Int32Array.from({ length: small.numTrain }, (_, i) => i);
    expect((await losses(() => same)).slice(0, 4)).toEqual((await losses('inOrder')).slice(0, 4));
  });
});

describe('schedules', () => {
  test('half a cosine, as torch.optim.lr_scheduler.CosineAnnealingLR', () => {
    const schedule = cosineDecay({ steps: 10, to: 0.1 });
    const expected = [
      1, 0.9779754323328191, 0.9140576474687263, 0.8145033635316129, 0.6890576474687263, 0.55, 0.41094235253127376,
      0.2854966364683872, 0.18594235253127372, 0.12202456766718092, 0.1, 0.1,
    ];
    expected.forEach((factor, update) => expect(schedule(update)).toBeCloseTo(factor, 14));
  });

  test('steps, and a warm-up before another', () => {
    const steps = stepDecay({ every: 3, factor: 0.5 });
    expect([0, 1, 2, 3, 5, 6, 9].map(steps)).toEqual([1, 1, 1, 0.5, 0.5, 0.25, 0.125]);
    const warm = linearWarmup({ steps: 4, next: steps });
    expect([0, 1, 3, 4, 6, 7].map(warm)).toEqual([0.25, 0.5, 1, 1, 1, 0.5]);
    expect([0, 10].map(linearWarmup({ steps: 2 }))).toEqual([0.5, 1]);
  });

  test('a rate of zero from some update on leaves the network as it was', async () => {
    const options = { steps: 6, evalEvery: 1, schedule: (update: number) => (update < 3 ? 1 : 0) };
    for (const optimizer of ['adam', 'adamw', 'rmsprop', 'sgd'] as const) {
      const { testLosses } = await train(logistic(), small, { ...options, optimizer });
      expect(new Set(testLosses.slice(2)).size, optimizer).toBe(1);
      expect(new Set(testLosses.slice(0, 3)).size, optimizer).toBe(3);
    }
  });
});

test('smoothed labels, as torch.nn.functional.cross_entropy', () => {
  const logits = tf.tensor2d([1, 2, 3, 0, -1, 2], [2, 3]);
  const oneHot = tf.tensor2d([0, 0, 1, 1, 0, 0], [2, 3]);
  expect(smoothCrossEntropy(0.1)(logits, oneHot).dataSync()[0]).toBeCloseTo(1.3220592737197876, 5);
  expect(smoothCrossEntropy(0.5)(logits, oneHot).dataSync()[0]).toBeCloseTo(1.455392599105835, 5);
});

test('gradients are clipped by the norm of all of them, as torch.nn.utils.clip_grad_norm_', async () => {
  const seen: number[] = [];
  /** Leaves the parameters as they are and the norm of the gradients in its state. */
  const watching: Optimizer = {
    name: 'watching',
    init: () => ({ norm: { all: tf.scalar(0) } }),
    coefficients: () => [],
    update: (params, grads) => ({
      params: Object.fromEntries(Object.entries(params).map(([key, p]) => [key, tf.mul(p, 1)])),
      state: { norm: { all: tf.sqrt(tf.addN(Object.values(grads).map((g) => tf.sum(tf.square(g))))) } },
    }),
  };
  const { createTrainer } = await import('../src/training.ts');
  for (const clipNorm of [undefined, 0.01]) {
    const norms: number[] = [];
    const optimizer: Optimizer = {
      ...watching,
      update: (params, grads, state, scalars) => {
        const next = watching.update(params, grads, state, scalars);
        norms.push(next.state.norm?.all?.dataSync()[0] as number);
        return next;
      },
    };
    const trainer = await createTrainer(logistic(), small, { start: 1, optimizer, steps: 1, backend: 'cpu', clipNorm });
    await trainer.advance(1);
    trainer.dispose();
    seen.push(norms[0] as number);
  }
  expect(seen[0]).toBeGreaterThan(0.1);
  expect(seen[1]).toBeCloseTo(0.01, 6);
});

describe('augmentation', () => {
  /** Every point tells its row and its place. */
  const x = tf.tensor2d(Array.from({ length: 3 }, (_, r) => Array.from({ length: 40 }, (_, t) => 100 * r + t)));
  const uniform = (values: readonly number[]) => (_: string, shape: readonly number[]) => tf.tensor(values, [...shape]);

  test('signals are shifted in a circle, by any number of points or by some', () => {
    const rows = circularShift()(x, uniform([0, 0.25, 0.99])).arraySync();
    expect(rows[0]).toEqual(Array.from({ length: 40 }, (_, t) => t));
    expect(rows[1]).toEqual(Array.from({ length: 40 }, (_, t) => 100 + ((t + 30) % 40)));
    expect(rows[2]).toEqual(Array.from({ length: 40 }, (_, t) => 200 + ((t + 1) % 40)));
    const few = circularShift({ most: 2 })(x, uniform([0, 0.5, 0.99])).arraySync();
    expect(few.map((row) => row[5])).toEqual([7, 105, 203]);
  });

  test('signals are scaled, and noise is added', () => {
    const scaled = randomScale({ min: 0.8, max: 1.2 })(x, uniform([0, 0.5, 1])).arraySync();
    expect(scaled.map((row) => row[10])).toEqual([8, 110, 252].map((value) => expect.closeTo(value, 3)));
    const noise = uniformNoise({ most: 2 })(x, (_, shape) => tf.fill([...shape], 0.75)).arraySync();
    expect(noise[1]?.[3]).toBeCloseTo(104, 4);
  });
});

describe('a network of one’s own', () => {
  const augment = augmentInTurn(circularShift(), randomScale({ min: 0.8, max: 1.2 }), uniformNoise({ most: 0.1 }));
  const options: TrainOptions = {
    seed: 3,
    steps: 24,
    batchSize: 32,
    evalEvery: 8,
    optimizer: adamw({ learningRate: 0.02, schedule: linearWarmup({ steps: 4, next: cosineDecay({ steps: 20 }) }) }),
    labelSmoothing: 0.1,
    clipNorm: 1,
    order: 'shuffled',
    augment,
    validationSplit: 0.25,
  };

  test('compiled and eager training draw the same numbers and go the same way', async () => {
    const [compiled, eager] = [
      await train(noisy, small, options),
      await train(noisy, small, { ...options, backend: 'cpu' }),
    ];
    for (const [i, loss] of compiled.trainLosses.entries())
      expect(Math.abs(loss / (eager.trainLosses[i] as number) - 1), `update ${i}`).toBeLessThan(1e-4);
    // A bias before batch normalisation has no gradient but rounding; the running mean follows it.
    const { 'linear1.bias': _, 'bn1.running_mean': __, ...params } = compiled.params;
    for (const [key, { data: values }] of Object.entries(params))
      values.forEach((value, i) =>
        expect(Math.abs(value - (eager.params[key]?.data[i] as number)), key).toBeLessThan(1e-3),
      );
    expect(compiled.params['bn1.running_mean']?.data.every((value) => value === 0)).toBe(false);
  });

  test('is seen by metrics, a callback and early stopping, and what it gives can be used again', async () => {
    const seen: [Evaluation, number][] = [];
    const before = tf.memory().numTensors;
    const result = await train(noisy, small, {
      ...options,
      metrics: { rows: ({ y }) => y.length, largest: ({ logits }) => logits.reduce((a, b) => Math.max(a, b)) },
      async onEvaluation(evaluation, network) {
        const { params } = { params: await network.parameters() };
        const logits = await network.logits(small.xTest, small.numTest);
        expect(logits).toHaveLength(10 * small.numTest);
        seen.push([evaluation, (await evaluate(noisy, params, small.xTest, small.yTest)).accuracy]);
      },
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(result.steps).toEqual([0, 8, 16]);
    expect(seen.map(([{ step }]) => step)).toEqual(result.steps);
    expect(seen[0]?.[0]).not.toHaveProperty('testAccuracy');
    expect(result.metrics.rows).toEqual([120, 120, 120]);
    expect(result.metrics.largest?.every((value) => Number.isFinite(value))).toBe(true);
    expect(result.validationAccuracy).toHaveLength(3);
    expect(result.testAccuracy).toHaveLength(1);

    const { accuracy, loss, predicted } = await evaluate(noisy, result.params, small.xTest, small.yTest);
    expect(accuracy).toBe(result.testAccuracy[0]);
    expect(loss).toBeCloseTo(result.testLosses[0] as number, 4);
    expect(await predict(noisy, result.params, small.xTest, small.numTest)).toEqual(predicted);
    const right = result.confusion.reduce((sum, row, i) => sum + (row[i] as number), 0);
    expect((100 * right) / small.numTest).toBeCloseTo(accuracy, 10);
    small.yTest.forEach((label, row) => expect(result.confusion[label]?.[predicted[row] as number]).toBeGreaterThan(0));
  });

  test('the rows held back are the last ones, and nothing of them is trained on', async () => {
    const spoiled = { ...small, x: small.x.slice() };
    spoiled.x.fill(9, 360 * 40, 480 * 40);
    const [clean, changed] = [await train(noisy, small, options), await train(noisy, spoiled, options)];
    expect(changed.trainLosses).toEqual(clean.trainLosses);
    expect(changed.validationLosses).not.toEqual(clean.validationLosses);
    expect(small.numTrain).toBe(480);
  });

  test('early stopping watches the validation rows', async () => {
    const { steps } = await train(noisy, small, {
      ...options,
      evalEvery: 1,
      earlyStopping: { patience: 2, minDelta: 100 },
    });
    expect(steps).toEqual([0, 1, 2]);
  });

  test('another seed drops other values', async () => {
    const losses = async (seed: number) => {
      const start = plainMlp().initArrays(1);
      const { createTrainer } = await import('../src/training.ts');
      const settings = { start, seed, optimizer: sgd({ learningRate: 0 }), steps: 2 };
      const trainer = await createTrainer(plainMlp(), small, { ...settings, augment: uniformNoise({ most: 1 }) });
      const made = [...Array.from(await trainer.advance(2))];
      trainer.dispose();
      return made;
    };
    const [first, again, other] = [await losses(1), await losses(1), await losses(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

test.each([
  [{ optimizer: 'adan' as never }, /there is no optimizer 'adan'; did you mean 'adam'/],
  [{ optimizer: {} as never }, /optimizer must be one of adam, adamw, rmsprop, sgd, or have the functions/],
  [{ optimizer: adam(), learningRate: 0.1 }, /learningRate is for an optimizer that is given by its name/],
  [{ optimizer: adam(), schedule: () => 1 }, /schedule is for an optimizer that is given by its name/],
  [{ schedule: 3 as never }, /schedule must be a function, got 3/],
  [{ loss: 'mse' as never }, /loss must be a function, got 'mse'/],
  [{ loss: smoothCrossEntropy(0.1), labelSmoothing: 0.1 }, /labelSmoothing is for the default loss/],
  [{ labelSmoothing: 2 }, /labelSmoothing must be a number from 0 to 1, got 2/],
  [{ clipNorm: 0 }, /clipNorm must be a finite number above 0, got 0/],
  [{ order: 'random' as never }, /there is no order 'random'; did you mean/],
  [{ augment: true as never }, /augment must be a function, got true/],
  [{ validationSplit: 1 }, /validationSplit must be a number from 0 to below 1, got 1/],
  [{ validationSplit: 1e-9 }, /validationSplit must be such that of 480 rows some are left on both sides, got 1e-9/],
  [{ metrics: { a: 1 as never } }, /metrics.a must be a function, got 1/],
  [{ metrics: { a: () => 'x' as never } }, /metrics.a must return a number, got string/],
  [{ validationSplit: 0.5, batchSize: 300 }, /batchSize must be an integer in 1 … 240, got 300/],
  [{ earlyStopping: { patience: 1, monitor: 'validationLoss' } }, /there is no earlyStopping.monitor 'validationLoss'/],
] as const)('%o is refused', async (options, message) => {
  await expect(train(logistic(), small, { steps: 1, ...(options as TrainOptions) })).rejects.toThrow(message);
});

test.each([
  [() => sgd({ momentum: -1 }), /sgd: momentum must be at least 0, got -1/],
  [() => adam({ betas: [0.9, 1] }), /adam: betas\[1\] must be below 1, got 1/],
  [() => adam({ nesterov: true } as never), /adam: there is no option 'nesterov'/],
  [() => rmsprop({ learningRate: Number.NaN }), /rmsprop: learningRate must be a finite number, got NaN/],
  [() => stepDecay({ every: 0, factor: 1 }), /stepDecay: every must be .*, got 0/],
  [() => cosineDecay({ steps: 1.5 }), /cosineDecay: steps must be .*, got 1.5/],
  [() => circularShift({ most: 0 }), /circularShift: most must be .*, got 0/],
  [() => randomScale({ min: 2, max: 1 }), /randomScale: max must be at least 2, got 1/],
])('%s is refused', (make, message) => {
  expect(make).toThrow(message);
});

test('parameters that are partly tensors, or no tensors at all, are refused', async () => {
  const params = logistic().init(1);
  const { 'linear.bias': bias } = logistic().initArrays(1);
  const rows = data.xTest.subarray(0, 40);
  await expect(predict(logistic(), { ...params, 'linear.bias': bias } as never, rows, 1)).rejects.toThrow(
    /predict: params\['linear.weight'\] must be tensors all, or \{ shape, data \} all/,
  );
  await expect(predict(logistic(), { 'linear.bias': 3 } as never, rows, 1)).rejects.toThrow(/params\['linear.bias'\]/);
});
