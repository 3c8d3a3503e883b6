/** Makes samples in bulk: the steps of `transforms.ts` in the same arithmetic, without an array for each of them. */
import { FILTER_MARGIN, fillZeros } from './numpy/gaussian-filter.ts';
import type { RandomState } from './numpy/random-state.ts';
import { type Grid, interpolate, linspace, resampleGrid } from './numpy/resample.ts';
import type { SampleOptions } from './options.ts';

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
  const templateSize = (options.templates.x[0] as Float64Array).length;
  const padded = new Float64Array(templateSize + 1);
  const signalAndOne = new Float64Array(full + 1);
  const signal = signalAndOne.subarray(0, full);
  const draws = new Float64Array(2 * full);
  const margin = new Float64Array(full + FILTER_MARGIN);

  return (template, out, at) => {
    for (let i = 0; i < templateSize; i++) padded[i] = (template[i] as number) + 1e-8;
    const length = templateSize + minPadding + Math.floor(random.randomSample() * (maxPadding - minPadding + 1));
    const factor = 1 + scaleCoeff * (random.randomSample() - 0.5);
    dilationGrids[length] ??= resampleGrid(length, full, templateSize);
    for (let i = 0; i < full; i++) signal[i] = 0;
    interpolate(padded, dilationGrids[length], signal, random.choice(maxTranslation), full, factor);

    random.fillNormal(draws);
    fillZeros(signal, draws, corrNoiseScale, margin);
    const slope = shearScale * (random.randomSample() - 0.5);
    addLast(signal, iidNoiseScale, draws, slope, line);
    interpolate(signalAndOne, finalGrid, out, at);
  };
}

function addLast(
  signal: Float64Array,
  noiseScale: number,
  draws: Float64Array,
  slope: number,
  line: Float64Array,
): void {
  const full = signal.length;
  for (let i = 0; i < full; i++)
    signal[i] = (signal[i] as number) + noiseScale * (draws[full + i] as number) - slope * (line[i] as number);
}
