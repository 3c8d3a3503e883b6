import { createModel, type Model, type Params, TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { adam, createTrainer, crossEntropy, sgd, type TrainerOptions, train } from '../src/index.ts';
import { data } from './pytorch-fixtures.ts';

const rows = 250;
const small = { ...data.plain, numTrain: rows, x: data.plain.x.slice(0, rows * 40), y: data.plain.y.slice(0, rows) };
const model = createModel('mlp', { hiddenSize: 12 }) as Model<Params>;
const backends = ['jit', 'cpu'] as const;
const close = (a: ArrayLike<number>, b: ArrayLike<number>, tolerance = 1e-4) => {
  expect(a.length).toBe(b.length);
  for (let i = 0; i < a.length; i++) expect(Math.abs(a[i]! - b[i]!), `value ${i}`).toBeLessThan(tolerance);
};

describe.each(backends)('a shuffled pass on %s', (backend) => {
  test('takes every row once, in the order asked for, the last batch short', async () => {
    const asked: number[] = [];
    const random = new TorchRandom(5);
    const orders = [random.randperm(rows), random.randperm(rows)];
    const order = (epoch: number) => {
      asked.push(epoch);
      return orders[epoch]!;
    };
    const optimizer = sgd({ learningRate: 0.1 });
    const trainer = await createTrainer(model, small, {
      start: 3,
      optimizer,
      steps: 6,
      batchSize: 100,
      order,
      backend,
    });
    const losses = [...Array.from(await trainer.advance(2)), ...Array.from(await trainer.advance(4))];
    trainer.dispose();
    expect(asked).toEqual([0, 1]);

    // The same by hand: a dataset whose rows stand in that order, batch by batch.
    const by = (rowsOf: Int32Array) => ({
      x: Float32Array.from(Array.from(rowsOf, (r) => [...small.x.subarray(r * 40, (r + 1) * 40)]).flat()),
      y: Int32Array.from(rowsOf, (r) => small.y[r]!),
    });
    let params: Params = model.init(3);
    let state = optimizer.init(params);
    const expected: number[] = [];
    for (const pass of orders) {
      for (let first = 0; first < rows; first += 100) {
        const { x, y } = by(pass.slice(first, Math.min(first + 100, rows)));
        const oneHot = tf.cast(tf.oneHot(tf.tensor1d(y, 'int32'), 10), 'float32') as tf.Tensor2D;
        const keys = Object.keys(params);
        const batch = tf.tensor2d(x, [y.length, 40]);
        const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) => {
          const given = Object.fromEntries(keys.map((key, i) => [key, tensors[i]!]));
          return crossEntropy(model.apply(given, batch), oneHot);
        })(Object.values(params));
        expected.push(value.dataSync()[0]!);
        ({ params, state } = optimizer.update(
          params,
          Object.fromEntries(keys.map((k, i) => [k, grads[i]!])),
          state,
          [],
        ));
      }
    }
    close(losses, expected);
  });
});

describe.each(backends)('masks on %s', (backend) => {
  const initial = createModel('mlp', { hiddenSize: 12 }).initArrays(3);
  const random = new TorchRandom(9);
  const masks = Object.fromEntries(
    Object.entries(initial).map(([key, { shape, data: values }]) => [
      key,
      { shape, data: random.rand(values.length).map((u) => Number(u > 0.8)) },
    ]),
  );
  const start = Object.fromEntries(
    Object.entries(initial).map(([key, { shape, data: values }]) => [
      key,
      { shape, data: values.map((value, i) => value * masks[key]!.data[i]!) },
    ]),
  );

  test('keep what they zero at zero, and train the rest as a network whose parameters are zeroed after every update', async () => {
    const optimizer = adam({ learningRate: 0.02 });
    const options = { optimizer, steps: 20, batchSize: 50, backend };
    const masked = await createTrainer(model, small, { ...options, start, masks });
    const losses = Array.from(await masked.advance(20));
    const after = await masked.parameters();
    const score = await masked.evaluate(data.plain.xTest, data.plain.yTest);
    masked.dispose();
    for (const [key, { data: values }] of Object.entries(after)) {
      values.forEach((value, i) => masks[key]!.data[i] === 0 && expect(Math.abs(value)).toBe(0));
    }
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);

    // One update at a time, the parameters zeroed by hand in between: what the paper's code does.
    const single = [];
    let params: Record<string, { shape: readonly number[]; data: Float32Array }> = start;
    const plain = await createTrainer(model, small, { ...options, start: params, steps: 1 });
    single.push((await plain.advance(1))[0]!);
    params = await plain.parameters();
    plain.dispose();
    const zeroed = Object.fromEntries(
      Object.entries(params).map(([key, { shape, data: values }]) => [
        key,
        { shape, data: values.map((value, i) => value * masks[key]!.data[i]!) },
      ]),
    );
    const once = await createTrainer(model, small, { ...options, start, masks, steps: 1 });
    expect((await once.advance(1))[0]).toBe(single[0]);
    const made = await once.parameters();
    once.dispose();
    for (const [key, { data: values }] of Object.entries(made)) close(values, zeroed[key]!.data, 1e-6);
    expect(score.accuracy).toBeGreaterThan(0);
  });
});

test('a trainer leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  for (const backend of backends) {
    const options = { start: 1, optimizer: adam(), steps: 3, backend, order: () => new TorchRandom(1).randperm(rows) };
    const trainer = await createTrainer(model, small, options);
    await trainer.advance(3);
    await trainer.evaluate(small.x, small.y);
    trainer.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
});

describe.each(backends)('a trainer on %s that cannot be made', (backend) => {
  const options = { start: 1, optimizer: adam(), steps: 2, batchSize: 10, backend };
  const refuse = () => {
    throw new Error('not mine');
  };
  const scalar = { shape: [1], data: new Float32Array(1) };
  const masks = createModel('mlp', { hiddenSize: 12 }).initArrays(1);

  test.each<[string, Partial<TrainerOptions>, string]>([
    ['batchSize', { batchSize: 251 }, 'createTrainer: batchSize must be an integer in 1 … 250, got 251'],
    ['batchSize', { batchSize: 0.5 }, 'createTrainer: batchSize must be an integer in 1 … 250, got 0.5'],
    ['steps', { steps: Number.NaN }, 'createTrainer: steps must be an integer of at least 0, got NaN'],
    ['backend', { backend: 'gpu' as never }, "createTrainer: there is no backend 'gpu'"],
    ['start', { start: { a: scalar } }, "mlp.apply: params has no 'linear1.weight'"],
    ['start', { start: { a: { ...scalar, shape: [2] } } }, 'should have 2 values but has 1'],
    ['masks', { masks: { ...masks, a: scalar } }, "createTrainer: there is no mask 'a'"],
    ['masks', { masks: {} }, "createTrainer: masks['linear1.weight'] must have the shape [12, 40], got undefined"],
    ['masks', { masks: { ...masks, 'linear1.bias': { ...scalar, shape: [12] } } }, 'should have 12 values but has 1'],
    ['optimizer', { optimizer: { ...adam(), init: refuse } }, 'not mine'],
    ...(backend === 'jit'
      ? ([
          ['optimizer', { optimizer: { ...adam(), update: refuse } }, 'not mine'],
          ['optimizer', { optimizer: { ...adam(), coefficients: refuse } }, 'not mine'],
        ] as [string, Partial<TrainerOptions>, string][])
      : []),
  ])('because of its %s leaves no tensor', async (_, change, message) => {
    const before = tf.memory();
    await expect(createTrainer(model, small, { ...options, ...change })).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  test('makes no more updates than it has steps, and takes all rows in a pass', async () => {
    const trainer = await createTrainer(model, small, { ...options, order: () => Int32Array.of(1, 2) });
    for (const count of [3, -1, Number.NaN])
      await expect(trainer.advance(count)).rejects.toThrow(`advance: count must be an integer in 0 … 2, got ${count}`);
    await expect(trainer.advance(1)).rejects.toThrow('createTrainer: order(0) must have 250 rows, got 2');
    trainer.dispose();
    trainer.dispose();
    const after = [() => trainer.advance(1), () => trainer.evaluate(small.x, small.y), () => trainer.parameters()];
    for (const use of after) await expect(use()).rejects.toThrow('trainer: it is disposed of');
  });

  test('takes all rows at a time where they are fewer than a hundred', async () => {
    const [x, y] = [small.x.slice(0, 30 * 40), small.y.slice(0, 30)];
    const few = { ...small, x, y, numTrain: 30 };
    const losses = [];
    for (const batchSize of [undefined, 30]) {
      const size = batchSize === undefined ? {} : { batchSize };
      const trainer = await createTrainer(model, few, { start: 1, optimizer: adam(), steps: 2, backend, ...size });
      losses.push(await trainer.advance(2));
      trainer.dispose();
      const { trainLosses } = await train(
        model,
        { ...few, xTest: x, yTest: y, numTest: 30 },
        { steps: 2, backend, seed: 1, ...size },
      );
      losses.push(Float32Array.from(trainLosses));
    }
    for (const each of losses) expect(Array.from(each)).toEqual(Array.from(losses[0]!));
    await expect(
      train(model, { ...few, xTest: x, yTest: y, numTest: 30 }, { steps: 2, backend, batchSize: 31 }),
    ).rejects.toThrow('train: batchSize must be an integer in 1 … 30, got 31');
  });
});

test('compiled evaluation gives what the eager one gives', async () => {
  const scores = [];
  for (const backend of backends) {
    const trainer = await createTrainer(model, small, { start: 1, optimizer: adam(), steps: 1, backend });
    scores.push(await trainer.evaluate(data.plain.xTest, data.plain.yTest));
    trainer.dispose();
  }
  expect(scores[0]!.accuracy).toBe(scores[1]!.accuracy);
  expect(scores[0]!.loss).toBeCloseTo(scores[1]!.loss, 5);
});
