import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import fixtures from '../../../fixtures/random-state.json' with { type: 'json' };
import { RandomState } from '../src/index.ts';

describe.each(fixtures.streams)('numpy.random.RandomState($seed)', (stream) => {
  test('gives the same numbers call by call', () => {
    const random = new RandomState(stream.seed);
    const close = (values: Iterable<number>, expected: readonly number[]) =>
      [...values].forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-15));
    expect([...random.randomSample(6)]).toEqual(stream.random_sample);
    close(random.randn(7), stream.randn);
    expect(Array.from({ length: 8 }, () => random.randint(0, 48))).toEqual(stream.randint_0_48);
    expect(Array.from({ length: 4 }, () => random.choice(48))).toEqual(stream.choice_48);
    expect([...random.randint(0, 10, 5)]).toEqual(stream.randint_0_10_size5);
    expect([...random.permutation(40)]).toEqual(stream.permutation_40);
    close(random.normal(0.3, 0.04, 5), stream['normal_0.3_0.04_size5']);
    expect([...random.uniform(-2, 3, 4)]).toEqual(stream['uniform_-2_3_size4']);
    const list = Array.from({ length: 12 }, (_, i) => i);
    random.shuffle(list);
    expect(list).toEqual(stream.shuffle_12);
    expect(random.randomSample()).toBe(stream.then_random_sample);
  });
});

test('one draw at a time or many at once, the stream is one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 6 }),
      (seed, counts) => {
        const [one, many, bulk] = [new RandomState(seed), new RandomState(seed), new RandomState(seed)];
        for (const count of counts) {
          const singly = Float64Array.from({ length: count }, () => one.randn());
          expect(many.randn(count)).toEqual(singly);
          const filled = new Float64Array(count);
          bulk.fillNormal(filled);
          expect(filled).toEqual(singly);
          expect(many.randint(7)).toBe(one.randint(7));
          bulk.randint(7);
        }
      },
    ),
  );
});

test('a permutation holds every element once, and leaves the list it was given', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.array(fc.string()), (seed, list) => {
      const copy = [...list];
      expect(new RandomState(seed).permutation(list).sort()).toEqual([...list].sort());
      expect(list).toEqual(copy);
    }),
  );
});

test('choice draws from lists and typed arrays what it draws from their indices', () => {
  const letters = ['a', 'b', 'c', 'd', 'e'];
  const [indices, one, many] = [new RandomState(3), new RandomState(3), new RandomState(3)];
  const expected = Array.from({ length: 20 }, () => letters[indices.choice(5)]);
  expect(Array.from({ length: 20 }, () => one.choice(letters))).toEqual(expected);
  expect(many.choice(letters, 20)).toEqual(expected);
  expect(new RandomState(0).permutation(Float32Array.of(1, 2, 3)).sort()).toEqual([1, 2, 3]);
});

test('integers stay in their range, up to the whole range of 32 bits', () => {
  const random = new RandomState(1);
  for (const [low, high] of [
    [-3, 4],
    [0, 1],
    [5, 5 + 2 ** 32],
  ] as const) {
    for (const value of random.randint(low, high, 500)) {
      expect(value).toBeGreaterThanOrEqual(low);
      expect(value).toBeLessThan(high);
    }
  }
});

test.each<[() => unknown, string]>([
  [() => new RandomState(-1), 'RandomState: seed must be at least 0, got -1'],
  [() => new RandomState(2 ** 32), 'RandomState: seed must be at most 4294967295, got 4294967296'],
  [() => new RandomState(1.5), 'RandomState: seed must be an integer, got 1.5'],
  [() => new RandomState(undefined as unknown as number), 'RandomState: seed must be an integer, got undefined'],
  [() => new RandomState(0).randn(-1), 'RandomState: size must be at least 0, got -1'],
  [() => new RandomState(0).randint(3, 3), 'RandomState: high must be at least 4, got 3'],
  [() => new RandomState(0).normal(0, -1), 'RandomState: scale must be at least 0, got -1'],
  [() => new RandomState(0).choice([]), 'RandomState: high must be at least 1, got 0'],
  [() => new RandomState(0).choice(2.5), 'RandomState: high must be an integer, got 2.5'],
  [() => new RandomState(0).permutation(2.5), 'RandomState: size must be an integer, got 2.5'],
])('refuses bad arguments: %s', (call, message) => {
  expect(call).toThrow(message);
});
