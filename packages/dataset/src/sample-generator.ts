/** Makes samples in bulk: the steps of `transforms.ts` in the same arithmetic, without an array for each of them. */
import { FILTER_MARGIN, fillZeros } from './gaussian-filter.ts';
import type { SampleOptions } from './options.ts';
import type { RandomState } from './random-state.ts';
import { type Grid, interpolate, linspace, resampleGrid } from './resample.ts';

/** Draws a sample of a template and writes its finalSeqLength points to `out`, from place `at` on. */
export type SampleGenerator = (template: Float64Array, out: Float64Array, at: number) => void;

export function sampleGenerator(options: SampleOptions, random: RandomState): SampleGenerator {
  const { templateLength, scaleCoeff, maxTranslation, corrNoiseScale, iidNoiseScale, shearScale, finalSeqLength } =
    options;
  const [minPadding, maxPadding] = options.padding;
  const full = templateLength + maxPadding;
  const line = linspace(-0.5, 0.5, full);
  const finalGrid = resampleGrid(full, finalSeqLength);
  const dilationGrids: Grid[] = [];
  const padded = new Float64Array(Math.max(...options.templates.x.map(({ length }) => length)) + maxPadding + 1);
  const signalAndOne = new Float64Array(full + 1);
  const signal = signalAndOne.subarray(0, full);
  const draws = new Float64Array(2 * full);
  const margin = new Float64Array(full + FILTER_MARGIN);

  return (template, out, at) => {
    padded.fill(0);
    for (let i = 0; i < template.length; i++) padded[i] = (template[i] as number) + 1e-8;
    const length = template.length + minPadding + Math.floor(random.randomSample() * (maxPadding - minPadding + 1));
    const factor = 1 + scaleCoeff * (random.randomSample() - 0.5);
    dilationGrids[length] ??= resampleGrid(length, full);
    interpolate(padded, dilationGrids[length], signal, random.choice(maxTranslation), full, factor);

    random.fillNormal(draws);
    fillZeros(signal, draws, corrNoiseScale, margin);
    const slope = shearScale * (random.randomSample() - 0.5);
    for (let i = 0; i < full; i++)
      signal[i] = (signal[i] as number) + iidNoiseScale * (draws[full + i] as number) - slope * (line[i] as number);
    interpolate(signalAndOne, finalGrid, out, at);
  };
}
