import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import fixture from '../../../fixtures/torch-random.json' with { type: 'json' };
import { TorchRandom } from '../src/index.ts';
import pytorch from './reference/pytorch.json' with { type: 'json' };
import { sha256 } from './sha256.ts';

describe('equals PyTorch', () => {
  test.each(fixture.streams)('in one stream of seed $seed', async (stream) => {
    const random = new TorchRandom(stream.seed);
    expect(random.rand(5)).toEqual(Float32Array.from(stream.rand_5));
    expect(await sha256(random.rand(40))).toBe(stream.rand_40_sha256_f4);
    expect(await sha256(random.uniform(100, -0.2, 0.2))).toBe(stream['uniform_-0.2_0.2_100_sha256_f4']);
    expect(random.manualSeed(stream.seed).randn(40)).toEqual(Float32Array.from(stream.randn_40_after_reseed));
    expect(random.manualSeed(stream.seed).randn(7)).toEqual(Float32Array.from(stream.randn_7_after_reseed));
    expect([...random.manualSeed(stream.seed).randperm(20)]).toEqual(stream.randperm_20_after_reseed);
    expect(random.rand(2)).toEqual(Float32Array.from(stream.then_rand_2));
  });

  test.each(pytorch.streams)('in calls of all kinds after seed $seed', async ({ seed, calls }) => {
    const random = new TorchRandom(seed);
    for (const { method, arguments: args, sha256: expected } of calls) {
      const call = random[method as 'rand'] as (...args: number[]) => Float32Array | Int32Array;
      expect(await sha256(call.apply(random, args)), `${method}(${args})`).toBe(expected);
    }
  });

  test.each(pytorch.long)('in $size numbers of $method', async ({ method, seed, size, sha256: expected }) => {
    expect(await sha256(new TorchRandom(seed)[method as 'randn' | 'randperm'](size))).toBe(expected);
  });
});

test('the second number of a pair survives other calls, and is forgotten with the seed', () => {
  const pair = new TorchRandom(1).randn(2);
  const random = new TorchRandom(1);
  expect(random.randn(1)[0]).toBe(pair[0]);
  random.rand(3);
  random.randn(16);
  expect(random.randn(1)[0]).toBe(pair[1]);
  random.randn(1);
  expect(random.manualSeed(1).randn(1)[0]).toBe(pair[0]);
});

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('randperm is a permutation', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 0, max: 200 }), (seed, n) => {
      expect([...new TorchRandom(seed).randperm(n)].sort((a, b) => a - b)).toEqual(
        Array.from({ length: n }, (_, i) => i),
      );
    }),
  );
});

test('randint and uniform keep to their ranges', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 100 }), (seed, low, span) => {
      const random = new TorchRandom(seed);
      expect(random.randint(low, low + span, 50).every((value) => value >= low && value < low + span)).toBe(true);
      expect(random.uniform(50, low, low + span).every((value) => value >= low && value <= low + span)).toBe(true);
    }),
  );
});

describe('rejects', () => {
  const random = new TorchRandom(0);
  test.each<[() => unknown, string]>([
    [() => new TorchRandom(-1), 'TorchRandom: seed must be an integer in 0 … 4294967295, got -1'],
    [
      () => random.manualSeed(2 ** 32),
      'TorchRandom.manualSeed: seed must be an integer in 0 … 4294967295, got 4294967296',
    ],
    [() => random.rand(-1), 'TorchRandom.rand: size must be an integer in 0 … 2147483647, got -1'],
    [() => random.randn(1.5), 'TorchRandom.randn: size must be an integer in 0 … 2147483647, got 1.5'],
    [() => random.randperm(Number.NaN), 'TorchRandom.randperm: n must be an integer in 0 … 2147483647, got NaN'],
    [
      () => random.uniform(3, 1, 0),
      'TorchRandom.uniform: from and to must be finite numbers with from ≤ to and a difference within float32, got 1 and 0',
    ],
    [() => random.uniform(3, -3e38, 3e38), 'a difference within float32, got -3e+38 and 3e+38'],
    [() => random.randint(5, 5, 1), 'TorchRandom.randint: high must be an integer in 6 … 2147483648, got 5'],
    [() => random.randint(-(2 ** 31) - 1, 5, 1), 'TorchRandom.randint: low must be an integer in -2147483648 … '],
  ])('%s', (call, message) => {
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });
});
