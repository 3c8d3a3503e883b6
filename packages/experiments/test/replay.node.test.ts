/**
 * Every experiment, shortened, made again from the built package: the keys of its runs, their bits, what is measured for the
 * claims and all of the result's data are those of replay/*.json. After a change that means to change them:
 * npx --yes pnpm@12 --filter @mnist1d/experiments replay
 *
 * All of it is the same on every machine: training is compiled, and what else is computed takes no transcendental function
 * of the engine (none of it changes when Math.exp, log, tanh, pow, sin and cos are off by some units in the last place).
 */
import { createHash } from 'node:crypto';
import { experiments, getExperiment, type Json, type Run, type RunStore, runExperiment } from '@mnist1d/experiments';
import { checkResult } from '@mnist1d/results';
import { expect, test } from 'vitest';
import { settings } from './replay/settings.ts';

test.each([...experiments.keys()])('%s', async (id) => {
  const keys = new Map<string, string>();
  const result = await runExperiment(id, {
    preset: 'quick',
    config: settings[id] ?? {},
    workers: 2,
    store: keepKeys(keys),
  });
  const { label, kind } = getExperiment(id);
  if (!kind) throw new Error(`${id} is of no kind of results`);
  checkResult(id, kind, result);
  const runs = result.data.runs.map((run) => {
    const sha256 = sha256Of(run);
    return [label(run.spec), { key: keys.get(sha256), sha256 }] as const;
  });
  const replay = {
    runs: Object.fromEntries(runs),
    measured: Object.fromEntries(result.claims.map(({ id: claim, measured }) => [claim, measured])),
    data: sha256Of(result.data),
  };
  expect(Object.keys(replay.runs)).toHaveLength(runs.length);
  expect(sha256Of(result.data.runs as unknown as Json)).toBe(result.digest);
  await expect(`${JSON.stringify(replay, null, 2)}\n`).toMatchFileSnapshot(`replay/${id}.json`);
});

/** A store that has nothing and notes by which key each run is stored. */
function keepKeys(keys: Map<string, string>): RunStore {
  return {
    read: async () => undefined,
    write: async (key, { run }) => void keys.set(sha256Of(run), key),
    readCheckpoint: async () => undefined,
    writeCheckpoint: async () => {},
  };
}

/** SHA-256 of JSON with the keys of every object in order, computed apart from the package's own. */
function sha256Of(value: Run | Json): string {
  const ordered = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  return createHash('sha256').update(ordered).digest('hex');
}
