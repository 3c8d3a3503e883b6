/** Compiled loops: batches, state, runs. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileLoop } from '../../src/index.ts';
import { counting, summing } from './loops.ts';

beforeAll(() => tf.setBackend('cpu'));

const value = (tensor: tf.Tensor) => tensor.dataSync()[0];

describe('batches', () => {
  test('are rows in order, over and over, and on from run to run', async () => {
    const loop = summing();
    expect([...(await loop.run(4))]).toEqual([6, 22, 38, 6]);
    expect([...(await loop.run(1))]).toEqual([22]);
    expect([...loop.read().sum.dataSync()]).toEqual([42, 52]);
    expect(value(loop.read().last)).toBe(4);
    expect(loop.position).toBe(5);
  });

  test('wrap around where the rows are not a multiple of the batch size', async () => {
    // Row r holds 2r and 2r + 1, so sums to 4r + 1.
    const sums = Array.from({ length: 7 }, (_, step) =>
      [0, 1, 2].reduce((sum, i) => sum + 4 * ((3 * step + i) % 5) + 1, 0),
    );
    const loop = summing(5, 3);
    expect([...(await loop.run(3)), ...(await loop.run(4))]).toEqual(sums);
  });

  test('may have an order for one run', async () => {
    const loop = summing();
    expect([...(await loop.run(2, { order: Int32Array.of(5, 5, 0, 1) }))]).toEqual([42, 6]);
    expect([...(await loop.run(1))]).toEqual([38]);
  });

  test('keep their order over many chunks', async () => {
    const loop = summing(6, 1);
    const order = Int32Array.from({ length: 3000 }, (_, i) => (i * 7919) % 6);
    expect([...(await loop.run(3000, { order }))]).toEqual(Array.from(order, (row) => 4 * row + 1));
  });

  test('hold int32 and bool tensors and tensors of any rank', async () => {
    const loop = compileLoop({
      state: { hits: tf.zeros([2, 2], 'int32') },
      data: [
        tf.tensor1d([1, 2, 3, 4], 'int32'),
        tf.tensor1d([true, false, true, true], 'bool'),
        tf.ones([4, 2, 2, 1]),
      ] as const,
      batchSize: 2,
      step: ({ hits }, [numbers, flags, images]) => {
        const counted = tf.where(flags, numbers, tf.zerosLike(numbers));
        return {
          state: { hits: tf.add(hits, tf.cast(tf.mul(tf.sum(tf.squeeze(images, [3]), 0), tf.sum(counted)), 'int32')) },
        };
      },
    });
    expect([...(await loop.run(2))]).toEqual([]);
    expect([...loop.read().hits.dataSync()]).toEqual([16, 16, 16, 16]);
  });

  test('may be absent', async () => {
    const loop = compileLoop({
      state: [tf.scalar(1)] as const,
      step: ([n], batch, i) => {
        expect(batch).toBeUndefined();
        return { state: [tf.mul(n, 2)] as const, loss: i as tf.Scalar };
      },
    });
    expect([...(await loop.run(10))]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(value(loop.read()[0])).toBe(1024);
  });
});

describe('the state', () => {
  test('is copied in and out', async () => {
    const n = tf.scalar(5);
    const before = tf.memory().numTensors;
    const loop = compileLoop({ state: { n }, step: ({ n }) => ({ state: { n: tf.add(n, 1) } }) });
    expect(tf.memory().numTensors).toBe(before);
    n.dispose();
    await loop.run(2);
    const state = loop.read();
    expect(value(state.n)).toBe(7);
    state.n.dispose();
    expect(value(loop.read().n)).toBe(7);
  });

  test('is written, with the position where it is given', async () => {
    const loop = summing();
    await loop.run(2);
    const state = loop.read();
    await loop.run(3);
    loop.write(state, 2);
    expect([...(await loop.run(1))]).toEqual([38]);
    expect(value(loop.read().last)).toBe(2);
    loop.write({ sum: tf.tensor1d([100, 200]), last: tf.scalar(0, 'int32') });
    expect(loop.position).toBe(3);
    await loop.run(1);
    expect([...loop.read().sum.dataSync()]).toEqual([102, 204]);
  });

  test('may swap its parts', async () => {
    const loop = compileLoop({
      state: { a: tf.tensor1d([1, 2]), b: tf.tensor1d([3, 4]) },
      step: ({ a, b }) => ({ state: { a: b, b: a } }),
    });
    await loop.run(3);
    const { a, b } = loop.read();
    expect([...a.dataSync(), ...b.dataSync()]).toEqual([3, 4, 1, 2]);
  });

  test('may be returned in another order of its names', async () => {
    const loop = compileLoop({
      state: { a: tf.scalar(1), b: tf.scalar(10) },
      step: ({ a, b }) => ({ state: { b: tf.add(b, a), a } }),
    });
    await loop.run(3);
    expect(value(loop.read().b)).toBe(13);
  });

  test('may be variables, and an optimiser of tfjs with its own', async () => {
    const [x, y] = [
      tf.randomNormal([20, 3], 0, 1, 'float32', 1),
      tf.randomNormal([20, 2], 0, 1, 'float32', 2),
    ] as tf.Tensor2D[];
    const make = () => {
      const w = tf.variable(tf.zeros([3, 2]) as tf.Tensor2D);
      const optimizer = tf.train.adam(0.05);
      const step = (x: tf.Tensor2D, y: tf.Tensor2D) =>
        optimizer.minimize(() => tf.losses.meanSquaredError(y, tf.matMul(x, w)) as tf.Scalar, true, [w]) as tf.Scalar;
      return { w, step };
    };
    const eager = make();
    const expected = Array.from({ length: 8 }, (_, i) => {
      const at = (5 * i) % 20;
      return value(eager.step(tf.slice(x!, [at, 0], [5, 3]), tf.slice(y!, [at, 0], [5, 2])));
    });
    const { w, step } = make();
    const loop = compileLoop({
      state: {},
      data: { x: x!, y: y! },
      batchSize: 5,
      step: (_, batch) => ({ state: {}, loss: step(batch.x, batch.y) }),
    });
    const losses = await loop.run(8);
    losses.forEach((loss, i) => expect(loss).toBeCloseTo(expected[i]!, 5));
    eager.w.dataSync().forEach((weight, i) => expect(w.dataSync()[i]).toBeCloseTo(weight, 5));
    w.assign(tf.zeros([3, 2]));
    expect((await loop.run(1))[0]).toBeCloseTo(expected[0]!, 5);
  });
});

describe('a run', () => {
  test('that is aborted already does nothing', async () => {
    const loop = counting();
    const reason = new Error('enough');
    await expect(loop.run(10, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(loop.position).toBe(0);
    expect(value(loop.read().n)).toBe(0);
    expect((await loop.run(3)).length).toBe(3);
  });

  test('that is aborted rejects with the reason, between steps, and the next goes on', async () => {
    const loop = counting();
    const controller = new AbortController();
    const reason = new Error('enough');
    const run = loop.run(1e6, {
      signal: controller.signal,
      onProgress: (done) => {
        if (done > 1000) controller.abort(reason);
      },
    });
    await expect(run).rejects.toBe(reason);
    const { position } = loop;
    expect(position).toBeGreaterThan(1000);
    expect(position).toBeLessThan(1e6);
    expect(value(loop.read().n)).toBe(position);
    expect([...(await loop.run(2))]).toEqual([position, position + 1]);
  });

  test('lets timers have their turn', async () => {
    const loop = counting();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    await expect(loop.run(2e7, { signal: controller.signal })).rejects.toThrow();
    expect(value(loop.read().n)).toBe(Math.min(loop.position, 2 ** 24));
  });

  test('reports its progress, up to the end, and hands on what the report throws', async () => {
    const loop = counting();
    const seen: number[] = [];
    await loop.run(5000, {
      onProgress: (done, steps) => {
        expect(steps).toBe(5000);
        expect(value(loop.read().n)).toBe(done);
        seen.push(done);
      },
    });
    expect(seen.at(-1)).toBe(5000);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(3);
    await expect(
      loop.run(10, {
        onProgress: () => {
          throw new Error('from the report');
        },
      }),
    ).rejects.toThrow('from the report');
    expect(value(loop.read().n)).toBe(loop.position);
  });

  test('stops at every n-th step for a callback, and waits for it', async () => {
    const loop = counting();
    await loop.run(3);
    const seen: (number | undefined)[][] = [];
    let isWaiting = false;
    const losses = await loop.run(3000, {
      every: 1000,
      onStep: async (position) => {
        expect(isWaiting).toBe(false);
        isWaiting = true;
        await new Promise((resolve) => setTimeout(resolve, 2));
        seen.push([position, value(loop.read().n)]);
        isWaiting = false;
      },
    });
    expect(seen).toEqual([1000, 2000, 3000].map((position) => [position, position]));
    expect([losses.length, losses[2999]]).toEqual([3000, 3002]);
    const each: number[] = [];
    await loop.run(2, { onStep: (position) => void each.push(position) });
    expect(each).toEqual([3004, 3005]);
    await expect(loop.run(1, { every: 0, onStep: () => {} })).rejects.toThrow('every must be');
    await expect(loop.run(5, { onStep: () => Promise.reject(new Error('seen enough')) })).rejects.toThrow(
      'seen enough',
    );
    expect(value(loop.read().n)).toBe(3006);
  });

  test('collects metrics by their names, with a loss and without', async () => {
    const step = ({ n }: { n: tf.Tensor }) => ({
      state: { n: tf.add(n, 1) },
      metrics: { square: tf.square(n), isOdd: tf.mod(tf.cast(n, 'int32'), tf.scalar(2, 'int32')) },
    });
    const without = compileLoop({ state: { n: tf.scalar(0) }, step });
    expect(without.metrics).toEqual({});
    expect(await without.run(2000)).toEqual(new Float32Array(0));
    expect(Object.keys(without.metrics)).toEqual(['square', 'isOdd']);
    expect([...without.metrics.square!.slice(0, 3), without.metrics.square![1999]]).toEqual([0, 1, 4, 1999 ** 2]);
    const loop = compileLoop({
      state: { n: tf.scalar(0) },
      step: (state) => ({ ...step(state), loss: tf.neg(state.n) }),
    });
    expect([...(await loop.run(3))]).toEqual([-0, -1, -2]);
    expect([...loop.metrics.isOdd!]).toEqual([0, 1, 0]);
    await loop.run(2);
    expect([...loop.metrics.square!]).toEqual([9, 16]);
    expect(() =>
      compileLoop({ state: { n: tf.scalar(0) }, step: ({ n }) => ({ state: { n }, metrics: { row: tf.ones([2]) } }) }),
    ).toThrow('metrics.row must be a scalar tensor, step returned the shape [2]');
  });

  test('of no steps does nothing', async () => {
    expect((await counting().run(0)).length).toBe(0);
  });

  test('excludes another, and writing', async () => {
    const loop = counting();
    const first = loop.run(5000);
    await expect(loop.run(1)).rejects.toThrow('running already');
    expect(() => loop.write({ n: tf.scalar(0) })).toThrow('the loop is running');
    await first;
    expect(value(loop.read().n)).toBe(5000);
  });

  test('ends when the loop is disposed, which ends everything else, too', async () => {
    const loop = counting();
    const run = loop.run(1e6, { onProgress: () => loop.dispose() });
    await expect(run).rejects.toThrow('the loop is disposed');
    await expect(loop.run(1)).rejects.toThrow('the loop is disposed');
    expect(() => loop.read()).toThrow('the loop is disposed');
    expect(() => loop.write({ n: tf.scalar(0) })).toThrow('the loop is disposed');
    expect(() => loop.profile()).toThrow('the loop is disposed');
    loop.dispose();
  });
});

test('it is explained and profiled, and its state stays', async () => {
  const loop = summing();
  await loop.run(3);
  expect(loop.explain().toString()).toContain('memory: ');
  expect(loop.profile().steps.length).toBeGreaterThan(0);
  expect([...loop.read().sum.dataSync()]).toEqual([30, 36]);
  expect([...(await loop.run(1))]).toEqual([6]);
});
