/** The options of the dataset and their rules. */
import { checkNumber, nearestName, refuse } from '@mnist1d/checks';
import { checkWholeNumber } from './check-whole-number.ts';
import { getTemplates, type Templates } from './templates.ts';

/** How one sample is made. */
export interface SampleOptions {
  /** Length that dilation starts from: a sample has templateLength + padding[1] points before it is resampled. Default 12. */
  readonly templateLength: number;
  /** Least and most zeros behind the template. Default [36, 60]. */
  readonly padding: readonly [min: number, max: number];
  /** Width of the range of factors, 1 ± scaleCoeff / 2. Default 0.4. */
  readonly scaleCoeff: number;
  /** Translations are 0 … maxTranslation − 1 points; 1 … templateLength + padding[1]. Default 48. */
  readonly maxTranslation: number;
  /** Scale of the smoothed noise that replaces the zeros. Default 0.25. */
  readonly corrNoiseScale: number;
  /** Scale of the white noise on every point. Default 0.02. */
  readonly iidNoiseScale: number;
  /** Width of the range of slopes, ± shearScale / 2 from end to end. Default 0.75. */
  readonly shearScale: number;
  /** Points of a finished signal. Default 40. */
  readonly finalSeqLength: number;
  /** An integer in 0 … 2³²−1. Default 42. */
  readonly seed: number;
  /** The signals that samples are made from. Default: the ten digits. */
  readonly templates: Templates;
}

/** How the dataset is made: the options of the Python package under camel-case names. */
export interface DatasetOptions extends SampleOptions {
  /** Samples in all; rounded down to a multiple of the number of classes, as in Python. Default 5000. */
  readonly numSamples: number;
  /** Share of the rows that is for training, 0 … 1. As in Python, 1 leaves none for testing, which training needs. Default 0.8. */
  readonly trainSplit: number;
  /** Permutes the points of all signals alike. Default false. */
  readonly shuffleSeq: boolean;
  /** Precision of x and xTest. Default 'float32'. */
  readonly dtype: 'float32' | 'float64';
}

export const sampleDefaults = {
  templateLength: 12,
  padding: [36, 60],
  scaleCoeff: 0.4,
  maxTranslation: 48,
  corrNoiseScale: 0.25,
  iidNoiseScale: 0.02,
  shearScale: 0.75,
  finalSeqLength: 40,
  seed: 42,
} as const satisfies Omit<SampleOptions, 'templates'>;

const datasetDefaults = {
  ...sampleDefaults,
  numSamples: 5000,
  trainSplit: 0.8,
  shuffleSeq: false,
  dtype: 'float32',
} as const satisfies Omit<DatasetOptions, 'templates'>;

/** All options of `makeDataset`, checked. */
export function resolveOptions(given: Partial<DatasetOptions>): DatasetOptions {
  const where = 'makeDataset';
  const options = resolveSampleOptions<DatasetOptions>(where, given, datasetDefaults);
  const { dtype, shuffleSeq } = options;
  checkWholeNumber(where, 'numSamples', options.numSamples, options.templates.y.length);
  checkNumber(where, 'trainSplit', options.trainSplit, 0, 1);
  if (typeof shuffleSeq !== 'boolean') refuse(where, 'shuffleSeq', 'true or false', shuffleSeq);
  if (dtype !== 'float32' && dtype !== 'float64') refuse(where, 'dtype', "'float32' or 'float64'", dtype);
  return options;
}

/** The given options over the defaults, those of a sample checked. An option that is undefined is as good as absent. */
export function resolveSampleOptions<O extends SampleOptions>(
  where: string,
  given: Partial<O>,
  defaults: Omit<O, 'templates'>,
): O {
  if (Object(given) !== given) refuse(where, 'options', 'an object', given);
  const options: Record<string, unknown> = { ...defaults, templates: getTemplates() };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(options, name)) {
      throw new TypeError(`${where}: no option '${name}', did you mean '${nearestName(name, Object.keys(options))}'?`);
    }
    if (value !== undefined) options[name] = value;
  }
  checkSampleOptions(where, options as unknown as SampleOptions);
  return options as unknown as O;
}

function checkSampleOptions(where: string, options: SampleOptions): void {
  const { templateLength, padding, maxTranslation, templates } = options;
  checkPadding(where, padding);
  // Signals of a single point cannot be resampled.
  checkWholeNumber(where, 'templateLength', templateLength, padding[1] > 0 ? 1 : 2);
  checkWholeNumber(where, 'maxTranslation', maxTranslation, 1, templateLength + padding[1]);
  checkWholeNumber(where, 'finalSeqLength', options.finalSeqLength, 1);
  checkWholeNumber(where, 'seed', options.seed, 0, 0xffffffff);
  for (const name of ['scaleCoeff', 'corrNoiseScale', 'iidNoiseScale', 'shearScale'] as const) {
    checkNumber(where, name, options[name]);
  }
  checkTemplates(where, templates);
}

function checkTemplates(where: string, templates: Templates): void {
  const { x, t, y } = templates ?? {};
  // As lists: the gaps in one are values, too.
  const isSignal = (signal: Float64Array) =>
    signal?.length > 1 && signal.length === t.length && [...signal].every(Number.isFinite);
  if (!x?.length || x.length !== y?.length || ![t, ...x].every(isSignal)) {
    refuse(where, 'templates', '{ x, t, y }: signals, times and classes of matching lengths', templates);
  }
  for (const label of y) checkWholeNumber(where, 'templates.y', label, 0, 0x7fffffff);
}

export function checkPadding(where: string, padding: unknown): void {
  const [min, max] = Array.isArray(padding) && padding.length === 2 ? padding : [];
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0 || max < min) {
    refuse(where, 'padding', '[min, max] with 0 ≤ min ≤ max', padding);
  }
}
