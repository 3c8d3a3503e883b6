/** A figure of a result, drawn into an element; loads Vega. */
import type { VegaLiteSpec } from '@mnist1d/viz';
import embed from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';

/**
 * Draws, and says the values under the pointer.
 *
 * @returns removes it again
 */
export async function draw(element: HTMLElement, spec: VegaLiteSpec): Promise<() => void> {
  const { finalize } = await embed(element, pointed(spec), {
    ...{ actions: false, renderer: 'svg', defaultStyle: false },
    // Interpreted: the page forbids to make code of texts.
    ...{ ast: true, expr: expressionInterpreter },
    // A band around a single seed has no width, of which Vega would warn.
    logLevel: 1,
  });
  return finalize;
}

/** On its lines stand points that nobody sees and that say their values: of a line, Vega knows those of its first point alone. */
function pointed(spec: VegaLiteSpec): VegaLiteSpec {
  const says = { tooltip: true };
  const { line, ...config } = spec.config ?? {};
  // The panel has the name of the whole; Vega would make nameless pictures of the parts.
  const aria = false;
  return { ...spec, config: { ...config, aria, line: { ...line, point: 'transparent' }, point: says, bar: says } };
}
