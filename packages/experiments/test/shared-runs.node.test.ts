/** Runs that two experiments share: made once, under the keys of both, for as long as both mean the same. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  defineExperiment,
  type JsonObject,
  type Procedure,
  type RunOutput,
  register,
  runExperiment,
  runExperiments,
} from '../src/index.ts';
import { fileRunStore } from '../src/running/storage.ts';

let made: string[];
/** What each of them says of the shared run. */
let procedures: Record<'left' | 'right', Procedure>;
let dir: string;
beforeEach(() => {
  made = [];
  const sharing = { name: 'sharing', version: 1 };
  procedures = { left: sharing, right: { ...sharing } };
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-store-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

for (const id of ['left', 'right'] as const) {
  register(
    defineExperiment<{ readonly shared: number; readonly own: number } & JsonObject, JsonObject, RunOutput>({
      id,
      recipeVersion: id === 'left' ? 1 : 2,
      title: 'Halves',
      figure: 'none',
      defaultPreset: 'quick',
      presets: {
        quick: { description: 'both', config: { shared: 1, own: 2 } },
        paper: { description: 'both', config: { shared: 1, own: 2 } },
      },
      // What needs the shared run waits for it, whoever makes it.
      runs: ({ shared, own }) => [
        { own, shared },
        { kind: 'shared', shared },
      ],
      needs: ({ own, shared }) => (own === undefined ? [] : [{ kind: 'shared', shared: shared as number }]),
      label: ({ own }) => (own === undefined ? 'shared' : 'own'),
      cost: () => 1,
      procedure: ({ kind }) => (kind === 'shared' ? procedures[id] : undefined),
      async run(spec, { needed }) {
        made.push(spec.own === undefined ? 'shared' : id);
        return { metrics: { value: (spec.shared as number) + ((needed?.[0]?.metrics.value as number) ?? 0) } };
      },
      claims: [],
    }),
  );
}

test('they are made once, and each experiment has them under its own key', async () => {
  const store = fileRunStore(dir);
  const progress: number[] = [];
  const results = await runExperiments([{ id: 'left' }, { id: 'right' }], {
    store,
    onProgress: ({ fraction }) => progress.push(fraction),
  });
  expect(made.sort()).toEqual(['left', 'right', 'shared']);
  for (const { data } of results) expect(data.runs.map(({ metrics }) => metrics.value)).toEqual([2, 1]);
  expect(readdirSync(join(dir, 'runs'))).toHaveLength(4);
  // Counted once: three runs of equal cost.
  for (const fraction of progress) expect([0, 1 / 3, 2 / 3, 1]).toContain(fraction);
  await runExperiments([{ id: 'left' }, { id: 'right' }], { store });
  expect(made).toHaveLength(3);
});

test('they are found where the other one stored them', async () => {
  const store = fileRunStore(dir);
  await runExperiment('left', { store });
  await runExperiment('right', { store });
  expect(made.sort()).toEqual(['left', 'right', 'shared']);
});

test('they are made twice where their specifications differ', async () => {
  await runExperiments([{ id: 'left' }, { id: 'right', config: { shared: 5 } }]);
  expect(made.sort()).toEqual(['left', 'right', 'shared', 'shared']);
});

test('they are made twice where one experiment has a later version of the procedure', async () => {
  procedures.right = { ...procedures.right, version: 2 };
  const store = fileRunStore(dir);
  await runExperiment('left', { store });
  await runExperiment('right', { store });
  expect(made.sort()).toEqual(['left', 'right', 'shared', 'shared']);
});

test('those that an earlier version of the procedure made are not found', async () => {
  const store = fileRunStore(dir);
  await runExperiment('left', { store });
  procedures.left = procedures.right = { name: 'sharing', version: 2 };
  await runExperiments([{ id: 'left' }, { id: 'right' }], { store });
  expect(made.sort()).toEqual(['left', 'right', 'shared', 'shared']);
});
