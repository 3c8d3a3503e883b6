/** MNIST-1D with one option of its generator off, or doubled. */
import { type Dataset, type DatasetOptions, makeDataset } from '@mnist1d/dataset';
import type { GeneratorOption, Level } from '@mnist1d/results/kinds/noise-and-shear';

type Changes = Readonly<Record<Exclude<Level, 'default'>, Partial<DatasetOptions>>>;

/**
 * By option, what it is off and doubled; the defaults stand in `DatasetOptions`. Padding is as wide a range about the same middle;
 * what it changes of a signal's points, translation follows in proportion. Doubled translation goes anywhere, which is 1.5 times
 * as far: a signal has 72 points then.
 */
export const changes: Readonly<Record<GeneratorOption, Changes>> = {
  padding: {
    off: { padding: [48, 48], maxTranslation: 40 },
    doubled: { padding: [24, 72], maxTranslation: 56 },
  },
  scaleCoeff: { off: { scaleCoeff: 0 }, doubled: { scaleCoeff: 0.8 } },
  maxTranslation: { off: { maxTranslation: 1 }, doubled: { maxTranslation: 72 } },
  corrNoiseScale: { off: { corrNoiseScale: 0 }, doubled: { corrNoiseScale: 0.5 } },
  iidNoiseScale: { off: { iidNoiseScale: 0 }, doubled: { iidNoiseScale: 0.04 } },
  shearScale: { off: { shearScale: 0 }, doubled: { shearScale: 1.5 } },
};

/** 4,000 signals for training and 1,000 for testing, both so changed; the published ones where nothing is. */
export function changedData(option: GeneratorOption | 'none', level: Level): Dataset {
  return makeDataset(option === 'none' || level === 'default' ? {} : changes[option][level]);
}
