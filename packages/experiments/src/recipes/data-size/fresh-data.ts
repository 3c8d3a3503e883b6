/** Training sets of any size, and test signals that are in none of them. */
import { makeDataset } from '@mnist1d/dataset';
import type { TrainingData } from '../../training/check-data.ts';

/** Signals to test on, the same for all training sets. */
export const TEST_ROWS = 5000;

/** Seed of the generator for the test signals; training sets have those of the runs, which are below. */
const TEST_SEED = 2 ** 32 - 1;

/** So many training signals of a seed, each set standardised by itself, as the generator does it. */
export function freshData(trainSize: number, seed: number): TrainingData {
  const { xTest, yTest, numTest } = makeDataset({ numSamples: TEST_ROWS, trainSplit: 0, seed: TEST_SEED });
  return { ...makeDataset({ numSamples: trainSize, trainSplit: 1, seed }), xTest, yTest, numTest };
}
