/** One-dimensional signals as the paper draws them: time runs downwards, a framed panel per signal. */
import { show } from '@mnist1d/results';
import { extent, max } from 'd3-array';
import { checkNumbers } from '../checks/check-values.ts';
import type { Panel } from './spec.ts';
import type { Palette } from './theme.ts';

/** Values over time, of any length, as a plain or a typed array. */
export type Signal = ArrayLike<number>;

/** One row of panels. */
export interface SignalRow {
  readonly signals: readonly Signal[];
  /** Above each panel. */
  readonly labels?: readonly string[];
  /** The time of each value of each signal. Evenly spaced when left out. */
  readonly t?: readonly Signal[];
}

export interface SignalStyle {
  readonly palette: Palette;
  readonly mark: 'line' | 'dots';
  /** Of a dot, in square pixels. */
  readonly dotArea?: number;
  readonly width: number;
  readonly height: number;
  /** The largest |value|, which a panel holds with a margin. */
  readonly amplitude: number;
}

/** @throws TypeError or RangeError if the row has no signals, other numbers of labels or times, or values that are not finite. */
export function checkSignalRow(where: string, name: string, { signals, labels, t }: SignalRow): void {
  if (!Array.isArray(signals) || signals.length === 0) {
    throw new TypeError(`${where}: ${name}signals must be an array of at least one signal, got ${show(signals)}`);
  }
  signals.forEach((signal: unknown, i) => {
    checkNumbers(where, `${name}signals[${i}]`, signal);
    if (signal.length < 2) {
      throw new RangeError(`${where}: ${name}signals[${i}] must have at least 2 values, got ${signal.length}`);
    }
  });
  if (labels !== undefined && (!Array.isArray(labels) || labels.length !== signals.length)) {
    throw new RangeError(
      `${where}: ${name}labels must be an array of ${signals.length}, one per signal, got ${show(labels)}`,
    );
  }
  if (t === undefined) return;
  if (!Array.isArray(t) || t.length !== signals.length) {
    throw new RangeError(`${where}: ${name}t must be an array of ${signals.length}, one per signal, got ${show(t)}`);
  }
  t.forEach((times: unknown, i) => {
    checkNumbers(where, `${name}t[${i}]`, times);
    const { length } = signals[i] as Signal;
    if (times.length !== length) {
      throw new RangeError(`${where}: ${name}t[${i}] must have one time per value, got ${times.length} for ${length}`);
    }
  });
}

/** The largest |value| of all signals, 1 if all are zero. */
export function largestAmplitude(rows: readonly SignalRow[]): number {
  const signals = rows.flatMap((row) => row.signals);
  return max(signals, (signal) => max(Array.from(signal, Math.abs))) || 1;
}

/** A row of panels. One row of data per value: panel, label, index in the signal, time and value. */
export function signalRow({ signals, labels, t }: SignalRow, style: SignalStyle): Panel {
  const values = signals.flatMap((signal, panel) =>
    Array.from(signal, (value, index) => ({
      panel,
      ...(labels && { label: labels[panel] as string }),
      index,
      time: t?.[panel]?.[index] ?? index / (signal.length - 1),
      value,
    })),
  );
  const [first, last] = extent(values, ({ time }) => time) as [number, number];
  const margin = 0.08 * (last - first);
  const { palette, amplitude } = style;
  return {
    data: { values },
    spacing: 8,
    facet: {
      column: {
        field: 'panel',
        type: 'ordinal',
        header: labels
          ? { title: null, labelExpr: `${textsAsExpression(labels)}[datum.value]`, labelPadding: 4 }
          : { title: null, labels: false },
      },
    },
    spec: {
      width: style.width,
      height: style.height,
      view: { stroke: palette.faint, strokeWidth: 0.75 },
      mark:
        style.mark === 'line'
          ? { type: 'line', color: palette.ink, strokeWidth: 1.25, clip: true }
          : { type: 'point', filled: true, color: palette.ink, size: style.dotArea ?? 14, opacity: 1 },
      encoding: {
        x: {
          field: 'value',
          type: 'quantitative',
          axis: null,
          scale: { domain: [-1.15 * amplitude, 1.15 * amplitude], nice: false, zero: false },
        },
        y: {
          field: 'time',
          type: 'quantitative',
          axis: null,
          scale: { domain: [first - margin, last + margin], nice: false, zero: false, reverse: true },
        },
        ...(style.mark === 'line' && { order: { field: 'index', type: 'quantitative' } as const }),
      },
    },
  };
}

/**
 * An array of texts in Vega's expression language. Vega-Lite replaces `datum.value` and `datum.label` wherever they stand, in texts
 * too, but for those written with an escape.
 */
function textsAsExpression(texts: readonly string[]): string {
  return JSON.stringify(texts).replaceAll('datum.', 'datum\\u002e');
}
