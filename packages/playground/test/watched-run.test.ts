/** An experiment that is watched: what is counted, what its part says, and how long it will take. */
import { type FinishedRun, getExperiment, type RunStore, resolveConfig } from '@mnist1d/experiments';
import { expect, test } from 'vitest';
import type { Outcome, Progress } from '../src/experiments/messages.ts';
import { readResult } from '../src/experiments/read-result.ts';
import { timeLeft, workersFor } from '../src/experiments/time-left.ts';
import { countKept, listExperiments, runWatched } from '../src/experiments/watched-run.ts';

const construction = { id: 'construction', preset: 'paper' } as const;
const inThread = { workers: 1, onWarning: () => {} };

function memoryStore(): RunStore & { readonly runs: Map<string, FinishedRun> } {
  const runs = new Map<string, FinishedRun>();
  return {
    runs,
    read: async (key) => runs.get(key),
    write: async (key, finished) => void runs.set(key, finished),
    readCheckpoint: async () => undefined,
    writeCheckpoint: async () => {},
    forget: async (keys) => keys.forEach((key) => void runs.delete(key)),
  };
}

test('all experiments are listed, those of the paper first', () => {
  const list = listExperiments();
  expect(list.map(({ id }) => id)).toContain('double-descent');
  expect(list[0]).toMatchObject({ id: 'construction', source: 'paper', figure: 'Figure 1' });
  // Its quick preset is the complete one.
  expect(list[0]?.presets).toMatchObject([{ name: 'paper', description: 'the published options', runs: 8 }]);
  // A page has no pictures of MNIST.
  expect(list.find(({ id }) => id === 'tsne')).toMatchObject({
    presets: [{ runs: 1 }],
    left: expect.stringContaining('MNIST-1D alone'),
  });
});

test('each preset says what it takes, and how long that is at least', () => {
  const list = listExperiments();
  const zoo = list.find(({ id }) => id === 'zoo');
  expect(zoo?.presets.map(({ name, runs }) => [name, runs])).toEqual([
    ['quick', 14],
    ['paper', 70],
  ]);
  for (const { id, presets } of list)
    for (const { runs, seconds, longest } of presets) {
      expect(longest, id).toBeGreaterThan(0);
      expect(longest, id).toBeLessThanOrEqual(seconds);
      expect(longest * runs, id).toBeGreaterThanOrEqual(seconds * (1 - 1e-9));
    }
  // Its encoders are trained first: what embeds their outputs waits for them.
  const encoders = getExperiment('self-supervised');
  const [quick] = list.find(({ id }) => id === encoders.id)?.presets ?? [];
  const costs = encoders.runs(resolveConfig(encoders, 'quick')).map((spec) => encoders.cost?.(spec) ?? 1);
  expect(quick?.longest).toBeGreaterThan(Math.max(...costs));
});

test('a page makes as many runs at a time as there are cores but one, and runs', () => {
  expect([1, 2, 4, 16].map((cores) => workersFor(10, cores))).toEqual([1, 2, 3, 10]);
});

test('what is kept is counted, and is not made again unless that is asked for', async () => {
  const store = memoryStore();
  expect(await countKept(construction, store)).toBe(0);
  const made: Progress[] = [];
  const watch = (fresh: boolean) =>
    runWatched(construction, {
      ...inThread,
      store,
      fresh,
      onProgress: (progress) => made.push(progress),
      onPartial: () => {},
    });
  const outcome = await watch(false);
  expect(outcome).toMatchObject({ experiment: 'construction', preset: 'paper', finished: 8, runs: 8 });
  expect(await countKept(construction, store)).toBe(8);
  const [first] = store.runs.keys();
  store.runs.delete(first as string);
  expect(await countKept(construction, store)).toBe(7);
  made.length = 0;
  await watch(false);
  expect(made.at(-1)).toMatchObject({ finished: 8, runs: 8, fraction: 1 });
  expect(made.filter(({ before }) => before > 0).length).toBeGreaterThan(0);
  made.length = 0;
  await watch(true);
  expect(made.filter(({ before }) => before > 0)).toEqual([]);
  // The file is one that is taken in again.
  const { result, remarks } = await readResult(outcome.file);
  expect(result.data.runs.length).toBe(8);
  expect(remarks).toEqual([]);
});

test('what is made anew and given up has only the runs that were made', async () => {
  const store = memoryStore();
  const watch = (fresh: boolean, onProgress: (progress: Progress) => void) =>
    runWatched(construction, { ...inThread, store, fresh, onProgress, onPartial: () => {} });
  await watch(false, () => {});
  const givenUp = watch(true, ({ finished }) => {
    if (finished === 3) throw new Error('given up');
  });
  await expect(givenUp).rejects.toThrow('given up');
  expect(await countKept(construction, store)).toBe(3);
});

test('runs that are slow tell what they say so far, in the order of the result', async () => {
  const store = memoryStore();
  const slow: RunStore = {
    ...store,
    async write(key, finished) {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await store.write(key, finished);
    },
  };
  const partial: Outcome[] = [];
  await runWatched(construction, {
    ...inThread,
    ...{ store: slow, fresh: false },
    onProgress: () => {},
    onPartial: (outcome) => partial.push(outcome),
  });
  expect(partial.map(({ finished }) => finished)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const files = await Promise.all(partial.map(async ({ file }) => JSON.parse(await file.text()).data.runs));
  for (const [i, runs] of files.slice(1).entries()) {
    // Each has those of the one before, and nothing of it is in another order.
    const before = (files[i] as unknown[]).map((run) => JSON.stringify(run));
    const now = (runs as unknown[]).map((run) => JSON.stringify(run));
    expect(now.filter((run) => before.includes(run))).toEqual(before);
  }
});

test('the time left is that of the pace, without what was kept', () => {
  let now = 0;
  const left = timeLeft(() => now);
  now = 1000;
  expect(left({ fraction: 0.5, before: 0 })).toBeUndefined();
  now = 10_000;
  expect(left({ fraction: 0.5, before: 0 })).toBeCloseTo(10, 9);
  expect(left({ fraction: 0.75, before: 0.5 })).toBeCloseTo(10, 9);
  expect(left({ fraction: 0.5, before: 0.5 })).toBeUndefined();
  expect(left({ fraction: 1, before: 0 })).toBeUndefined();
});
