/** Specification → SVG. */

import type { VegaLiteSpec } from '../parts/spec.ts';
import { createView } from './create-view.ts';
import { legalText } from './legal-text.ts';

/**
 * Draws a specification as an SVG document with real text: DejaVu Sans where the viewer has it, else Verdana, which is as wide.
 * @throws TypeError if `spec` is not a Vega-Lite specification; Error if it cannot be evaluated.
 */
export async function renderSvg(spec: VegaLiteSpec): Promise<string> {
  const view = await createView('renderSvg', spec);
  try {
    return legalText(await view.toSVG());
  } finally {
    view.finalize();
  }
}
