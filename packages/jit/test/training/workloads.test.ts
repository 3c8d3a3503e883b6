/** The benchmark's workloads compute what they are meant to: compared with eager tfjs, or with finite differences. */
import '@tensorflow/tfjs-backend-cpu';
import { createModel } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  doubleDescentMlpLoop,
  lotteryLoop,
  modelLoop,
  poolingLoop,
  type TrainingLoop,
} from '../../bench/workloads/classifiers.ts';
import { evaluation } from '../../bench/workloads/evaluation.ts';
import {
  type InnerTraining,
  learnedActivation,
  learnedRate,
  metaGradient,
} from '../../bench/workloads/metalearning.ts';
import { randomRows } from '../../bench/workloads/rows.ts';
import { simclr } from '../../bench/workloads/simclr.ts';
import { runEagerly } from '../../bench/workloads/workload.ts';
import { compileLoop, scan } from '../../src/index.ts';

beforeAll(async () => {
  tf.enableProdMode();
  await tf.setBackend('cpu');
});

const STEPS = 5;
const ROWS = 300;

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs((actual[i] as number) - (expected[i] as number))).toBeLessThan(tolerance);
}

describe('the losses are those of eager tfjs', () => {
  const loops: Record<string, () => TrainingLoop> = {
    logistic: () => modelLoop('logistic', {}, undefined, ROWS),
    mlp: () => modelLoop('mlp', {}, undefined, ROWS),
    cnn: () => modelLoop('cnn', {}, undefined, ROWS),
    gru: () => modelLoop('gru', {}, undefined, ROWS),
    'lottery ticket': () => lotteryLoop(50, 0.92, ROWS),
    'double descent': () => doubleDescentMlpLoop(36, ROWS),
    pooling: () => poolingLoop(4, ROWS),
  };
  test.each(Object.entries(loops))('%s', async (_, make) => {
    const options = make();
    const losses = await compileLoop(options).run(STEPS);
    expectClose(losses, await runEagerly(options, STEPS), 2e-5);
  });

  test('SimCLR', async () => {
    const { options, draw } = simclr(ROWS, 20);
    const order = draw(0, STEPS);
    const losses = await compileLoop(options).run(STEPS, { order });
    const x = tf.gather(options.data?.x as tf.Tensor2D, order);
    expectClose(losses, await runEagerly({ ...options, data: { x } }, STEPS), 2e-5);
  });
});

test('a classifier learns its labels', async () => {
  const losses = await compileLoop(modelLoop('mlp', {}, undefined, 100)).run(60);
  expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] as number));
});

describe('a meta-gradient is that of finite differences', () => {
  function weightedLoss<
    C extends { readonly [name: string]: tf.Tensor },
    X extends { readonly [name: string]: tf.Tensor },
  >({ step, weights }: InnerTraining<C, X>, carry: C, xs: X): number {
    const { ys } = scan(step, carry, xs);
    return tf.sum(tf.mul(ys, weights)).dataSync()[0] as number;
  }

  test('learning rate', () => {
    const training = learnedRate(6, 100, 20);
    const loss = (rate: number) => weightedLoss(training, { ...training.carry, rate: tf.scalar(rate) }, training.xs());
    const h = 0.02;
    const [gradient] = metaGradient(training);
    expect(gradient).toBeCloseTo((loss(0.5 + h) - loss(0.5 - h)) / (2 * h), 3);
  });

  test('activation, in the direction of the gradient', () => {
    const drawing = learnedActivation({ steps: 5, counted: 3, rows: 40, batchSize: 20, hidden: 8, width: 6 });
    const drawn = drawing.xs();
    const training = { ...drawing, xs: () => drawn };
    const gradient = tf.tensor1d(metaGradient(training));
    const norm = tf.norm(gradient).dataSync()[0] as number;
    const loss = (distance: number) => {
      const activation = tf.add(training.carry.activation, tf.mul(gradient, distance / norm)) as tf.Tensor1D;
      return weightedLoss(training, { ...training.carry, activation }, drawn);
    };
    const h = 0.02;
    expect((loss(h) - loss(-h)) / (2 * h) / norm).toBeCloseTo(1, 2);
  });
});

test('the accuracy is that of eager tfjs', async () => {
  const { accuracy, run } = evaluation(500);
  await run(1);
  const { x, labels } = randomRows(500);
  const model = createModel('cnn');
  const hits = tf.equal(tf.argMax(model.apply(model.init(0), x), 1), labels);
  expect(accuracy()).toBeCloseTo(tf.mean(tf.cast(hits, 'float32')).dataSync()[0] as number, 6);
});
