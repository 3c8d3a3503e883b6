/** The times that stand beside the experiments of the paper. */
import { expect, test } from 'vitest';
import { classification, doubleDescent, getExperiment, lottery, metalearnActivation, tsne } from '../src/index.ts';
import { measuredTimes } from '../src/recipes/measured-times.ts';

test('every preset that was measured has its time', () => {
  for (const id of Object.keys(measuredTimes))
    for (const { time } of Object.values(getExperiment(id).presets))
      expect(time, id).toMatch(/^(no time|\d+ (s|min))$/);
});

test('PyTorch’s time is that of its updates', () => {
  const { paper, quick } = classification.presets;
  // 0.083 + 0.3 + 0.81 + 5.82 ms a round of the four classifiers, on two orders of features.
  expect(classification.peer?.(quick.config)?.seconds).toBeCloseTo((2 * 1001 * 7.013) / 1000, 9);
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
