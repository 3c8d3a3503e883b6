import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mlp, TorchRandom } from '@mnist1d/models';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import paper from '../../../fixtures/paper-results.json' with { type: 'json' };
import { checkClaims, type Experiment, type JsonObject, lottery, type Run, runExperiment } from '../src/index.ts';
import { bitsFromBase64, bitsToBase64, floatsFromBase64, floatsToBase64 } from '../src/recipes/base64.ts';
import { adjacency } from '../src/recipes/lottery/adjacency.ts';
import { dropLowest } from '../src/recipes/lottery/pruning.ts';
import { fileRunStore } from '../src/running/storage.ts';

const experiment = lottery as unknown as Experiment;
const { config: whole } = lottery.presets.paper;

/** A configuration of seconds. */
const tiny = {
  seeds: [1],
  hiddenSize: 20,
  rounds: 5,
  ticketRound: 3,
  steps: 21,
  checkpointStep: 10,
  evalEvery: 10,
  transferSteps: 11,
  transferBatchSize: 100,
};

/** On fresh data with the ticket's own weights, read off the paper's picture; the notebook's are of new weights. */
const fresh = { dense: [63.9], ticket: [70.6], random: [58.3] };

/** The authors' numbers as runs, or with changes. */
function runsWith(changes: Readonly<Record<string, number>> = {}): Run[] {
  const { trials, transfer_final_test_acc: transfer } = paper.lottery;
  const pruning = (['random', 'magnitude'] as const).flatMap((criterion) =>
    trials.map((trial, seed) => ({
      spec: { kind: 'pruning', criterion, seed },
      metrics: { firstLayerMask: criterion === 'random' ? ['1111000', '1100000'] : ['1111100', '1110000'] },
      curves: {
        sparsity: trial[criterion].map((round) => round.sparsity),
        finalAccuracy: trial[criterion].map(
          (round) => round.last_acc + (round.sparsity > 0 ? (changes.pruned ?? 0) : 0),
        ),
      },
    })),
  );
  const tried = Object.entries({ ...transfer.values, fresh }).flatMap(([name, masks]) =>
    Object.entries(masks).flatMap(([mask, accuracies]) =>
      accuracies.map((testAccuracy, seed) => ({
        spec: { kind: 'transfer', mask, condition: name.replace('_', '-'), seed },
        metrics: { testAccuracy: testAccuracy + (changes[mask] ?? 0) },
      })),
    ),
  );
  return [...pruning, ...tried];
}

const claims = (runs: readonly Run[], config: JsonObject = whole) =>
  Object.fromEntries(checkClaims(experiment, config, runs).map((claim) => [claim.id, claim]));

test('every claim holds for the authors’ numbers, where measured is published', () => {
  const checked = Object.values(claims(runsWith()));
  expect(checked).toHaveLength(12);
  for (const { id, holds, measured, published } of checked) {
    expect(holds, id).toBe(true);
    if (!id.startsWith('adjacent')) expect(measured, id).toBeCloseTo(published!, 1);
  }
});

test('each claim fails where the numbers contradict it', () => {
  const failing = (changes: Readonly<Record<string, number>>) =>
    Object.values(claims(runsWith(changes)))
      .filter(({ holds }) => holds === false)
      .map(({ id }) => id);
  expect(failing({ pruned: -4 })).toEqual(['pruning-beats-dense']);
  expect(failing({ random: 13 }).filter((id) => id.startsWith('ticket-beats-random'))).toHaveLength(5);
  expect(failing({ dense: 7 })).toEqual(['ticket-beats-dense-fresh', 'ticket-beats-dense-new-weights']);
  expect(failing({ dense: -1 })).toEqual(['ticket-loses-shuffled']);
  const alike = runsWith().map((run) =>
    run.spec.kind === 'pruning' ? { ...run, metrics: { firstLayerMask: ['1111'] } } : run,
  );
  expect(claims(alike)['adjacent-two']!.holds).toBe(false);
});

test('a smaller experiment decides nothing', () => {
  const all = Object.values(claims(runsWith(), { ...whole, rounds: 10 }));
  expect(new Set(all.map(({ holds }) => holds))).toEqual(new Set([null]));
});

test('adjacency counts places over inputs', () => {
  const { mean, standardError } = adjacency('ticket', ['1111', '0110']);
  // Three pairs and one, two triples and none, one quadruple and none, over four inputs and two units.
  expect(mean).toEqual([0.5, 0.25, 0.125]);
  expect(standardError[0]).toBeCloseTo(0.25 / Math.SQRT2, 12);
});

test('the lowest int(sparsity × count) of each layer are dropped, weights and bias together', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(seeds, fc.double({ min: 0, max: 1, noNaN: true }), (seed, sparsity) => {
      const params = mlp({ inputSize: 5, hiddenSize: 4, outputSize: 3 }).initArrays(seed);
      const masks = dropLowest(params, sparsity);
      for (const layer of ['linear1', 'linear2', 'linear3'] as const) {
        const values = (['weight', 'bias'] as const).flatMap((part) =>
          Array.from(params[`${layer}.${part}`].data, (value, i) => ({
            magnitude: Math.abs(value),
            kept: masks[`${layer}.${part}`]!.data[i]! === 1,
          })),
        );
        const dropped = values.filter(({ kept }) => !kept);
        expect(dropped).toHaveLength(Math.trunc(sparsity * values.length));
        const lowestKept = Math.min(...values.filter(({ kept }) => kept).map(({ magnitude }) => magnitude));
        for (const { magnitude } of dropped) expect(magnitude).toBeLessThanOrEqual(lowestKept);
      }
    }),
    { numRuns: 50 },
  );
});

test('bits and floats survive their text', () => {
  const random = new TorchRandom(0);
  for (const n of [0, 1, 7, 8, 9, 20_500]) {
    const floats = random.randn(n);
    expect(floatsFromBase64(floatsToBase64(floats))).toEqual(floats);
    const bits = floats.map((value) => Number(value > 0));
    expect(bitsFromBase64(bitsToBase64(bits), n)).toEqual(bits);
  }
});

test('a small experiment has the shape of the whole one', async () => {
  const result = await runExperiment('lottery', { config: tiny });
  expect(result).toEqual(JSON.parse(JSON.stringify(result)));
  expect(result.data.runs).toHaveLength(2 + 15);
  for (const { spec, curves, metrics } of result.data.runs) {
    if (spec.kind === 'transfer') expect(curves?.steps).toEqual([0, 10]);
    else {
      expect(curves?.sparsity).toEqual([0, 0.25, 0.5, 0.75, 1]);
      expect(curves?.finalAccuracy).toHaveLength(5);
      expect(metrics.ticketSparsity).toBe(0.75);
      // A quarter of the layer is left, biases included.
      const ones = (metrics.firstLayerMask as string[]).join('').replaceAll('0', '').length;
      expect(ones / (20 * 41)).toBeGreaterThan(0.2);
      expect(ones / (20 * 40)).toBeLessThan(0.27);
    }
  }
  // Without any parameters left every class is as likely as any other.
  expect(result.data.runs[1]!.curves!.testLoss!.at(-1)).toBeCloseTo(Math.log(10), 5);
});

test('interrupted in the middle of a trial, it goes on round by round, to the same bits', async () => {
  const config = { ...tiny, conditions: [] };
  const uninterrupted = await runExperiment('lottery', { config });
  const dir = mkdtempSync(join(tmpdir(), 'mnist1d-lottery-'));
  try {
    const store = fileRunStore(dir);
    for (const stopAt of [0.25, 0.5, 0.9]) {
      const controller = new AbortController();
      const onProgress = ({ event, runFraction }: { event: string; runFraction: number }) => {
        if (event === 'running' && runFraction >= stopAt) controller.abort();
      };
      await expect(
        runExperiment('lottery', { config, store, signal: controller.signal, onProgress }),
      ).rejects.toThrow();
    }
    const rounds: number[] = [];
    const onProgress = ({ event, runFraction }: { event: string; runFraction: number }) =>
      event === 'running' && rounds.push(Math.floor(runFraction * 5));
    const resumed = await runExperiment('lottery', { config, store, onProgress });
    expect(resumed.digest).toBe(uninterrupted.digest);
    // What was finished of the first trial is not trained again.
    expect(rounds[0]).toBeGreaterThanOrEqual(3);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test.each<[JsonObject, string]>([
  [{ ticketRound: 100 }, 'ticketRound must be an integer in 0 … 99, got 100'],
  [{ checkpointStep: 1050 }, 'checkpointStep must be a multiple of evalEvery = 100, got 1050'],
  [{ conditions: ['upside-down'] }, "there is no condition 'upside-down'"],
])('refuses %j', async (config, message) => {
  await expect(runExperiment('lottery', { config })).rejects.toThrow(message);
});
