import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  defineExperiment,
  type Experiment,
  type JsonObject,
  type RunOutput,
  register,
  runExperiment,
} from '../src/index.ts';
import { fileRunStore, readResult, writeResult } from '../src/storage.ts';

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
  }) as unknown as Experiment,
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
  ['of another schema', (text: string) => text.replace('run/1', 'run/9')],
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

test('a result file reads back as it was written; others are refused by name', async () => {
  const result = await runExperiment('squares');
  const path = await writeResult(dir, result);
  expect(await readResult(path)).toEqual(result);
  writeFileSync(path, '{"schema": 1}');
  await expect(readResult(path)).rejects.toThrow(`${path} is no experiment's result`);
  writeFileSync(path, '{');
  await expect(readResult(path)).rejects.toThrow(`${path} is damaged`);
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
