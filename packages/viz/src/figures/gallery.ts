/** A gallery of signals with their labels: samples of the data set, or its ten templates. */
import { checkObject, describe } from '../checks/check-values.ts';
import {
  checkSignalRow,
  largestAmplitude,
  type Signal,
  type SignalRow,
  type SignalStyle,
  signalRow,
} from '../parts/signals.ts';
import { schema, type VegaLiteSpec } from '../parts/spec.ts';
import { type FigureOptions, getPalette, themeConfig } from '../parts/theme.ts';

export interface Gallery {
  readonly signals: readonly Signal[];
  /** The class of each signal. */
  readonly labels: readonly (number | string)[];
  /** The time of each value. Evenly spaced when left out. */
  readonly t?: readonly Signal[];
}

export interface GalleryOptions extends FigureOptions {
  /** Panels per row. Default 10. */
  readonly columns?: number;
}

/** A panel's size in pixels, and a dot's in square pixels. */
export type GalleryShape = Pick<SignalStyle, 'width' | 'height' | 'dotArea'>;

/**
 * Draws a gallery as the paper does: light panels hold a line, dark ones a dot per value.
 * @throws TypeError or RangeError that names the signal if numbers of labels differ or a value is not finite.
 */
export function galleryFigure(
  where: string,
  what: string,
  gallery: Gallery,
  { theme = 'light', columns = 10 }: GalleryOptions,
  shape: GalleryShape,
): VegaLiteSpec {
  const palette = getPalette(theme);
  checkObject(where, what, gallery);
  const { signals, labels, t } = gallery;
  if (!Number.isInteger(columns) || columns < 1) {
    throw new RangeError(`${where}: columns must be a positive integer, got ${describe(columns)}`);
  }
  if (!Array.isArray(labels)) throw new TypeError(`${where}: labels must be an array, got ${describe(labels)}`);
  const all: SignalRow = { signals, labels: labels.map((label) => `label=${label}`), ...(t && { t }) };
  checkSignalRow(where, '', all);
  const starts = Array.from({ length: Math.ceil(signals.length / columns) }, (_, row) => row * columns);
  const style = {
    ...shape,
    palette,
    mark: theme === 'dark' ? 'dots' : 'line',
    amplitude: largestAmplitude([all]),
  } as const;
  const part = <T>(values: readonly T[], start: number): readonly T[] => values.slice(start, start + columns);
  return {
    $schema: schema,
    description: `${signals.length} ${what}, time running downwards: ${labels.join(', ')}.`,
    config: themeConfig(palette),
    spacing: 10,
    vconcat: starts.map((start) =>
      signalRow(
        {
          signals: part(signals, start),
          labels: part(all.labels ?? [], start),
          ...(t && { t: part(t, start) }),
        },
        style,
      ),
    ),
  };
}
