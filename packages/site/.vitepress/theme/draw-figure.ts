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
  const { finalize } = await embed(element, saying(spec as unknown as Part) as unknown as VegaLiteSpec, {
    ...{ actions: false, renderer: 'svg', defaultStyle: false },
    // Interpreted: the page forbids to make code of texts.
    ...{ ast: true, expr: expressionInterpreter },
    // A band around a single seed has no width, of which Vega would warn.
    logLevel: 1,
  });
  // The panel has the name of the whole; Vega would make nameless pictures of the parts.
  element.querySelector('svg')?.setAttribute('aria-hidden', 'true');
  return finalize;
}

/** A specification, or a part of one. */
interface Part {
  readonly mark?: string | { readonly type: string };
  readonly [key: string]: unknown;
}

/** Marks say their values; of a line, Vega knows those of its first point alone, so points that nobody sees stand on it. */
function saying(part: Part): Part {
  const parts = ['layer', 'hconcat', 'vconcat', 'concat'].flatMap((key) => {
    const list = part[key];
    return Array.isArray(list) ? [[key, list.map(saying)]] : [];
  });
  const mark = typeof part.mark === 'string' ? { type: part.mark } : part.mark;
  const says = { tooltip: true };
  const marked =
    mark?.type === 'line'
      ? { mark: { ...mark, point: { opacity: 0, ...says } } }
      : mark && ['point', 'circle', 'bar', 'rect'].includes(mark.type)
        ? { mark: { ...mark, ...says } }
        : {};
  return { ...part, ...Object.fromEntries(parts), ...marked };
}
