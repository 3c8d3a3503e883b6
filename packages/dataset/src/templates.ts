/** The ten hand-drawn digits that every sample is made from. */
import { meanAndDeviation } from './numpy/numpy-sums.ts';
import { linspace } from './numpy/resample.ts';

/** Digits as 12-point signals, their times and their classes. */
export interface Templates {
  /** One signal per class. */
  readonly x: readonly Float64Array[];
  /** The time of each point, −5/6 … 5/6. */
  readonly t: Float64Array;
  /** The class of each signal, 0 or more. */
  readonly y: readonly number[];
}

/** Horizontal position of the pen at twelve heights, digit by digit (the paper's Figure 1; data of the Python package). */
const STROKES = [
  [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
  [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
  [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
  [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
  [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
  [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
  [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
  [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
  [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
  [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
];

/** The templates of MNIST-1D: each with deviation 1/6, beginning at 0. Fresh arrays at every call. */
export function getTemplates(): Templates {
  const x = STROKES.map((stroke) => {
    const [mean] = meanAndDeviation(Float64Array.from(stroke));
    const centred = Float64Array.from(stroke, (value) => value - mean);
    const [, deviation] = meanAndDeviation(centred);
    const first = (centred[0] as number) / deviation;
    return centred.map((value) => (value / deviation - first) / 6);
  });
  const t = linspace(-5, 5, 12).map((time) => time / 6);
  return { x, t, y: x.map((_, digit) => digit) };
}
