/** Figures and the kinds of results that they draw: ours and a user's take the same way, and the compiler finds what does not fit. */
import { defineKind } from '@mnist1d/results';
import { classificationKind } from '@mnist1d/results/kinds/classification';
import { poolingKind } from '@mnist1d/results/kinds/pooling';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import {
  classErrorsFigure,
  defineFigure,
  defineFigures,
  figure,
  figures,
  paperFigures,
  poolingFigure,
  type VegaLiteSpec,
} from '../src/index.ts';
import { examplePooling } from './example-sweeps.ts';

const walkKind = defineKind({
  id: 'random-walk',
  run: v.object({
    spec: v.object({ kind: v.picklist(['walk', 'mean']), seed: v.number() }),
    metrics: v.object({ distance: v.number() }),
  }),
});
const run = { spec: { kind: 'walk', seed: 1 }, metrics: { distance: 2 } };
const walks = { experiment: 'random-walk', preset: 'quick', data: { runs: [run] } };

const distances = defineFigure('distances', walkKind, ({ data }) => ({
  data: { values: data.runs.map(({ spec, metrics }) => ({ seed: spec.seed, distance: metrics.distance })) },
  mark: 'point',
}));
const walkFigures = defineFigures(walkKind, {
  distances: { draw: distances },
  means: { draw: distances, kind: 'mean' },
});
const sets = { ...paperFigures, ...walkFigures };

test('figures of a user’s own stand beside the paper’s', () => {
  expect(Object.keys(figures(walks, { sets }))).toEqual(['distances']);
  expect(figure(walks, { sets, theme: 'dark' })).toMatchObject({
    data: { values: [{ seed: 1, distance: 2 }] },
    config: { background: '#000000' },
  });
  expect(Object.keys(figures(examplePooling(), { sets }))).toEqual(['pooling']);
  expect(figures(walks)).toEqual({});
});

test('one that has its specifications already gives them', () => {
  const spec = { data: { values: [] }, mark: 'point' } satisfies VegaLiteSpec;
  expect(figures(walks, { sets: { 'random-walk': () => [['mine', spec]] } })).toEqual({ mine: spec });
});

test('they check what they draw', () => {
  const broken = { ...walks, data: { runs: [{ ...run, metrics: {} }] } };
  expect(() => figures(broken, { sets })).toThrow('distances: result.data.runs[0].metrics.distance');
  expect(() => figure({ ...walks, experiment: 'mine' }, { sets })).toThrow(
    /must be one of construction.*, random-walk, got "mine"/,
  );
});

test('where one cannot be drawn, the others are', () => {
  const broken = () => {
    throw new RangeError('not this one');
  };
  const set = defineFigures(walkKind, { broken: { draw: broken }, distances: { draw: distances } });
  const told: unknown[] = [];
  const drawn = figures(walks, { sets: set, onError: (name, error) => told.push([name, (error as Error).message]) });
  expect(Object.keys(drawn)).toEqual(['distances']);
  expect(told).toEqual([['broken', 'not this one']]);
  expect(() => figures(walks, { sets: set })).toThrow('not this one');
});

test('what does not fit does not compile', () => {
  // @ts-expect-error: a figure of pooling for a result of classification
  defineFigures(classificationKind, { pooling: { draw: poolingFigure } });
  // @ts-expect-error: no such kind of run
  defineFigures(classificationKind, { errors: { draw: classErrorsFigure, kind: 'errors' } });
  // @ts-expect-error: its runs are of one kind
  defineFigures(poolingKind, { pooling: { draw: poolingFigure, kind: 'training' } });
  // @ts-expect-error: a metric that the runs do not have
  defineFigure('mine', poolingKind, ({ data }): VegaLiteSpec => ({ data: { values: [data.runs[0]?.metrics.error] } }));
});
