/** An entry of the leaderboard is trained on the published data, or not at all. */
import type * as Dataset from '@mnist1d/dataset';
import { logistic } from '@mnist1d/models';
import { expect, test, vi } from 'vitest';
import { trainEntry } from '../src/leaderboard/train-entry.ts';
import { adam } from '../src/training.ts';

const changed = vi.hoisted(() => ({ options: {} as Record<string, number>, spoilLater: false }));

vi.mock('@mnist1d/dataset', async (load) => {
  const original = await load<typeof Dataset>();
  return {
    ...original,
    makeDataset() {
      const data = original.makeDataset(changed.options);
      if (changed.spoilLater)
        setTimeout(() => {
          data.xTest[0] = 0;
        });
      return data;
    },
  };
});

const entry = { model: logistic, steps: 200, optimizer: adam() };
const spec = { entry: 'x', seed: 1, steps: 200, batchSize: 100, trainedOn: 'all' } as const;

test('other data are refused before training, and data that change meanwhile after it', async () => {
  const { metrics } = await trainEntry(entry, spec, {});
  expect(metrics.testAccuracy).toBeGreaterThan(20);
  expect(metrics.validationAccuracy).toBeNull();
  changed.spoilLater = true;
  await expect(trainEntry(entry, spec, {})).rejects.toThrow(/the data are not the published ones/);
  changed.spoilLater = false;
  changed.options = { seed: 7 };
  await expect(trainEntry(entry, spec, {})).rejects.toThrow(/the data are not the published ones/);
});
