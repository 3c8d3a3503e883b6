/**
 * Figure 1: how a signal is made of the template of its digit. A row for each stage, in which this stage and all before it are
 * switched on.
 */
import { getTemplates, RandomState, type SampleOptions } from '@mnist1d/dataset';
import { constructionStages } from '@mnist1d/dataset/construction';
import { constructionKind } from '@mnist1d/results/kinds/construction';
import type { JsonObject } from '../../running/experiment.ts';
import { paperExperiment } from '../paper-experiment.ts';

/** Configuration: options of the dataset, and the seed from which every row begins. */
export interface ConstructionConfig extends JsonObject {
  readonly seed: number;
  readonly padding: readonly [min: number, max: number];
  readonly scaleCoeff: number;
  readonly maxTranslation: number;
  readonly corrNoiseScale: number;
  readonly iidNoiseScale: number;
  readonly shearScale: number;
}

const published: ConstructionConfig = {
  seed: 0,
  padding: [36, 60],
  scaleCoeff: 0.4,
  maxTranslation: 48,
  corrNoiseScale: 0.25,
  iidNoiseScale: 0.02,
  shearScale: 0.75,
};

/** The stages in their order, and the options that switch them on. The padding is fixed until dilation varies it. */
const stages: readonly (readonly [stage: string, keys: readonly (keyof ConstructionConfig)[]])[] = [
  ['Pad', []],
  ['Dilate', ['padding']],
  ['Scale', ['scaleCoeff']],
  ['Translate', ['maxTranslation']],
  ['Add correlated noise', ['corrNoiseScale']],
  ['Add white noise', ['iidNoiseScale']],
  ['Shear', ['shearScale']],
];

export const construction = paperExperiment<typeof constructionKind, ConstructionConfig>({
  kind: constructionKind,
  recipeVersion: 1,
  title: 'How a signal is made',
  figure: 'Figure 1',
  defaultPreset: 'paper',
  meanings: {
    seed: 'of the signals',
    padding: 'least and most zeros behind the template',
    scaleCoeff: 'width of the range of factors, 1 ± half of it',
    maxTranslation: 'translations are of less points than this',
    corrNoiseScale: 'scale of the smoothed noise in the place of the zeros',
    iidNoiseScale: 'scale of the white noise on every point',
    shearScale: 'width of the range of slopes, ± half of it from end to end',
  },
  presets: {
    paper: { description: 'the published options', config: published },
    quick: { description: 'the same', config: published },
  },

  check(config) {
    // The dataset knows the rules.
    try {
      signalsOf(config);
    } catch (cause) {
      const message = (cause as Error).message.replace(/^\w+: /, '');
      throw new RangeError(`experiment 'construction': ${message}`, { cause });
    }
  },

  runs(config) {
    const { seed, padding } = config;
    const off: ConstructionConfig = {
      seed,
      padding: [padding[1], padding[1]],
      ...{ scaleCoeff: 0, maxTranslation: 1, corrNoiseScale: 0, iidNoiseScale: 0, shearScale: 0 },
    };
    const rows = stages.map(([stage], i) => {
      const on = stages.slice(0, i + 1).flatMap(([, keys]) => keys);
      const options = { ...off, ...Object.fromEntries(on.map((key) => [key, config[key]])) } as ConstructionConfig;
      return { stage, options };
    });
    return [{ stage: 'Template', options: null }, ...rows];
  },

  label: ({ stage }) => stage.toLowerCase(),

  cost: () => 0.001,

  run: async ({ options }) => ({ metrics: { signals: options ? signalsOf(options) : getTemplates().x.map(toList) } }),

  claims: [],
});

/** A sample of every digit, one after another from the seed. */
function signalsOf(options: Partial<SampleOptions> & { readonly seed: number }): number[][] {
  const random = new RandomState(options.seed);
  return getTemplates().y.map((digit) => {
    const made = constructionStages(digit, options, random).at(-1);
    return toList(made?.x ?? []);
  });
}

function toList(values: ArrayLike<number>): number[] {
  return Array.from(values);
}
