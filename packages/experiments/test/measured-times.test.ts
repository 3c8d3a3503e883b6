/** The times that stand beside the experiments of the paper. */
import { expect, test } from 'vitest';
import measured from '../../../tables/measured.json' with { type: 'json' };
import { classification, doubleDescent, experiments, lottery, metalearnActivation, tsne } from '../src/index.ts';
import { measuredTimes } from '../src/recipes/measured-times.ts';

test('the time of a preset, where it was measured, is one', () => {
  for (const { id, presets } of experiments.values())
    for (const { time } of Object.values(presets)) expect(time ?? 'no time', id).toMatch(/^(no time|\d+ (s|min))$/);
});

test('PyTorch’s time in the tables is that of the paper’s configuration', () => {
  for (const [id, { torch }] of Object.entries(measured.experiments)) {
    const { peer, presets } = experiments.get(id)!;
    const seconds = peer?.(presets.paper.config)?.seconds;
    if (torch === null) expect(seconds, id).toBeUndefined();
    else expect(Number(seconds?.toPrecision(String(torch).replace('.', '').length)), id).toBe(torch);
  }
});

const update = { steps: 1, batchSize: 100 };
const descent = { epochs: 1, batchSize: 100, numSamples: 100, trainSplit: 1 };
const inner = { innerSteps: 301, innerBatchSize: 100, hiddenSize: 128, activationSize: 100 };
test.each([
  ['logistic', 'classification', { kind: 'training', model: 'logistic', ...update }],
  ['mlp-100', 'classification', { kind: 'training', model: 'mlp', ...update }],
  ['cnn-25', 'classification', { kind: 'training', model: 'cnn', ...update }],
  ['gru-6', 'classification', { kind: 'training', model: 'gru', ...update }],
  ['double-descent-mlp-36', 'double-descent', { model: 'mlp', size: 36, ...descent }],
  ['double-descent-mlp-300', 'double-descent', { model: 'mlp', size: 300, ...descent }],
  ['double-descent-cnn-100', 'double-descent', { model: 'cnn', size: 100, ...descent }],
  ['pooling-max-20', 'pooling', { pooling: 'max', channels: 20, ...update }],
  ['metalearn-lr-outer-step', 'metalearn-lr', { hiddenSize: 50, innerBatchSize: 50, outerSteps: 1, innerSteps: 200 }],
  ['metalearn-activation-outer-step', 'metalearn-activation', { kind: 'learned', outerSteps: 1, ...inner }],
] as const)('PyTorch’s update is about as long as in the benchmark: %s', (workload, id, spec) => {
  // Measured at another time: the host slows by as much for seconds.
  const ratio =
    measuredTimes[id]!.torch!.milliseconds(spec)! / measured.jit.workloads[workload].peers['PyTorch 1.13'].ms;
  expect(ratio).toBeGreaterThan(0.75);
  expect(ratio).toBeLessThan(4 / 3);
});

test('PyTorch’s time is that of its updates', () => {
  const { paper, quick } = classification.presets;
  // 0.083 + 0.3 + 0.81 + 5.82 ms a round of the four classifiers, on two orders of features.
  expect(classification.peer?.(quick.config)?.seconds).toBeCloseTo((2 * 6001 * 7.013) / 1000, 9);
  expect(classification.peer?.({ ...paper.config, models: ['gru'] })?.seconds).toBeCloseTo(0.00582 * 6 * 6001, 9);
  expect(lottery.peer?.(lottery.presets.paper.config)?.seconds).toBeCloseTo(3298.8674, 6);
  const descent = { ...doubleDescent.presets.paper.config, mlpSizes: [36], cnnSizes: [], epochs: 1 };
  expect(doubleDescent.peer?.(descent)?.seconds).toBeCloseTo(2 * 40 * 0.000135, 9);
  expect(metalearnActivation.peer?.(metalearnActivation.presets.paper.config)?.seconds).toBeCloseTo(301 * 3.81, 6);
});

test('there is none where its like was not measured', () => {
  expect(classification.peer?.({ ...classification.presets.paper.config, batchSize: 50 })).toBeUndefined();
  expect(lottery.peer?.({ ...lottery.presets.paper.config, hiddenSize: 100 })).toBeUndefined();
  expect(tsne.peer?.(tsne.presets.paper.config)).toBeUndefined();
});
