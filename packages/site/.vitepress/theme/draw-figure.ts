/** A figure of a result, drawn into an element; loads Vega. */
import type { VegaLiteSpec } from '@mnist1d/viz';
import { expressionInterpreter } from 'vega-interpreter';
import embed from 'vega-embed';

export { figures, renderPng, renderSvg } from '@mnist1d/viz';

/** Points that nobody sees, which say their values: on a line, Vega knows those of its first point alone. */
const pointed = { line: { point: 'transparent' }, point: { tooltip: true }, bar: { tooltip: true } } as const;

/**
 * Draws, and says the values under the pointer.
 *
 * @returns removes it again
 */
export async function draw(element: HTMLElement, spec: VegaLiteSpec): Promise<() => void> {
  const { finalize } = await embed(element, spec, {
    ...{ actions: false, renderer: 'svg', defaultStyle: false, config: pointed },
    // Interpreted: the page forbids to make code of texts.
    ...{ ast: true, expr: expressionInterpreter },
  });
  return finalize;
}
