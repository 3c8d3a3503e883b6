/** Experiments of a user's own: what is made, what is taken from the store, and what goes on where it stopped. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  defineExperiment,
  type JsonObject,
  type RunOutput,
  register,
  runExperiment,
  runExperiments,
} from '../src/index.ts';
import { fileRunStore } from '../src/running/storage.ts';

/** An experiment that squares numbers, counts how often it is asked to, and stops where told. */
let squared: number[] = [];
let interruptAt: number | undefined;
const controller = { current: new AbortController() };

register(
  defineExperiment<{ readonly numbers: readonly number[] } & JsonObject, { readonly value: number }, RunOutput>({
    id: 'squares',
    recipeVersion: 1,
    title: 'Squares',
    figure: 'none',
    defaultPreset: 'quick',
    presets: {
      quick: { description: 'three numbers', time: 'no time', config: { numbers: [1, 2, 3] } },
      paper: { description: 'four numbers', time: 'no time', config: { numbers: [1, 2, 3, 4] } },
    },
    runs: ({ numbers }) => numbers.map((value) => ({ value })),
    label: ({ value }) => `square of ${value}`,
    cost: () => 1,
    async run({ value }, { signal }) {
      if (value === interruptAt) controller.current.abort();
      signal?.throwIfAborted();
      squared.push(value);
      return { metrics: { square: value * value } };
    },
    summarise: (_config, runs) => ({ sum: runs.reduce((sum, { metrics }) => sum + (metrics.square as number), 0) }),
    claims: [],
  }),
);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-store-'));
  squared = [];
  interruptAt = undefined;
  controller.current = new AbortController();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a finished run is not made again, whatever the order of the keys and the preset', async () => {
  const store = fileRunStore(dir);
  await runExperiment('squares', { store });
  const fractions: number[] = [];
  const result = await runExperiment('squares', {
    preset: 'paper',
    store,
    onProgress: (p) => fractions.push(p.fraction),
  });
  expect(squared).toEqual([1, 2, 3, 4]);
  expect(result.data.sum).toBe(30);
  expect(fractions.at(-1)).toBe(1);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
});

test('an interrupted experiment goes on from its finished runs', async () => {
  interruptAt = 3;
  const store = fileRunStore(dir);
  await expect(runExperiment('squares', { store, signal: controller.current.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(squared).toEqual([1, 2]);
  interruptAt = undefined;
  const result = await runExperiment('squares', { store });
  expect(squared).toEqual([1, 2, 3]);
  expect(result.data.sum).toBe(14);
});

test.each([
  ['cut short', (text: string) => text.slice(0, 20)],
  ['of another run', (text: string) => text.replace(/"key":"./, '"key":"x')],
  ['of another schema', (text: string) => text.replace('run/2', 'run/9')],
  ['with another number in it', (text: string) => text.replace(/"square":(\d)/, '"square":1$1')],
])('a stored run that is %s is set aside, named and made again', async (_, damage) => {
  const messages: string[] = [];
  const store = fileRunStore(dir, (message) => messages.push(message));
  await runExperiment('squares', { store });
  const file = join(dir, 'runs', readdirSync(join(dir, 'runs'))[0]!);
  writeFileSync(file, damage(readFileSync(file, 'utf8')));
  const result = await runExperiment('squares', { store });
  expect(result.data.sum).toBe(14);
  expect(squared).toHaveLength(4);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(file);
  expect(readdirSync(join(dir, 'runs')).filter((name) => name.endsWith('.damaged'))).toHaveLength(1);
});

/** Sums of squares: a run of its own that needs those of its numbers, and goes on from its checkpoint. */
let added: number[] = [];
let failAt: number | undefined;
type PartSpec = { readonly value: number } & JsonObject;
type SumSpec = { readonly parts: readonly PartSpec[] } & JsonObject;

register(
  defineExperiment<
    { readonly numbers: readonly number[]; readonly extra: readonly number[] } & JsonObject,
    PartSpec | SumSpec,
    RunOutput
  >({
    id: 'sums',
    recipeVersion: 1,
    title: 'Sums',
    figure: 'none',
    defaultPreset: 'quick',
    presets: {
      quick: { description: 'three numbers', time: 'no time', config: { numbers: [1, 2, 3], extra: [] } },
      paper: { description: 'three numbers', time: 'no time', config: { numbers: [1, 2, 3], extra: [] } },
    },
    // The sum stands first, and is made last all the same.
    runs: ({ numbers, extra }) => {
      const parts = numbers.map((value) => ({ value }));
      return [{ parts: [...parts, ...extra.map((value) => ({ value }))] }, ...parts];
    },
    label: (spec) => ('parts' in spec ? 'sum' : `part ${spec.value}`),
    cost: () => 1,
    needs: (spec) => ('parts' in spec ? (spec as SumSpec).parts : []),
    async run(spec, { checkpoint, needed }) {
      if (!('parts' in spec)) return { metrics: { square: (spec.value as number) ** 2 } };
      const saved = (checkpoint?.read() ?? { count: 0, sum: 0 }) as { count: number; sum: number };
      let sum = saved.sum;
      for (const [i, { metrics }] of (needed ?? []).entries()) {
        if (i < saved.count) continue;
        if (i === failAt) throw new Error('interrupted');
        added.push(metrics.square as number);
        sum += metrics.square as number;
        await checkpoint?.write({ count: i + 1, sum });
      }
      return { metrics: { sum } };
    },
    summarise: () => ({}),
    claims: [],
  }),
);

describe('runs that need others', () => {
  beforeEach(() => {
    added = [];
    failAt = undefined;
  });

  test('are made after them and get their outputs', async () => {
    const { data } = await runExperiment('sums');
    expect(data.runs[0]?.metrics.sum).toBe(14);
    expect(data.runs.slice(1).map(({ metrics }) => metrics.square)).toEqual([1, 4, 9]);
  });

  test('go on from their checkpoint after an interruption', async () => {
    const store = fileRunStore(dir);
    failAt = 2;
    await expect(runExperiment('sums', { store })).rejects.toThrow('interrupted');
    expect(readdirSync(join(dir, 'runs')).filter((name) => name.endsWith('.checkpoint.json'))).toHaveLength(1);
    failAt = undefined;
    expect((await runExperiment('sums', { store })).data.runs[0]?.metrics.sum).toBe(14);
    expect(added).toEqual([1, 4, 9]);
    expect(readdirSync(join(dir, 'runs')).filter((name) => name.endsWith('.checkpoint.json'))).toHaveLength(0);
  });

  test('begin anew where their checkpoint is damaged, and say so', async () => {
    const messages: string[] = [];
    const store = fileRunStore(dir, (message) => messages.push(message));
    failAt = 1;
    await expect(runExperiment('sums', { store })).rejects.toThrow('interrupted');
    failAt = undefined;
    const file = readdirSync(join(dir, 'runs')).find((name) => name.endsWith('.checkpoint.json'))!;
    const path = join(dir, 'runs', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"sum":1', '"sum":100'));
    expect((await runExperiment('sums', { store })).data.runs[0]?.metrics.sum).toBe(14);
    expect(messages[0]).toContain(file);
  });

  test('must find them among the runs', async () => {
    await expect(runExperiment('sums', { config: { extra: [7] } })).rejects.toThrow(
      "the run 'sum' needs 'part 7', which is not among its runs",
    );
  });
});

test('a configuration that names a run twice is refused', async () => {
  await expect(runExperiment('squares', { config: { numbers: [1, 1] } })).rejects.toThrow(
    "the configuration names the run 'square of 1' twice",
  );
});

test('several experiments over the same threads: results in the order asked for', async () => {
  const seen: string[] = [];
  const results = await runExperiments([{ id: 'sums' }, { id: 'squares', preset: 'paper' }], {
    onProgress: ({ experiment, event }) => event === 'finished' && seen.push(experiment),
  });
  expect(results.map(({ experiment, preset }) => `${experiment} ${preset}`)).toEqual(['sums quick', 'squares paper']);
  expect(seen).toHaveLength(8);
  for (const { runSeconds, data, digest } of results) {
    expect(runSeconds).toHaveLength(data.runs.length);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  }
});

test.each<[Parameters<typeof runExperiment>, string]>([
  [['square'], "there is no experiment 'square'; did you mean 'squares'?"],
  [['squares', { preset: 'fast' as 'quick' }], "there is no preset 'fast'"],
  [
    ['squares', { config: { number: [1] } }],
    "experiment 'squares': there is no configuration key 'number'; did you mean 'numbers'?",
  ],
  [
    ['squares', { config: { numbers: 'three' } }],
    `experiment 'squares': numbers must be a list of numbers, like [1,2,3], got "three"`,
  ],
])('refuses %j', async (args, message) => {
  await expect(runExperiment(...args)).rejects.toThrow(message);
});
