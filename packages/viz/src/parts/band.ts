/** The band about a line. */
import type { Layer } from './spec.ts';

/** Which fields of a row draw the band: where on x, from and to what on y, in what colour, one band for each `detail`. */
interface BandFields {
  readonly x: string;
  readonly low: string;
  readonly high: string;
  readonly detail: string;
  /** The lines' scale of y, where it does not begin at zero. */
  readonly scale?: object;
}

/** A row's field `colour` is its fill. Not through the lines' scale: that would give its legend filled discs. */
export function band({ x, low, high, detail, scale = {} }: BandFields): Layer {
  return {
    mark: { type: 'area', opacity: 0.18, clip: true },
    encoding: {
      x: { field: x, type: 'quantitative' },
      y: { field: low, type: 'quantitative', scale },
      y2: { field: high },
      fill: { field: 'colour', type: 'nominal', scale: null },
      detail: { field: detail, type: 'nominal' },
    },
  };
}
