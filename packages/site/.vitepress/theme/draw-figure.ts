/** A figure of a result, drawn into an element; loads Vega. */
import type { VegaLiteSpec } from '@mnist1d/viz';
import embed from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';

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
    // A band around a single seed has no width, of which Vega would warn.
    logLevel: 1,
  });
  return finalize;
}
