import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileLoop, jit, randomNormal, randomUniform } from '../../src/index.ts';
import { threefry2x32, threefryWords } from '../../src/program/arithmetic/threefry.ts';
import { loadKernels } from '../../src/run/load-kernels.ts';

beforeAll(() => tf.setBackend('cpu'));

const at = (counter: number) => tf.scalar(counter, 'int32');
const values = (tensor: tf.Tensor) => [...tensor.dataSync()];
const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
const moment = (list: readonly number[], k: number, about = 0) => mean(list.map((x) => (x - about) ** k));
const source = { seed: 7, stream: 'test' };

describe('compiled and eager are the same', () => {
  test.each([[[]], [[1]], [[7]], [[3, 5]], [[2, 3, 1001]], [[0, 4]]])('uniform of shape %j, bit for bit', (shape) => {
    const f = jit((i: tf.Scalar) => randomUniform(i, shape, source));
    for (const counter of [0, 1, 12345, 2 ** 31 - 1]) {
      const compiled = f(at(counter));
      expect(compiled.shape).toEqual(shape);
      expect(values(compiled)).toEqual(values(randomUniform(at(counter), shape, source)));
    }
  });

  test('uniform between limits, and normal, but for rounding', () => {
    const limits = { ...source, min: -3, max: 5 };
    const f = jit(
      (i: tf.Scalar) =>
        [randomUniform(i, [999], limits), randomNormal(i, [999], { ...source, mean: 2, stdDev: 3 })] as const,
    );
    const [uniform, normal] = f(at(3));
    const expected = [
      randomUniform(at(3), [999], limits),
      randomNormal(at(3), [999], { ...source, mean: 2, stdDev: 3 }),
    ];
    [uniform, normal].forEach((tensor, i) => {
      const wanted = values(expected[i]!);
      values(tensor).forEach((value, j) =>
        expect(Math.abs(value - wanted[j]!)).toBeLessThan(2e-6 * (1 + Math.abs(wanted[j]!))),
      );
    });
  });

  test('in a loop, whose step numbers are the counter', async () => {
    const loop = compileLoop({
      state: { sum: tf.zeros([4]) as tf.Tensor },
      step: (_state, _batch, i) => {
        const draw = randomUniform(i, [4], source);
        return { state: { sum: draw }, loss: tf.sum(draw) };
      },
    });
    const losses = await loop.run(5);
    losses.forEach((loss, i) => expect(loss).toBeCloseTo(mean(values(randomUniform(at(i), [4], source))) * 4, 5));
    expect(values(loop.read().sum)).toEqual(values(randomUniform(at(4), [4], source)));
  });
});

test('another counter, seed or stream, other numbers', () => {
  const draws = [
    randomUniform(at(1), [50], source),
    randomUniform(at(2), [50], source),
    randomUniform(at(1), [50], { ...source, seed: 8 }),
    randomUniform(at(1), [50], { ...source, stream: 'other' }),
    randomUniform(at(1), [50], { ...source, stream: 1 }),
    randomUniform(at(1), [50], { seed: 7 }),
  ].map(values);
  draws.forEach((a, i) => {
    draws.slice(i + 1).forEach((b) => {
      expect(a.filter((value, j) => value === b[j])).toEqual([]);
    });
  });
  expect(values(randomUniform(at(1), [50], source))).toEqual(draws[0]);
  expect(values(randomUniform(at(1), [10], source))).toEqual(draws[0]!.slice(0, 10));
});

// Random123 1.14, tests/kat_vectors: threefry2x32, 20 rounds.
test.each([
  { key: [0, 0], counter: [0, 0], words: [0x6b200159, 0x99ba4efe] },
  { key: [0xffffffff, 0xffffffff], counter: [0xffffffff, 0xffffffff], words: [0x1cb996fc, 0xbb002be7] },
  { key: [0x13198a2e, 0x03707344], counter: [0x243f6a88, 0x85a308d3], words: [0xc4923a9c, 0x483df7a0] },
] as const)('the block of the counter $counter and the key $key is the published one', ({ key, counter, words }) => {
  expect([...Uint32Array.from(threefry2x32(key, counter))]).toEqual(words);
});

test('compiled words are those of TypeScript, and nothing is written behind them', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { threefry } = loadKernels(memory) as unknown as {
    threefry(key0: number, key1: number, counter0: number, out: number, count: number): void;
  };
  const out = 4096;
  for (const [key0, key1, counter0] of [
    [0, 0, 0],
    [-1, 7, 2 ** 31 - 1],
    [0x13198a2e, 0x03707344, -2],
  ] as const) {
    for (const count of [...Array(41).keys(), 1000, 1003]) {
      const words = new Uint32Array(memory.buffer, out, count + 8).fill(42);
      threefry(key0, key1, counter0, out, count);
      expect([...words]).toEqual([...threefryWords(key0, key1, counter0, count), ...new Array(8).fill(42)]);
    }
  }
});

const count = 200_000;

test('uniform numbers have the moments and the spread of uniform numbers', () => {
  const list = values(randomUniform(at(5), [count], source));
  expect(Math.min(...list.slice(0, 1000), 0)).toBeGreaterThanOrEqual(0);
  expect(list.every((x) => x >= 0 && x < 1)).toBe(true);
  [1, 2, 3, 4].forEach((k) => expect(Math.abs(moment(list, k) - 1 / (k + 1))).toBeLessThan(4 / Math.sqrt(count)));
  const bins = new Array<number>(100).fill(0);
  for (const x of list) bins[Math.floor(100 * x)]!++;
  const chiSquared = bins.reduce((sum, n) => sum + (n - count / 100) ** 2 / (count / 100), 0);
  // 99 degrees of freedom: 0.01 % lie above 161.
  expect(chiSquared).toBeLessThan(161);
  const neighbours = list.slice(1).map((x, i) => (x - 0.5) * (list[i]! - 0.5));
  expect(Math.abs(mean(neighbours) * 12)).toBeLessThan(4 / Math.sqrt(count));
});

test('normal numbers have the moments and the tails of normal numbers', () => {
  const list = values(randomNormal(at(6), [count], source));
  [0, 1, 0, 3, 0, 15].forEach((expected, k) =>
    expect(Math.abs(moment(list, k + 1) - expected)).toBeLessThan((4 * [1, 2, 4, 10, 31, 102][k]!) / Math.sqrt(count)),
  );
  const beyond = (limit: number) => list.filter((x) => Math.abs(x) > limit).length / count;
  expect(beyond(1)).toBeCloseTo(0.3173, 2);
  expect(beyond(2)).toBeCloseTo(0.0455, 2);
  expect(Math.abs(beyond(3.5) - 4.65e-4)).toBeLessThan(2e-4);
});

test('a gradient passes them by', () => {
  const f = jit((x: tf.Tensor, i: tf.Scalar) =>
    tf.grad((x: tf.Tensor) => tf.sum(tf.mul(x, randomNormal(i, [3], source))))(x),
  );
  const expected = values(randomNormal(at(2), [3], source));
  values(f(tf.zeros([3]), at(2))).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
});

test('what is wrong is named, and nothing is left behind', () => {
  const before = tf.memory().numTensors;
  const counter = at(1);
  expect(() => randomUniform(counter, [1], { seed: -1 })).toThrow(
    'randomUniform: seed must be an integer in 0 … 4294967295, got -1',
  );
  expect(() => randomNormal(counter, [1], { seed: 0.5 })).toThrow(
    'randomNormal: seed must be an integer in 0 … 4294967295, got 0.5',
  );
  expect(() => randomUniform(1 as never, [1], { seed: 0 })).toThrow('counter must be an int32 scalar, got number');
  const float = tf.scalar(1);
  expect(() => randomUniform(float, [1], { seed: 0 })).toThrow('counter must be an int32 scalar, got float32[]');
  tf.dispose([randomNormal(counter, [3, 4], source), counter, float]);
  expect(tf.memory().numTensors).toBe(before);
});
