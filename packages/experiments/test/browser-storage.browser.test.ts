/** Finished runs in IndexedDB, in a real browser: kept, resumed, and in memory where the browser keeps nothing. */
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { indexedDbRunStore } from '../src/running/browser-storage.ts';
import { register } from '../src/running/registry.ts';
import { runExperiment } from '../src/running/run-experiment.ts';

const name = 'mnist1d-test';
const key = 'a'.repeat(64);
const finished = { run: { spec: { value: 2 }, metrics: { square: 4, unknown: null } }, seconds: 1.5, module: 'b' };
const unfinished = { state: { step: 7, weights: [0.1, -0.2] }, seconds: 0.5 };

type Kept = { readonly content: object };
const damaged = 'is damaged: its content is not that of its digest';
const misplaced = 'is not what it is named for';

let warnings: string[];
const store = () => indexedDbRunStore(name, (message) => warnings.push(message));

beforeEach(async () => {
  warnings = [];
  await deleteDB(name);
});
afterEach(async () => {
  vi.restoreAllMocks();
  expect(await deleteDB(name)).toBeUndefined();
});

test('what is written is there for a page that is loaded later; a finished run has no checkpoint', async () => {
  expect(await store().read(key)).toBeUndefined();
  await store().writeCheckpoint(key, unfinished);
  expect(await store().readCheckpoint(key)).toEqual(unfinished);
  expect(await store().read(key)).toBeUndefined();
  await store().write(key, finished);
  expect(await store().read(key)).toEqual(finished);
  expect(await store().readCheckpoint(key)).toBeUndefined();
  expect(warnings).toEqual([]);
});

test('what is forgotten is gone, and nothing else', async () => {
  const others = ['b', 'c'].map((letter) => letter.repeat(64)) as [string, string];
  await store().write(key, finished);
  await store().writeCheckpoint(others[0], unfinished);
  await store().write(others[1], finished);
  await store().forget?.([key, others[0], 'd'.repeat(64)]);
  expect(await store().read(key)).toBeUndefined();
  expect(await store().readCheckpoint(others[0])).toBeUndefined();
  expect(await store().read(others[1])).toEqual(finished);
  expect(warnings).toEqual([]);
});

test('an experiment that was interrupted goes on from its checkpoint and its finished runs', async () => {
  const made: string[] = [];
  let isFirst = true;
  register({
    ...{ id: 'steps', recipeVersion: 1, title: 'Steps', figure: 'none', defaultPreset: 'quick', claims: [] },
    presets: {
      quick: { description: 'two', config: { values: [1, 2] } },
      paper: { description: 'two', config: { values: [1, 2] } },
    },
    runs: ({ values }: { readonly values: readonly number[] }) => values.map((value) => ({ value })),
    label: ({ value }) => String(value),
    async run({ value }, { checkpoint }) {
      const from = Number(checkpoint?.read()?.step ?? 0);
      made.push(`${value} from ${from}`);
      await checkpoint?.write({ step: 10 * value });
      if (value === 2 && isFirst) throw new Error('the page is left');
      return { metrics: { value } };
    },
  });
  await expect(runExperiment('steps', { store: store() })).rejects.toThrow('the page is left');
  isFirst = false;
  const { data } = await runExperiment('steps', { store: store() });
  expect(data.runs.map(({ metrics }) => metrics.value)).toEqual([1, 2]);
  expect(made).toEqual(['1 from 0', '2 from 0', '2 from 20']);
  expect(warnings).toEqual([]);
});

test('where the browser allows no database, runs stay in memory, and one warning says why', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('not in this window', 'SecurityError');
  });
  const inMemory = store();
  await inMemory.writeCheckpoint(key, unfinished);
  expect(await inMemory.readCheckpoint(key)).toEqual(unfinished);
  await inMemory.write(key, finished);
  expect(await inMemory.read(key)).toEqual(finished);
  expect(await inMemory.readCheckpoint(key)).toBeUndefined();
  expect(await store().read(key)).toBeUndefined();
  const warning = `runs are not kept in IndexedDB '${name}': the browser does not allow it (SecurityError: not in this window); they stay in memory until the page is left`;
  expect(warnings).toEqual([warning, warning]);
});

test('beyond the quota runs stay in memory, and those that are kept stay kept', async () => {
  const other = 'c'.repeat(64);
  await store().write(key, finished);
  // As a browser does it: the request succeeds, then the transaction does not.
  const { put } = IDBObjectStore.prototype;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given) {
    const request = put.apply(this, given);
    request.addEventListener('success', () => {
      Object.defineProperty(this.transaction, 'error', { value: new DOMException('', 'QuotaExceededError') });
      this.transaction.abort();
    });
    return request;
  });
  const full = store();
  await full.writeCheckpoint(other, unfinished);
  expect(await full.readCheckpoint(other)).toEqual(unfinished);
  await full.write(other, finished);
  expect(await full.readCheckpoint(other)).toBeUndefined();
  // When it is made again, what is finished stays until it is finished anew.
  await full.writeCheckpoint(other, unfinished);
  expect(await full.readCheckpoint(other)).toEqual(unfinished);
  expect(await full.read(other)).toEqual(finished);
  expect(await full.read(key)).toEqual(finished);
  expect(await store().readCheckpoint(other)).toBeUndefined();
  expect(warnings).toEqual([
    `runs are not kept in IndexedDB '${name}': the browser gives this origin no more space; they stay in memory until the page is left`,
  ]);
});

test.each([
  ['of other content', (kept: Kept) => ({ ...kept, content: { ...kept.content, seconds: 2 } }), damaged],
  // As `digestOf` has none of a number that JSON does not hold.
  [
    'of no digest',
    (kept: Kept) => ({ ...kept, digest: undefined, content: { seconds: Number.POSITIVE_INFINITY } }),
    damaged,
  ],
  ['of another schema', (kept: Kept) => ({ ...kept, schema: 'mnist1d.run/1' }), misplaced],
  ['of another key', (kept: Kept) => ({ ...kept, key: 'c'.repeat(64) }), misplaced],
  ['no entry at all', () => null, misplaced],
])('a run that is not what was written, %s, is told and made again', async (_, change, fault) => {
  await store().write(key, finished);
  const database = await openDB(name);
  await database.put('runs', change(await database.get('runs', key)), key);
  database.close();
  expect(await store().read(key)).toBeUndefined();
  expect(warnings).toEqual([`IndexedDB '${name}': runs, ${key}: ${fault}; the run is made again`]);
});

test('a database that somebody deletes is made anew', async () => {
  const kept = store();
  await kept.write(key, finished);
  await deleteDB(name);
  expect(await kept.read(key)).toBeUndefined();
  await kept.write(key, finished);
  expect(await store().read(key)).toEqual(finished);
  expect(warnings).toEqual([]);
});
