/** Specification → PNG in Node: SVG, drawn by resvg with the font of this package alone, so that every machine gives the same picture. */
import { fontFiles } from '../font-files.ts';
import type { VegaLiteSpec } from '../parts/spec.ts';
import { checkScale, type PngOptions } from './png-options.ts';
import { renderSvg } from './render-svg.ts';

/**
 * Draws a specification as a PNG image, `scale` times the specification's size. Needs neither a browser nor a font on the machine.
 * @throws TypeError if `spec` is not a Vega-Lite specification; RangeError for a scale out of (0, 8].
 */
export async function renderPng(spec: VegaLiteSpec, options: PngOptions = {}): Promise<Uint8Array> {
  const scale = checkScale(options);
  const [svg, { renderAsync }] = await Promise.all([renderSvg(spec), import('@resvg/resvg-js')]);
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: scale },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  });
  return image.asPng();
}
