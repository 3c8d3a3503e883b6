/** The specification that every figure function returns. */
import type { TopLevelSpec } from 'vega-lite';

/** A Vega-Lite specification: plain JSON, which the Vega editor, vega-embed and the renderers here take alike. */
export type VegaLiteSpec = TopLevelSpec;

/** One part of a figure of several: what stands in a concatenation. */
export type Panel = Extract<TopLevelSpec, { hconcat: unknown }>['hconcat'][number];

/** One layer of a panel. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

export const schema = 'https://vega.github.io/schema/vega-lite/v6.json';
