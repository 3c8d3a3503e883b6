/** Samples of the data set. */

import type { VegaLiteSpec } from '../parts/spec.ts';
import { type Gallery, type GalleryOptions, galleryFigure } from './gallery.ts';

/**
 * A gallery of samples with their labels, time running downwards: lines on white ('light') or dots on black ('dark').
 * @param samples plain or typed arrays; row `i` of a data set is `x.subarray(i * length, (i + 1) * length)`.
 * @throws TypeError or RangeError that names the signal if numbers of labels differ or a value is not finite.
 */
export function samplesFigure(samples: Gallery, options: GalleryOptions = {}): VegaLiteSpec {
  return galleryFigure('samplesFigure', 'samples', samples, options, { width: 62, height: 110, dotArea: 9 });
}
