/** k nearest neighbours: how well the classes lie apart in a space. */
import { show } from '@mnist1d/checks';

/** How far two points are from each other: ‖a − b‖, or 1 − cos(a, b). */
export type Metric = 'euclidean' | 'cosine';

/** Points of as many numbers each, row-major, and the class of each. */
export interface LabelledPoints {
  readonly points: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/**
 * Test accuracy in percent of the majority vote among the k nearest training points, as scikit-learn's
 * KNeighborsClassifier: of classes with as many votes the lowest wins.
 *
 * @throws RangeError when there are fewer than k training points, or the points have different lengths
 */
export function knnAccuracy(
  train: LabelledPoints,
  test: LabelledPoints,
  { k = 10, metric = 'euclidean' }: { readonly k?: number; readonly metric?: Metric } = {},
): number {
  const count = train.labels.length;
  const length = train.points.length / count;
  if (!Number.isInteger(k) || k < 1 || k > count) {
    throw new RangeError(`knnAccuracy: k must be an integer in 1 … ${count}, the training points, got ${show(k)}`);
  }
  if (!Number.isInteger(length) || test.points.length !== length * test.labels.length) {
    throw new RangeError(
      `knnAccuracy: every point must have as many numbers, got ${train.points.length} for ${count} and ${test.points.length} for ${test.labels.length}`,
    );
  }
  const references = prepare(train.points, length, metric);
  const queries = prepare(test.points, length, metric);
  let correct = 0;
  for (let row = 0; row < test.labels.length; row++) {
    const { indices } = nearest(references, queries.subarray(row * length, (row + 1) * length), k);
    const votes = new Map<number, number>();
    for (const index of indices) {
      const label = train.labels[index] as number;
      votes.set(label, (votes.get(label) ?? 0) + 1);
    }
    const [winner] = [...votes].sort(([a, m], [b, n]) => n - m || a - b)[0] as [number, number];
    if (winner === test.labels[row]) correct++;
  }
  return (100 * correct) / test.labels.length;
}

/** Points among which squared Euclidean distances rank as the metric does: for cosine, of length one. */
export function prepare(points: ArrayLike<number>, length: number, metric: Metric): Float32Array | Float64Array {
  // Half the memory is half the time.
  if (metric === 'euclidean' && points instanceof Float32Array) return points;
  const prepared = Float64Array.from(points);
  if (metric === 'euclidean') return prepared;
  for (let at = 0; at < prepared.length; at += length) {
    let sum = 0;
    for (let i = at; i < at + length; i++) sum += (prepared[i] as number) * (prepared[i] as number);
    const norm = Math.sqrt(sum) || 1;
    for (let i = at; i < at + length; i++) (prepared[i] as number) /= norm;
  }
  return prepared;
}

/**
 * The k points nearest to a query, nearest first, the earlier one of two as near.
 *
 * @param except the row of the query itself, where it is one of the points
 */
export function nearest(
  points: Float32Array | Float64Array,
  query: Float32Array | Float64Array,
  k: number,
  except = -1,
): { readonly indices: Int32Array; readonly squares: Float64Array } {
  const length = query.length;
  const indices = new Int32Array(k);
  const squares = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  const count = points.length / length;
  for (let row = 0; row < count; row++) {
    if (row === except) continue;
    const bound = squares[k - 1] as number;
    let sum = 0;
    // Most points are far off: a glance now and then saves the rest.
    const at = row * length;
    for (let i = 0; i < length && sum < bound; ) {
      for (const end = Math.min(i + 16, length); i < end; i++) {
        const difference = (points[at + i] as number) - (query[i] as number);
        sum += difference * difference;
      }
    }
    if (sum >= bound) continue;
    let place = k - 1;
    for (; place > 0 && (squares[place - 1] as number) > sum; place--) {
      squares[place] = squares[place - 1] as number;
      indices[place] = indices[place - 1] as number;
    }
    squares[place] = sum;
    indices[place] = row;
  }
  return { indices, squares };
}
