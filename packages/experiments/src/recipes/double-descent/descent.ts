/** The landmarks of a curve of errors over the size of a network. */

export interface Point {
  readonly size: number;
  readonly trainError: number;
  readonly testError: number;
}

/** What the claims speak of. */
export interface Descent {
  /** The points up to the interpolation threshold. */
  readonly before: readonly Point[];
  /** The interpolation threshold: the smallest network whose training error is under 1 %. */
  readonly threshold: Point;
  /** The lowest test error up to the threshold. */
  readonly dip: Point;
  /** The highest test error from the dip on. */
  readonly peak: Point;
  /** The largest network. */
  readonly last: Point;
}

/** Undefined where no network fits the training data. */
export function describeDescent(points: readonly Point[]): Descent | undefined {
  const threshold = points.find(({ trainError }) => trainError < 1);
  const last = points.at(-1);
  if (!threshold || !last) return undefined;
  const before = points.filter(({ size }) => size <= threshold.size);
  const dip = before.reduce((best, point) => (point.testError < best.testError ? point : best));
  const peak = points
    .filter(({ size }) => size >= dip.size)
    .reduce((best, point) => (point.testError > best.testError ? point : best));
  return { before, threshold, dip, peak, last };
}
