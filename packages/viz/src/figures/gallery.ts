/** A gallery of signals with their labels: samples of the data set, or its ten templates. */
import { show } from '@mnist1d/results';
import { checkObject } from '../checks/check-values.ts';
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
type GalleryShape = Pick<SignalStyle, 'width' | 'height' | 'dotArea'>;

/**
 * A gallery of samples with their labels, time running downwards: lines on white ('light') or dots on black ('dark').
 * @param samples plain or typed arrays; row `i` of a data set is `x.subarray(i * length, (i + 1) * length)`.
 * @throws TypeError or RangeError that names the signal if numbers of labels differ or a value is not finite.
 */
export function samplesFigure(samples: Gallery, options: GalleryOptions = {}): VegaLiteSpec {
  return galleryFigure('samplesFigure', 'samples', samples, options, { width: 62, height: 110, dotArea: 9 });
}

/**
 * The templates from which samples are made, with their labels, time running downwards: lines on white ('light') or dots on
 * black ('dark').
 * @throws TypeError or RangeError that names the template if numbers of labels differ or a value is not finite.
 */
export function templatesFigure(templates: Gallery, options: GalleryOptions = {}): VegaLiteSpec {
  return galleryFigure('templatesFigure', 'templates', templates, options, { width: 62, height: 62 });
}

/**
 * Draws a gallery as the paper does: light panels hold a line, dark ones a dot per value.
 * @throws TypeError or RangeError that names the signal if numbers of labels differ or a value is not finite.
 */
function galleryFigure(
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
    throw new RangeError(`${where}: columns must be a positive integer, got ${show(columns)}`);
  }
  if (!Array.isArray(labels)) throw new TypeError(`${where}: labels must be an array, got ${show(labels)}`);
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
