/** Stored runs of an experiment that is no more what it was: noticed, and made again on request. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
const refusal = `experiment 'edited': ${pathToFileURL(module).href}, or a file that it imports, has changed since the run 'one' was stored; make the runs again with \`fresh: true\` (--fresh)`;

test('runs of an earlier module are refused, and made again with fresh', async () => {
  expect(await answerOf()).toBe(1);
  writeFileSync(module, '// 2');
  answer = 2;
  await expect(answerOf()).rejects.toThrow(refusal);
  expect(await answerOf(true)).toBe(2);
  expect(await answerOf()).toBe(2);
});

test.each<[string, string, Record<string, string>]>([
  ['imports', 'far.mjs', { 'edited.mjs': "import { a } from './near.mjs';", 'near.mjs': "export * from './far.mjs'" }],
  ['imports in a circle', 'near.mjs', { 'edited.mjs': "import './near.mjs';", 'near.mjs': "import './edited.mjs'" }],
  ['imports when it is asked to', 'far.mjs', { 'edited.mjs': "export const far = () => import('./far.mjs');" }],
  ['imports as text', 'far.json', { 'edited.mjs': "import far from './far.json' with { type: 'json' };" }],
  ['names by a URL', 'far.mjs', { 'edited.mjs': `import '${pathToFileURL(join(dir, 'far.mjs')).href}?v=1';` }],
  ['imports in another folder', 'rooms/far.mjs', { 'edited.mjs': "import 'node:fs'; import './rooms/far.mjs';" }],
  [
    'imports by what TypeScript makes',
    'far.ts',
    {
      'edited.mjs': "import './near.ts';",
      'near.ts': "import { type T, a } from './far.js'; export const b = <T>(x: T): T => x;",
    },
  ],
  ['imports without an ending', 'far.ts', { 'edited.mjs': "import './far';" }],
  ['imports before what nobody can parse', 'near.mjs', { 'edited.mjs': "import './near.mjs';", 'near.mjs': '`${' }],
  ['would import', 'far.mjs', { 'edited.mjs': "import('./far.mjs').catch(() => {});" }],
])('so are those of a module of which a file that it %s has changed', async (_, changed, files) => {
  mkdirSync(join(dir, 'rooms'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  if (!_.startsWith('would')) writeFileSync(join(dir, changed), files[changed] ?? '1');
  expect(await answerOf()).toBe(1);
  answer = 2;
  expect(await answerOf()).toBe(1);
  writeFileSync(join(dir, changed), `${files[changed] ?? ''} // 2`);
  await expect(answerOf()).rejects.toThrow(refusal);
  expect(await answerOf(true)).toBe(2);
  for (const name of [changed, ...Object.keys(files)]) rmSync(join(dir, name), { force: true });
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
