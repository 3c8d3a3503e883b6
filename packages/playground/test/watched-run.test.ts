/** An experiment that is watched: what is counted, what its part says, and how long it will take. */
import type { FinishedRun, RunStore } from '@mnist1d/experiments';
import { expect, test } from 'vitest';
import type { Outcome, Progress } from '../src/experiments/messages.ts';
import { readResult } from '../src/experiments/read-result.ts';
import { timeLeft } from '../src/experiments/time-left.ts';
import { countKept, listExperiments, runWatched } from '../src/experiments/watched-run.ts';

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
  expect(list[0]).toMatchObject({ id: 'construction', source: 'paper', figure: 'Figure 1', runs: 8 });
  // A page has no pictures of MNIST.
  expect(list.find(({ id }) => id === 'tsne')).toMatchObject({
    runs: 1,
    description: expect.stringContaining('MNIST-1D alone'),
  });
});

test('what is kept is counted, and is not made again unless that is asked for', async () => {
  const store = memoryStore();
  expect(await countKept('construction', store)).toEqual({ finished: 0, runs: 8 });
  const made: Progress[] = [];
  const watch = (fresh: boolean) =>
    runWatched('construction', { store, fresh, onProgress: (progress) => made.push(progress), onPartial: () => {} });
  const outcome = await watch(false);
  expect(outcome).toMatchObject({ experiment: 'construction', preset: 'quick', finished: 8, runs: 8 });
  expect(await countKept('construction', store)).toEqual({ finished: 8, runs: 8 });
  const [first] = store.runs.keys();
  store.runs.delete(first as string);
  expect(await countKept('construction', store)).toEqual({ finished: 7, runs: 8 });
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
    runWatched('construction', { store, fresh, onProgress, onPartial: () => {} });
  await watch(false, () => {});
  const givenUp = watch(true, ({ finished }) => {
    if (finished === 3) throw new Error('given up');
  });
  await expect(givenUp).rejects.toThrow('given up');
  expect(await countKept('construction', store)).toEqual({ finished: 3, runs: 8 });
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
  await runWatched('construction', {
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
