/** Kinds of a user's own, what their types hold, and what their errors say. */
import * as v from 'valibot';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  byKind,
  checkResult,
  checkValue,
  defineKind,
  digestOf,
  type OutputOf,
  type ResultOf,
  type RunOf,
  type SpecOf,
} from '../src/index.ts';

const walk = defineKind({
  id: 'random-walk',
  run: byKind({
    walk: v.object({
      spec: v.object({ kind: v.literal('walk'), seed: v.number() }),
      metrics: v.object({ distance: v.pipe(v.number(), v.minValue(0, 'must be a number of at least 0')) }),
      curves: v.object({ at: v.array(v.number()) }),
    }),
    mean: v.object({
      spec: v.object({ kind: v.literal('mean'), walks: v.number() }),
      metrics: v.object({ distance: v.nullable(v.number()) }),
    }),
  }),
  summary: { expected: v.number() },
});

const result = {
  experiment: 'random-walk',
  preset: 'quick',
  data: {
    runs: [
      { spec: { kind: 'walk', seed: 1 }, metrics: { distance: 2, steps: 3 }, curves: { at: [0, 1, 2] } },
      { spec: { kind: 'mean', walks: 1 }, metrics: { distance: null } },
    ],
    expected: 1.5,
  },
};

type Broken = { data: { runs: Record<string, unknown>[]; expected?: unknown } };

function broken(change: (result: Broken) => void): unknown {
  const copy = structuredClone(result) as unknown as Broken;
  change(copy);
  return copy;
}

test('a result comes back as it is, what it has besides too', () => {
  expect(checkResult('here', walk, result)).toBe(result);
});

test('a kind gives the types of its result, its runs, their specifications and outputs', () => {
  type Walk = {
    readonly spec: { readonly kind: 'walk'; readonly seed: number };
    readonly metrics: { readonly distance: number };
    readonly curves: { readonly at: readonly number[] };
  };
  expectTypeOf<RunOf<typeof walk, 'walk'>>().toEqualTypeOf<Walk>();
  expectTypeOf<SpecOf<typeof walk>['kind']>().toEqualTypeOf<'walk' | 'mean'>();
  expectTypeOf<OutputOf<typeof walk, 'mean'>>().toEqualTypeOf<{
    readonly metrics: { readonly distance: number | null };
  }>();
  expectTypeOf<ResultOf<typeof walk>['data']['expected']>().toEqualTypeOf<number>();
  // @ts-expect-error: no such kind of run has such a metric
  expectTypeOf<RunOf<typeof walk, 'mean'>['metrics']['accuracy']>();
});

describe('an error names who asked, the run, the field, the rule and the value', () => {
  test.each<[unknown, string]>([
    [null, 'here: result must be an object, got null'],
    [{}, 'here: result.data must be an object, got undefined'],
    [{ data: { expected: 1 } }, 'here: result.data.runs must be an array, got undefined'],
    [broken(({ data }) => (data.runs[1] = null as never)), 'here: result.data.runs[1] must be an object, got null'],
    [
      broken(({ data }) => (data.runs[1]!.spec = { kind: 'toString' })),
      'here: result.data.runs[1].spec.kind must be one of walk, mean, got "toString"',
    ],
    [
      broken(({ data }) => (data.runs[0]!.metrics = { distance: -1 })),
      'here: result.data.runs[0].metrics.distance must be a number of at least 0, got -1',
    ],
    [
      broken(({ data }) => (data.runs[0]!.curves = { at: [0, 'x'] })),
      'here: result.data.runs[0].curves.at[1] is wrong: Invalid type: Expected number but received "x", got "x"',
    ],
    [{ ...result, experiment: 'walk' }, 'here: result.experiment must be "random-walk", got "walk"'],
    [{ ...result, preset: 1 }, 'here: result.preset must be a string, got 1'],
    [broken(({ data }) => delete data.expected), 'here: result.data.expected must be there, got undefined'],
  ])('%#', (value, message) => {
    expect(() => checkResult('here', walk, value)).toThrow(message);
  });

  test('a wrong type is a TypeError, a wrong value a RangeError', () => {
    const schema = v.pipe(v.number('must be 1'), v.maxValue(1, 'must be 1'));
    expect(() => checkValue('here', 'x', schema, '1')).toThrow(TypeError);
    expect(() => checkValue('here', 'x', schema, 2)).toThrow(RangeError);
    expect(() => checkValue('here', 'x', schema, Number.NaN)).toThrow(RangeError);
  });
});

test('the digest is that of the content, whatever the order of the keys', async () => {
  expect(await digestOf({ a: 1, b: [{ c: 2, d: null }] })).toBe(await digestOf({ b: [{ d: null, c: 2 }], a: 1 }));
  // printf '{"a":1}' | sha256sum
  expect(await digestOf({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
});
