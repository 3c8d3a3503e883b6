/** The templates from which samples are made. */

import type { VegaLiteSpec } from '../parts/spec.ts';
import { type Gallery, type GalleryOptions, galleryFigure } from './gallery.ts';

/**
 * The templates with their labels, time running downwards: lines on white ('light') or dots on black ('dark').
 * @throws TypeError or RangeError that names the template if numbers of labels differ or a value is not finite.
 */
export function templatesFigure(templates: Gallery, options: GalleryOptions = {}): VegaLiteSpec {
  return galleryFigure('templatesFigure', 'templates', templates, options, { width: 62, height: 62 });
}
