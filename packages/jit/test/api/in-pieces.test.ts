/** Compiling in pieces: the same loop, and others have their turn meanwhile. */
import { createModel } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { compileLoop, compileLoopAsync, jit } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const model = createModel('gru', { hiddenSize: 6 });
const x = tf.randomNormal<tf.Rank.R2>([20, 40], 0, 1, 'float32', 1);
const total = (params: Parameters<typeof model.apply>[0], rows: tf.Tensor2D) => tf.sum(model.apply(params, rows));
const loopOptions = () => ({
  state: { total: tf.scalar(0), params: model.init(0) },
  data: { x },
  batchSize: 10,
  step: (
    { total: sum, params }: { total: tf.Scalar; params: ReturnType<typeof model.init> },
    batch: { x: tf.Tensor2D },
  ) => ({
    state: { total: tf.add(sum, total(params, batch.x)), params },
  }),
});

/** How often timers had their turn until it is done. */
async function turnsUntil<T>(made: Promise<T>): Promise<[T, number]> {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const result = await made;
  clearInterval(timer);
  return [result, turns];
}

test('a loop that is compiled in pieces is the same loop', async () => {
  const [loop, turns] = await turnsUntil(compileLoopAsync(loopOptions()));
  expect(turns).toBeGreaterThan(1);
  const other = compileLoop(loopOptions());
  expect(loop.explain().toString()).toBe(other.explain().toString());
  await Promise.all([loop.run(2), other.run(2)]);
  expect(loop.read().total.dataSync()).toEqual(other.read().total.dataSync());
  loop.dispose();
  other.dispose();
});

test('two that are compiled at a time are two', async () => {
  const [one, two] = await Promise.all([compileLoopAsync(loopOptions()), compileLoopAsync(loopOptions())]);
  await one.run(2);
  expect(two.position).toBe(0);
  expect(one.explain()).toEqual({ ...two.explain(), toString: expect.any(Function) });
  one.dispose();
  two.dispose();
});

test('what is refused rejects the promise', async () => {
  const step = () => ({ state: { w: tf.ones([3]) } });
  await expect(compileLoopAsync({ state: { w: tf.ones([2]) }, step })).rejects.toThrow('state.w is float32[2]');
});

test('a function, too, is compiled in pieces', async () => {
  const f = jit(total);
  const params = model.init(0);
  const [, turns] = await turnsUntil(f.compile(params, x));
  expect(turns).toBeGreaterThan(1);
  expect(f(params, x).dataSync()[0]).toBeCloseTo(total(params, x).dataSync()[0]!, 3);
});
