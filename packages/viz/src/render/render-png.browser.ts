/** Specification → PNG in browsers and their workers, through an offscreen canvas. */

import type { VegaLiteSpec } from '../parts/spec.ts';
import { createView } from './create-view.ts';
import { checkScale, type PngOptions } from './png-options.ts';
import { svgSize } from './svg-size.ts';

/**
 * Draws a specification as a PNG image, `scale` times the specification's size, with the browser's fonts.
 * @throws TypeError if `spec` is not a Vega-Lite specification; RangeError for a scale out of (0, 8].
 */
export async function renderPng(spec: VegaLiteSpec, options: PngOptions = {}): Promise<Uint8Array> {
  const scale = checkScale(options);
  const view = await createView('renderPng', spec);
  try {
    // Vega's own canvas would grow with the screen's pixel ratio, and does not exist in a worker.
    const { width, height } = svgSize(await view.toSVG());
    const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
    const context = canvas.getContext('2d');
    if (!context) throw new Error(`renderPng: no 2d context for a canvas of ${canvas.width} × ${canvas.height} pixels`);
    await view.toCanvas(scale, { externalContext: context });
    const blob = await canvas.convertToBlob({ type: 'image/png' });
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    view.finalize();
  }
}
