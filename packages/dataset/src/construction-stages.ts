/**
 * The stages in which a sample is made of its template, for Figure 1. An entry of its own, `@mnist1d/dataset/construction`.
 * @module construction
 */

import { RandomState } from './numpy/random-state.ts';
import { linspace, resample } from './numpy/resample.ts';
import { resolveSampleOptions, type SampleOptions, sampleDefaults } from './options.ts';
import { transforms } from './transforms.ts';

export type StageName = 'template' | 'pad' | 'dilate' | 'scale' | 'translate' | 'noise' | 'shear' | 'resample';

/** A sample after one of its stages. */
export interface ConstructionStage {
  readonly name: StageName;
  /** The signal. */
  readonly x: Float64Array;
  /** The time of each point, from −5/6 to 5/6. */
  readonly t: Float64Array;
}

/**
 * One sample of a class after each stage of its construction (the paper's Figure 1): 12 points of the template, the template
 * with its padding, templateLength + padding[1] points from dilation on, finalSeqLength at the end, not yet standardised.
 *
 * @param random the stream to draw from; by default that of `options.seed`
 * @throws RangeError or TypeError that names the option, the value and the rule
 */
export function constructionStages(
  label: number,
  options: Partial<SampleOptions> = {},
  random?: RandomState,
): ConstructionStage[] {
  const where = 'constructionStages';
  const resolved = resolveSampleOptions<SampleOptions>(where, options, sampleDefaults);
  const { templates, templateLength, padding } = resolved;
  const template = templates.x[templates.y.indexOf(label)];
  if (!template) throw new RangeError(`${where}: label must be one of ${templates.y.join(', ')}, got ${label}`);
  const stream = random ?? new RandomState(resolved.seed);

  const { pad, scale, translate, addNoise, shear } = transforms;
  const padded = pad(template, padding, stream);
  const dilated = resample(padded, templateLength + padding[1]);
  const scaled = scale(dilated, resolved.scaleCoeff, stream);
  const translated = translate(scaled, resolved.maxTranslation, stream);
  const noisy = addNoise(translated, resolved.corrNoiseScale, resolved.iidNoiseScale, stream);
  const sheared = shear(noisy, resolved.shearScale, stream);
  const stages: [StageName, Float64Array][] = [
    ['template', template],
    ['pad', padded],
    ['dilate', dilated],
    ['scale', scaled],
    ['translate', translated],
    ['noise', noisy],
    ['shear', sheared],
    ['resample', resample(sheared, resolved.finalSeqLength)],
  ];
  return stages.map(([name, x]) => ({ name, x, t: linspace(-5 / 6, 5 / 6, x.length) }));
}
