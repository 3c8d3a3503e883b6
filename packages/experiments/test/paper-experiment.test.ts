/** Recipes are tied to their kinds of results by the compiler: a mismatch is an error there, before anything runs. */
import { poolingKind } from '@mnist1d/results/kinds/pooling';
import { tsneKind } from '@mnist1d/results/kinds/tsne';
import { expect, test } from 'vitest';
import { experiments, type PoolingConfig, pooling } from '../src/index.ts';
import { paperExperiment } from '../src/recipes/paper-experiment.ts';

const define = paperExperiment<typeof poolingKind, PoolingConfig>;
const recipe = {
  ...pooling,
  kind: poolingKind,
  // An experiment says less of its keys than its recipe.
  meanings: pooling.meanings as Parameters<typeof define>[0]['meanings'],
  summarise: () => ({ published: [] }),
};

/** Never called: the compiler alone reads them. */
export const mismatches = [
  // @ts-expect-error a run without what the kind names
  () => define({ ...recipe, run: async () => ({ metrics: {} }) }),
  // @ts-expect-error a summary that is not the kind's
  () => define({ ...recipe, summarise: () => ({ published: 3 }) }),
  // @ts-expect-error another experiment's kind
  () => define({ ...recipe, kind: tsneKind }),
];

test('a second experiment of a name is refused', () => {
  const before = experiments.size;
  expect(() => define(recipe)).toThrow("register: an experiment 'pooling' exists already");
  expect(experiments.size).toBe(before);
});
