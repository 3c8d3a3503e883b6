/** Stored runs of an experiment that is no more what it was: noticed, and made again on request. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defineExperiment, type JsonObject, type RunOutput, register, runExperiment } from '../src/index.ts';
import { fileRunStore } from '../src/running/storage.ts';

const dir = mkdtempSync(join(tmpdir(), 'mnist1d-fresh-'));
const module = join(dir, 'edited.mjs');
let answer: number;
let failing: boolean;

register(
  defineExperiment<JsonObject, JsonObject, RunOutput>({
    id: 'edited',
    module: pathToFileURL(module).href,
    recipeVersion: 1,
    title: 'Edited',
    figure: 'none',
    defaultPreset: 'quick',
    presets: { quick: { description: 'one', config: {} }, paper: { description: 'one', config: {} } },
    runs: () => [{ number: 1 }],
    label: () => 'one',
    async run(_, { checkpoint }) {
      const { from } = checkpoint?.read() ?? { from: answer };
      await checkpoint?.write({ from: answer });
      if (failing) throw new Error('interrupted');
      return { metrics: { answer: from as number } };
    },
    claims: [],
  }),
);

let store: ReturnType<typeof fileRunStore>;
beforeEach(() => {
  writeFileSync(module, '// 1');
  [answer, failing] = [1, false];
  store = fileRunStore(mkdtempSync(join(dir, 'store-')));
});
afterEach(() => rmSync(module, { force: true }));

const answerOf = async (fresh?: boolean) => {
  const { data } = await runExperiment('edited', { store, ...(fresh !== undefined && { fresh }) });
  return data.runs[0]?.metrics.answer;
};
const refusal = `experiment 'edited': ${pathToFileURL(module).href} has changed since the run 'one' was stored; make the runs again with \`fresh: true\` (--fresh)`;

test('runs of an earlier module are refused, and made again with fresh', async () => {
  expect(await answerOf()).toBe(1);
  writeFileSync(module, '// 2');
  answer = 2;
  await expect(answerOf()).rejects.toThrow(refusal);
  expect(await answerOf(true)).toBe(2);
  expect(await answerOf()).toBe(2);
});

test('so are checkpoints', async () => {
  failing = true;
  await expect(answerOf()).rejects.toThrow('interrupted');
  failing = false;
  writeFileSync(module, '// 2');
  answer = 2;
  await expect(answerOf()).rejects.toThrow(refusal);
  expect(await answerOf(true)).toBe(2);
});

test('fresh makes stored runs again where nothing is known to have changed', async () => {
  expect(await answerOf()).toBe(1);
  answer = 2;
  expect(await answerOf()).toBe(1);
  expect(await answerOf(true)).toBe(2);
});

test('a module that cannot be read is an error', async () => {
  rmSync(module);
  await expect(answerOf()).rejects.toThrow("experiment 'edited': its module cannot be read: ENOENT");
});
