/** An endless stream of fresh samples, for training without an end to the data. */
import { checkNumber } from '@mnist1d/checks';
import { RandomState } from './numpy/random-state.ts';
import { resolveSampleOptions, type SampleOptions, sampleDefaults } from './options.ts';
import { sampleGenerator } from './sample-generator.ts';

/** One signal and its class. */
export interface Sample {
  /** finalSeqLength points. */
  readonly x: Float32Array;
  readonly y: number;
}

export interface SamplesOptions extends SampleOptions {
  /** Taken from every point, by default the mean of the default dataset before it is standardised. */
  readonly mean: number;
  /** What every point is then divided by, by default the deviation of the default dataset. */
  readonly deviation: number;
}

/** Mean and deviation of the default dataset's 5,000 signals. */
const defaults = { ...sampleDefaults, mean: -0.00550750643127718, deviation: 0.15467803420593054 };

/**
 * Fresh samples without end: the class is drawn first, then the sample as in `makeDataset`.
 *
 * @throws RangeError or TypeError that names the option, the value and the rule, at once
 */
export function samples(options: Partial<SamplesOptions> = {}): IterableIterator<Sample> {
  const where = 'samples';
  const resolved = resolveSampleOptions<SamplesOptions>(where, options, defaults);
  checkNumber(where, 'mean', resolved.mean);
  checkNumber(where, 'deviation', resolved.deviation, Number.MIN_VALUE);
  return draw(resolved);
}

function* draw(options: SamplesOptions): IterableIterator<Sample> {
  const { templates, finalSeqLength, mean, deviation } = options;
  const random = new RandomState(options.seed);
  const generate = sampleGenerator(options, random);
  const signal = new Float64Array(finalSeqLength);
  for (;;) {
    const index = random.randint(templates.x.length);
    generate(templates.x[index] as Float64Array, signal, 0);
    yield { x: Float32Array.from(signal, (value) => (value - mean) / deviation), y: templates.y[index] as number };
  }
}
