/** Several copies of this package in one program. */
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import type { Experiment } from '../src/index.ts';

const key = Symbol.for('@mnist1d/experiments');
const scope = globalThis as { [key: symbol]: unknown };
const before = scope[key];

/** Another copy of the module, as another installation has one. */
async function copy(): Promise<typeof import('../src/running/registry.ts')> {
  vi.resetModules();
  return import('../src/running/registry.ts');
}

const experiment = (id: string, more: Partial<Experiment>) => ({ id, recipeVersion: 1, ...more }) as Experiment;

beforeEach(() => {
  delete scope[key];
});
afterAll(() => {
  scope[key] = before;
});

test('they share their experiments', async () => {
  const [one, two] = [await copy(), await copy()];
  expect(one).not.toBe(two);
  const mine = experiment('mine', {});
  one.register(mine);
  expect(two.getExperiment('mine')).toBe(mine);
  expect([...two.experiments.keys()]).toEqual(['mine']);
  expect(() => two.register(experiment('mine', { module: 'file:///b.mjs' }))).toThrow(
    new RangeError("register: an experiment 'mine' exists already, got another of file:///b.mjs"),
  );
});

test('each brings the experiments of the paper, of which the first stay, and one that differs is refused', async () => {
  const [one, two] = [await copy(), await copy()];
  const first = experiment('lottery', {});
  one.registerBuiltIn(first);
  expect(two.isBuiltIn('lottery')).toBe(false);
  two.registerBuiltIn(experiment('lottery', {}));
  expect([one, two].map(({ isBuiltIn, getExperiment }) => [isBuiltIn('lottery'), getExperiment('lottery')])).toEqual([
    [true, first],
    [true, first],
  ]);
  const three = await copy();
  expect(() => three.registerBuiltIn(experiment('lottery', { recipeVersion: 2 }))).toThrow(
    "two versions of @mnist1d/experiments are loaded, whose 'lottery' differs (recipeVersion 1 and 2): install one for all",
  );
});

test('a copy that shares otherwise is refused', async () => {
  scope[key] = { format: 2, version: '9.0.0' };
  await expect(copy()).rejects.toThrow(
    /^two versions of @mnist1d\/experiments are loaded, 9\.0\.0 and \d+\.\d+\.\d+: install one for all$/,
  );
});
