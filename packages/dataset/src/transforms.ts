/**
 * The steps that make a sample of a template (the paper's Figure 1), one by one. Each returns a new signal; those that draw
 * take the stream they draw from. `sample-generator.ts` does the same at once, and faster.
 */
import { checkWholeNumber } from './check-whole-number.ts';
import { fillZeros } from './numpy/gaussian-filter.ts';
import type { RandomState } from './numpy/random-state.ts';
import { linspace, resample } from './numpy/resample.ts';
import { checkPadding } from './options.ts';

/**
 * Adds 1e-8, which tells the template from the padding, and puts padding[0] … padding[1] zeros behind it. Draws one
 * uniform number.
 */
function pad(signal: Float64Array, padding: readonly [min: number, max: number], random: RandomState): Float64Array {
  checkPadding('pad', padding);
  const [min, max] = padding;
  const padded = new Float64Array(signal.length + min + Math.floor(random.randomSample() * (max - min + 1)));
  padded.set(signal.map((value) => value + 1e-8));
  return padded;
}

/** Multiplies a signal with a factor in 1 ± scaleCoeff / 2. Draws one uniform number. */
function scale(signal: Float64Array, scaleCoeff: number, random: RandomState): Float64Array {
  const factor = 1 + scaleCoeff * (random.randomSample() - 0.5);
  return signal.map((value) => value * factor);
}

/** Rotates a signal by 0 … maxTranslation − 1 points. Draws one integer. */
function translate(signal: Float64Array, maxTranslation: number, random: RandomState): Float64Array {
  checkWholeNumber('translate', 'maxTranslation', maxTranslation, 1, signal.length);
  const shift = random.choice(maxTranslation);
  return signal.map((_, i) => signal[(i + signal.length - shift) % signal.length] as number);
}

/**
 * Replaces the zeros of a signal with Gaussian noise, smoothed by a Gaussian of standard deviation 2 points, and adds white
 * noise to every point. Draws two Gaussian numbers per point.
 */
function addNoise(
  signal: Float64Array,
  corrNoiseScale: number,
  iidNoiseScale: number,
  random: RandomState,
): Float64Array {
  const noisy = signal.slice();
  fillZeros(noisy, random.randn(signal.length), corrNoiseScale);
  const white = random.randn(signal.length);
  return noisy.map((value, i) => value + iidNoiseScale * (white[i] as number));
}

/** Takes away a straight line through the middle with a slope in ± shearScale / 2 from end to end. Draws one uniform number. */
function shear(signal: Float64Array, shearScale: number, random: RandomState): Float64Array {
  const slope = shearScale * (random.randomSample() - 0.5);
  const line = linspace(-0.5, 0.5, signal.length);
  return signal.map((value, i) => value - slope * (line[i] as number));
}

/** The steps by name; with `constructionStages`, all of them in a row. */
export const transforms = {
  pad,
  /** Stretches a padded signal to one length for all: the less padding, the wider the digit. */
  dilate: resample,
  scale,
  translate,
  addNoise,
  shear,
  resample,
};
