/** Runs and configurations that JSON cannot hold: refused by name, or given one meaning before anybody sees them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  checkClaims,
  defineExperiment,
  type JsonObject,
  type RunOutput,
  register,
  runExperiment,
} from '../src/index.ts';
import { fileRunStore, readResult, writeResult } from '../src/running/storage.ts';

/** What the run yields, its checkpoint and what the first claim measures. */
let output: unknown;
let state: JsonObject | undefined;
let measured: unknown;
let made = 0;
const base = { metrics: { loss: 1 } };

const odd = defineExperiment<{ readonly scale: number } & JsonObject, JsonObject, RunOutput>({
  id: 'odd',
  recipeVersion: 1,
  title: 'Odd numbers',
  figure: 'none',
  defaultPreset: 'quick',
  presets: {
    quick: { description: 'one', config: { scale: 1 } },
    paper: { description: 'one', config: { scale: 1 } },
  },
  runs: ({ scale }) => [{ inverse: scale === 5 ? Number.POSITIVE_INFINITY : scale }],
  label: ({ inverse }) => `1 / ${inverse}`,
  async run(_, { checkpoint }) {
    made++;
    if (state) await checkpoint?.write(state);
    return output as RunOutput;
  },
  summarise: (_, runs) => ({ total: runs.reduce((sum, { metrics }) => sum + (metrics.loss as number), Number.NaN) }),
  claims: [
    {
      id: 'loss',
      text: 'Loss',
      rule: 'none that is null',
      published: null,
      measure: (runs) => (measured === undefined ? (runs[0]?.metrics.loss === null ? -1 : 1) : (measured as number)),
      holds: (value) => value > 0,
      decidable: () => true,
    },
  ],
});
register(odd);

let dir: string;
beforeEach(() => {
  [output, state, measured, made] = [base, undefined, undefined, 0];
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-json-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test.each<[unknown, RunOutput]>([
  [
    { metrics: { loss: Number.NaN, list: [1, -Number.POSITIVE_INFINITY] } },
    { metrics: { loss: null, list: [1, null] } },
  ],
  [
    { metrics: { loss: 2, none: undefined }, curves: { loss: [-0, Number.NaN] } },
    { metrics: { loss: 2 }, curves: { loss: [0, null] } },
  ],
])('a run that yields %j is the same fresh, from the store and from its file', async (yielded, expected) => {
  output = yielded;
  const store = fileRunStore(dir);
  const fresh = await runExperiment('odd', { store });
  const stored = await runExperiment('odd', { store });
  expect(made).toBe(1);
  expect(fresh.data.runs).toStrictEqual([{ spec: { inverse: 1 }, ...expected }]);
  const { seconds: _, ...same } = fresh;
  expect(stored).toStrictEqual({ ...same, seconds: stored.seconds });
  const read = await readResult(await writeResult(dir, fresh));
  expect(read).toStrictEqual(fresh);
  expect(checkClaims(odd as never, read.config, read.data.runs)).toStrictEqual(fresh.claims);
});

test.each([
  ['scale must be a finite number, got NaN', Number.NaN],
  ['scale must be a finite number, got Infinity', Number.POSITIVE_INFINITY],
  ['scale must not be -0, which JSON has as 0', -0],
])('a configuration is refused: %s', async (message, scale) => {
  await expect(runExperiment('odd', { config: { scale } })).rejects.toThrow(`experiment 'odd': ${message}`);
});

test('a specification that JSON cannot hold is refused by experiment, run and place', async () => {
  await expect(runExperiment('odd', { config: { scale: 5 } })).rejects.toThrow(
    "experiment 'odd', run '1 / Infinity': spec.inverse must be a finite number, got Infinity",
  );
});

test.each<[unknown, string]>([
  [undefined, "run '1 / 1': output must be a value that JSON holds, got undefined"],
  [{ metrics: 3 }, "run '1 / 1': output.metrics must be an object, got 3"],
  [{ metrics: { at: new Date(0) } }, 'output.metrics.at must be a value that JSON holds, got Date'],
  [
    { metrics: {}, curves: { loss: Float32Array.of(1) } },
    'output.curves.loss must be a value that JSON holds, got Float32Array',
  ],
  [{ metrics: {}, curves: { loss: ['high'] } }, 'output.curves.loss[0] must be a number, got "high"'],
])('an output of %j is refused', async (yielded, message) => {
  output = yielded;
  await expect(runExperiment('odd')).rejects.toThrow(message);
});

test('a checkpoint that would be another one when it is read is refused', async () => {
  state = { loss: Number.NaN };
  await expect(runExperiment('odd', { store: fileRunStore(dir) })).rejects.toThrow(
    "experiment 'odd', run '1 / 1': checkpoint.loss must be a finite number, got NaN",
  );
});

test.each<[unknown, string]>([
  ['high', "experiment 'odd', claim 'loss': measured must be a number or null, got 'high'"],
  [[1], "experiment 'odd', claim 'loss': measured must be a number or null, got [1]"],
])('a claim that measures %j is refused', async (value, message) => {
  measured = value;
  await expect(runExperiment('odd')).rejects.toThrow(message);
});

test('a number beyond JSON’s in a result file is damage, though its digest be that of null', async () => {
  output = { metrics: { loss: null } };
  const path = await writeResult(dir, await runExperiment('odd'));
  writeFileSync(path, readFileSync(path, 'utf8').replace('"loss": null', '"loss": 1e999'));
  await expect(readResult(path)).rejects.toThrow(`${path} is damaged`);
});
