/**
 * Fused arithmetic through experiments: digests beside those of exact runs, and stores that keep the classes apart. Where a
 * change of the compiler changes the digests on purpose:
 * UPDATE_DIGESTS=1 npx vitest run --project experiments packages/experiments/test/fused.node.test.ts
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDataset } from '@mnist1d/dataset';
import { createTrainer, defineExperiment, register, runExperiment, sgd, train } from '@mnist1d/experiments';
import { makeRecord } from '@mnist1d/experiments/leaderboard';
import { fileRunStore, readResult, writeResult } from '@mnist1d/experiments/storage';
import { fuses } from '@mnist1d/jit';
import { createModel } from '@mnist1d/models';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import known from './replay/fused.json' with { type: 'json' };
import { fusedDigest, fusedExperiments } from './replay/fused.ts';

const updates = process.env.UPDATE_DIGESTS !== undefined;
const found: Record<string, string> = {};
const digests: Readonly<Record<string, string>> = known;

describe.skipIf(!fuses())(`digests of quick presets${fuses() ? '' : ' (left out: this runtime does not fuse)'}`, () => {
  test.each(fusedExperiments)('%s', async (id) => {
    found[id] = await fusedDigest(id, 2);
    if (!updates) expect(found[id]).toBe(digests[id]);
  });

  afterAll(() => {
    if (updates) writeFileSync(new URL('replay/fused.json', import.meta.url), `${JSON.stringify(found, null, 2)}\n`);
  });
});

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mnist1d-fused-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const config = { models: ['logistic'], seeds: [1], steps: 41, evalEvery: 40, trainSizes: [100] };

describe.skipIf(!fuses())('a store', () => {
  const run = (numerics?: 'exact' | 'fused') =>
    runExperiment('data-size', { config, store: fileRunStore(dir), ...(numerics && { numerics }) });

  test('keeps the classes apart: each makes its own runs, and takes them again', async () => {
    const exact = await run();
    const fused = await run('fused');
    expect(readdirSync(join(dir, 'runs'))).toHaveLength(2);
    expect(fused.digest).not.toBe(exact.digest);
    const events: string[] = [];
    for (const numerics of ['fused', 'exact'] as const)
      await runExperiment('data-size', {
        ...{ config, store: fileRunStore(dir), numerics },
        onProgress: ({ event }) => events.push(event),
      });
    expect(events).toEqual(['stored', 'stored']);
    expect(await run('exact')).toMatchObject({ digest: exact.digest });
  });

  test('results say their class, exact ones by saying nothing, and have files of their own', async () => {
    const [exact, fused] = [await run('exact'), await run('fused')];
    expect('numerics' in exact).toBe(false);
    expect(fused.numerics).toBe('fused');
    const paths = [await writeResult(dir, exact), await writeResult(dir, fused)];
    expect(paths).toEqual(['data-size.json', 'data-size-fused.json'].map((name) => join(dir, name)));
    expect(await Promise.all(paths.map(readResult))).toEqual([exact, fused]);
  });

  test('keeps nothing of an experiment that does not ask for the class', async () => {
    const preset = { description: 'one run', time: 'no time', config: {} };
    for (const asks of [true, false])
      register(
        defineExperiment({
          id: `asks-${asks}`,
          ...{ recipeVersion: 1, title: 'Asks, or not', figure: 'none', claims: [] },
          ...{ defaultPreset: 'quick', presets: { quick: preset, paper: preset } },
          ...{ runs: () => [{ run: 1 }], label: () => 'the only', cost: () => 1, summarise: () => ({}) },
          run: async (_, context) => ({ metrics: { isFused: asks && context.numerics === 'fused' ? 1 : 0 } }),
        }),
      );
    const store = fileRunStore(dir);
    await expect(runExperiment('asks-false', { store, numerics: 'fused' })).rejects.toThrow(
      "experiment 'asks-false': run must pass context.numerics on to what computes (train, jit …) to be 'fused', and never read it",
    );
    expect(readdirSync(dir)).toEqual([]);
    expect((await runExperiment('asks-true', { store, numerics: 'fused' })).data.runs).toMatchObject([
      { metrics: { isFused: 1 } },
    ]);
    expect(await runExperiment('asks-false', { store })).toMatchObject({ experiment: 'asks-false' });
  });

  test('the leaderboard takes no fused result', async () => {
    const fused = await run('fused');
    expect(() => makeRecord('any', 'no module', { complete: fused, short: fused })).toThrow(
      "makeRecord: numerics must be 'exact', in which the leaderboard compares, got 'fused'",
    );
  });
});

test('what is no class is refused before anything runs, and so is fused arithmetic without the compiler', async () => {
  const wrong = { numerics: 'fussed' as 'fused' };
  await expect(runExperiment('construction', wrong)).rejects.toThrow(
    "runExperiment: there is no numerics 'fussed'; did you mean 'fused'? Known: exact, fused",
  );
  const logistic = createModel('logistic');
  const data = makeDataset({ numSamples: 100 });
  await expect(train(logistic, data, { steps: 1, ...wrong })).rejects.toThrow("there is no numerics 'fussed'");
  for (const numerics of ['fused', 'fussed'] as const)
    await expect(train(logistic, data, { steps: 1, backend: 'cpu', numerics: numerics as 'fused' })).rejects.toThrow(
      `train: numerics must be 'exact' on a backend of tfjs, got '${numerics}'`,
    );
});

test('threads without the compiler are refused', async () => {
  const logistic = createModel('logistic');
  const data = makeDataset({ numSamples: 100 });
  const options = { backend: 'cpu', steps: 1 } as const;
  const refusal = 'threads must be 1 on a backend of tfjs, got 2';
  await expect(train(logistic, data, { ...options, threads: 2 })).rejects.toThrow(`train: ${refusal}`);
  await expect(
    createTrainer(logistic, data, { ...options, start: 0, optimizer: sgd({ learningRate: 0.1 }), threads: 2 }),
  ).rejects.toThrow(`createTrainer: ${refusal}`);
  expect((await train(logistic, data, { ...options, threads: 1 })).trainLosses).toHaveLength(1);
});

test.skipIf(fuses())('where the runtime does not fuse, an experiment is refused', async () => {
  await expect(runExperiment('construction', { numerics: 'fused' })).rejects.toThrow(
    "runExperiment: numerics 'fused' cannot be computed here: ",
  );
});
