/** What the runs of the book's experiments compute, against independent computations. */
import { makeDataset } from '@mnist1d/dataset';
import { expect, test, vi } from 'vitest';
import { type Checkpoint, fullBatch, type JsonObject, runExperiment } from '../src/index.ts';
import { dataOf } from '../src/recipes/book/random-labels.ts';
import { residualNetwork } from '../src/recipes/book/variances.ts';

/** W x + b for each row. */
function affine(rows: readonly number[][], { data: w }: { data: Float32Array }, b: Float32Array): number[][] {
  return rows.map((row) =>
    [...b].map((bias, unit) => row.reduce((sum, value, i) => sum + value * w[unit * row.length + i]!, bias)),
  );
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

test('the variances are those of the network, computed without tensors', async () => {
  const config = { branches: 3, hiddenSize: 12, varianceSeeds: [5], seeds: [], batchSize: 40 };
  const { data } = await runExperiment('batch-norm', { config });
  const { x, length } = makeDataset();
  const signals = Array.from({ length: 40 }, (_, row) => [...x.subarray(row * length, (row + 1) * length)]);
  for (const batchNorm of [false, true]) {
    const params = residualNetwork({ batchNorm, branches: 3, hiddenSize: 12 }).initArrays(5) as unknown as Record<
      string,
      { data: Float32Array }
    >;
    let h = affine(signals, params['linear1.weight']!, params['linear1.bias']!.data);
    const expected = [varianceOf(h.flat())];
    for (let i = 2; i <= 4; i++) {
      const units = h[0]!.map((_, unit) => h.map((row) => row[unit]!));
      const mean = units.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
      const scale = units.map((values) => 1 / Math.sqrt(varianceOf(values) + 1e-5));
      const input = h.map((row) =>
        row.map((value, unit) => Math.max(0, batchNorm ? (value - mean[unit]!) * scale[unit]! : value)),
      );
      const branch = affine(input, params[`linear${i}.weight`]!, params[`linear${i}.bias`]!.data);
      h = h.map((row, r) => row.map((value, unit) => value + branch[r]![unit]!));
      expected.push(varianceOf(h.flat()));
    }
    const run = data.runs.find(({ spec }) => spec.batchNorm === batchNorm);
    const measured = run?.metrics.variances as number[];
    expect(measured).toHaveLength(4);
    for (const [i, value] of measured.entries()) expect(value / expected[i]!).toBeCloseTo(1, 4);
  }
});

test('noise has the mean and variance of the signals; permuted labels are those of the signals, in another order', () => {
  const real = makeDataset();
  const noise = dataOf('random-inputs', 1);
  const moments = (x: Float32Array | Float64Array) => {
    const values = [...x];
    return [values.reduce((sum, value) => sum + value, 0) / values.length, varianceOf(values)];
  };
  const [expected, got] = [moments(real.x), moments(noise.x)] as [[number, number], [number, number]];
  expect(Math.abs(got[0] - expected[0])).toBeLessThan(0.01);
  expect(got[1] / expected[1]).toBeCloseTo(1, 1);
  expect([...noise.y]).toEqual([...real.y]);
  const permuted = dataOf('permuted-labels', 1);
  expect([...permuted.y].sort()).toEqual([...real.y].sort());
  const moved = permuted.y.filter((label, row) => label !== real.y[row]).length;
  // Nine of ten meet another class.
  expect(moved / real.numTrain).toBeGreaterThan(0.87);
  expect(permuted.yTest).toEqual(real.yTest);
  expect(permuted.x).toEqual(real.x);
  expect(dataOf('permuted-labels', 2).y).not.toEqual(permuted.y);
});

test('full-batch descent ends where the training error is 0, or after all steps', async () => {
  const config = { hiddenSizes: [30], seeds: [0], trainSize: 60, learningRate: 0.05, evalEvery: 10 };
  const { data } = await runExperiment('full-batch', { config: { ...config, maxSteps: 2000 } });
  const { metrics, curves } = data.runs[0]!;
  expect(curves?.trainError?.at(-1)).toBe(0);
  expect(curves?.trainError?.slice(0, -1)).not.toContain(0);
  expect(metrics.stepsToFit).toBe(curves?.steps?.at(-1));
  expect(metrics.parameters).toBe(40 * 30 + 30 + 30 * 10 + 10);
  const short = await runExperiment('full-batch', { config: { ...config, maxSteps: 20 } });
  expect(short.data.runs[0]!.metrics.stepsToFit).toBeNull();
  expect(short.data.runs[0]!.curves?.steps).toEqual([0, 10, 20]);
  // Nothing is random but the first weights: the longer training begins as the shorter.
  expect(curves?.trainLoss?.slice(0, 3)).toEqual(short.data.runs[0]!.curves?.trainLoss);
});

test('full-batch descent that was interrupted goes on to the same bits', async () => {
  const config = {
    ...fullBatch.presets.paper.config,
    hiddenSizes: [30, 20],
    trainSize: 60,
    maxSteps: 60,
    evalEvery: 10,
  };
  const [, spec] = fullBatch.runs({ ...config, learningRate: 0.05 });
  const whole = await fullBatch.run(spec!, {});
  let kept: string | undefined;
  const checkpoint: Checkpoint = {
    read: () => (kept === undefined ? undefined : (JSON.parse(kept) as JsonObject)),
    write: async (state) => {
      kept = JSON.stringify(state);
    },
  };
  const stop = new AbortController();
  // Each look at the clock is a minute after the one before.
  let minutes = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => 60_000 * minutes++);
  const onProgress = (share: number) => share >= 0.5 && stop.abort();
  await expect(fullBatch.run(spec!, { checkpoint, onProgress, signal: stop.signal })).rejects.toThrow();
  clock.mockRestore();
  expect((JSON.parse(kept!) as { looks: object[] }).looks).toHaveLength(4);
  expect(await fullBatch.run(spec!, { checkpoint })).toEqual(whole);
});

test.each<[string, JsonObject, string]>([
  ['residual', { depths: [0] }, 'depths must be an integer of at least 1, got 0'],
  ['residual', { connections: ['dense'] }, "there is no connection 'dense'"],
  ['batch-norm', { branches: 0 }, 'branches must be an integer of at least 1, got 0'],
  ['batch-norm', { batchSize: 1 }, 'batchSize must be'],
  ['random-labels', { tasks: ['noise'] }, "there is no task 'noise'"],
  ['full-batch', { trainSize: 4001 }, 'trainSize must be'],
  ['full-batch', { maxSteps: 160 }, 'maxSteps must be a multiple of evalEvery'],
])('%s refuses %j', async (id, config, message) => {
  await expect(runExperiment(id, { config })).rejects.toThrow(message);
});
