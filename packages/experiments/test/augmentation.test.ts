import { makeDataset } from '@mnist1d/dataset';
import { expect, test } from 'vitest';
import { checkClaims, type Experiment, augmentation as experiment, type Run, runExperiment } from '../src/index.ts';
import { withChangedCopies } from '../src/recipes/book/augmentation.ts';

test('a changed copy is its signal, shifted in a circle and scaled, of the same class', () => {
  const data = makeDataset({ numSamples: 200 });
  const { x, y, numTrain, length } = withChangedCopies(data, 1);
  expect(numTrain).toBe(2 * data.numTrain);
  expect([...x.subarray(0, data.x.length)]).toEqual([...data.x]);
  const rowOf = (row: number) => [...x.subarray(row * length, (row + 1) * length)];
  const shifts = new Set<number>();
  for (let row = 0; row < data.numTrain; row++) {
    const [plain, changed] = [rowOf(row), rowOf(data.numTrain + row)];
    expect(y[data.numTrain + row]).toBe(y[row]);
    // Whatever the shift, the norm tells the scale; one shift alone makes the rows equal then.
    const norm = (values: readonly number[]) => Math.hypot(...values);
    const factor = norm(changed) / norm(plain);
    expect(factor).toBeGreaterThanOrEqual(0.8);
    expect(factor).toBeLessThanOrEqual(1.2);
    const shift = plain.findIndex((_, by) =>
      plain.every((value, i) => Math.abs(changed[(i + by) % length]! - factor * value) < 1e-9),
    );
    expect(shift).toBeGreaterThanOrEqual(0);
    shifts.add(shift);
  }
  expect(shifts.size).toBeGreaterThan(30);
});

test('the claims compare means of test errors', () => {
  const runsWith = (none: number, once: number, eachBatch: number): Run[] =>
    (
      [
        ['none', none],
        ['once', once],
        ['each-batch', eachBatch],
      ] as const
    ).flatMap(([augmentation, error]) =>
      [-1, 1].map((seed) => ({ spec: { augmentation, seed }, metrics: { testError: error + seed } })),
    );
  const holds = (runs: readonly Run[]) =>
    checkClaims(experiment as unknown as Experiment, experiment.presets.paper.config, runs).map((claim) => claim.holds);
  expect(holds(runsWith(33, 29, 30))).toEqual([true, true, true]);
  expect(holds(runsWith(40, 38, 36))).toEqual([false, false, true]);
  expect(holds(runsWith(33, 29, 30).slice(0, 4))).toEqual([true, true, null]);
});

test('each way to augment is a training of its own from the same first weights', async () => {
  const { data } = await runExperiment('augmentation', { config: { hiddenSize: 8, seeds: [0], epochs: 1 } });
  const [none, once, eachBatch] = data.runs;
  // Before training: the same network on the same test rows.
  expect(once?.curves?.testLoss?.[0]).toBe(none?.curves?.testLoss?.[0]);
  expect(eachBatch?.curves?.trainLoss?.[0]).toBe(none?.curves?.trainLoss?.[0]);
  expect(once?.curves?.trainLoss?.[0]).not.toBe(none?.curves?.trainLoss?.[0]);
  expect(new Set([none, once, eachBatch].map((run) => run?.metrics.testLoss)).size).toBe(3);
});
