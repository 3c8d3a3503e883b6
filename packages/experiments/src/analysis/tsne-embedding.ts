/**
 * t-SNE (van der Maaten & Hinton 2008) with the Barnes–Hut approximation (van der Maaten 2014), in scikit-learn's variant:
 * initialised by principal components, early exaggeration, gains. Arithmetic is the same in every engine.
 */
import { checkInteger, checkPositive, refuse, show } from '@mnist1d/checks';
import { nextTask } from '../training/next-task.ts';
import { exp, log } from './exact-math.ts';
import { type Metric, nearest, prepare } from './nearest-neighbours.ts';
import { principalComponents } from './principal-components.ts';
import { QuadTree } from './quad-tree.ts';

export interface TsneOptions {
  /** Default euclidean. */
  readonly metric?: Metric;
  /** Neighbours that count, about. Default 30. */
  readonly perplexity?: number;
  /** Default 1000, of which the first 250 are exaggerated twelvefold. */
  readonly iterations?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the share of the work done, 0 … 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

export interface Embedding {
  /** [count, 2], row-major. */
  readonly points: Float64Array;
  /** What was minimised: the Kullback–Leibler divergence, over the neighbours of each point, in nats. */
  readonly klDivergence: number;
}

/** An embedding for a result: coordinates to three digits behind the point, and the class of each row. */
export function coordinates(
  points: Float64Array,
  labels: ArrayLike<number>,
): { readonly x: readonly number[]; readonly y: readonly number[]; readonly label: readonly number[] } {
  const along = (k: number) =>
    Array.from({ length: labels.length }, (_, row) => Math.round(1000 * (points[2 * row + k] as number)) / 1000);
  return { x: along(0), y: along(1), label: Array.from(labels) };
}

/** Share of the progress that the search for neighbours makes, about. */
const SEARCH = 0.3;
const EXAGGERATED = 250;
const EXAGGERATION = 12;
/** A cell that looks smaller than this from a point counts as one point. */
const THETA = 0.5;

/**
 * Points in the plane whose neighbours are those of the given points.
 *
 * @param points count × length, row-major, finite
 * @throws RangeError that names the argument; the signal's reason when aborted
 */
export async function tsne(
  points: ArrayLike<number>,
  count: number,
  { metric = 'euclidean', perplexity = 30, iterations = 1000, signal, onProgress }: TsneOptions = {},
): Promise<Embedding> {
  checkInteger('tsne', 'count', count, 4);
  checkInteger('tsne', 'iterations', iterations, 1);
  checkPositive('tsne', 'perplexity', perplexity);
  if (!Number.isInteger(points.length / count)) {
    throw new RangeError(`tsne: points must hold count = ${count} rows, got ${points.length} numbers`);
  }
  const odd = Array.prototype.findIndex.call(points, (value) => !Number.isFinite(value));
  if (odd >= 0) refuse('tsne', `points[${odd}]`, 'a finite number', points[odd]);
  if (perplexity >= count) {
    throw new RangeError(`tsne: perplexity must be under count = ${count}, got ${show(perplexity)}`);
  }
  const affinities = await neighbourAffinities(points, count, metric, perplexity, signal, (share) =>
    onProgress?.(SEARCH * share),
  );
  const y = principalComponents(points, count, 2);
  const first = deviationOf(y, 0);
  for (let i = 0; i < y.length; i++) (y[i] as number) *= 1e-4 / (first || 1);

  const rate = Math.max(count / EXAGGERATION / 4, 50);
  const velocity = new Float64Array(2 * count);
  const gains = new Float64Array(2 * count).fill(1);
  const gradient = new Float64Array(2 * count);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const isEarly = iteration < EXAGGERATED;
    if (iteration === EXAGGERATED) {
      velocity.fill(0);
      gains.fill(1);
    }
    fillGradient(gradient, y, affinities, isEarly ? EXAGGERATION : 1);
    const momentum = isEarly ? 0.5 : 0.8;
    for (let i = 0; i < y.length; i++) {
      const g = gradient[i] as number;
      const v = velocity[i] as number;
      const gain = v * g < 0 ? (gains[i] as number) + 0.2 : Math.max(0.01, (gains[i] as number) * 0.8);
      gains[i] = gain;
      velocity[i] = momentum * v - rate * gain * g;
      (y[i] as number) += velocity[i] as number;
    }
    onProgress?.(SEARCH + ((1 - SEARCH) * (iteration + 1)) / iterations);
    if (iteration % 10 === 9) await nextTask(signal);
  }
  return { points: y, klDivergence: divergence(y, affinities) };
}

/** Symmetric affinities of neighbours, sparse: the entries of row i stand from starts[i] on. They sum up to one. */
interface Affinities {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

async function neighbourAffinities(
  points: ArrayLike<number>,
  count: number,
  metric: Metric,
  perplexity: number,
  signal: AbortSignal | undefined,
  onProgress: (share: number) => void,
): Promise<Affinities> {
  const length = points.length / count;
  const prepared = prepare(points, length, metric);
  const k = Math.min(count - 1, Math.floor(3 * perplexity + 1));
  const rows: Map<number, number>[] = Array.from({ length: count }, () => new Map());
  for (let row = 0; row < count; row++) {
    const query = prepared.subarray(row * length, (row + 1) * length);
    const { indices, squares } = nearest(prepared, query, k, row);
    // As scikit-learn has it: the distance of the metric squared, which for cosine is (1 − cos)² with 1 − cos = ‖a − b‖² / 2.
    const distances = metric === 'cosine' ? squares.map((square) => (square * square) / 4) : squares;
    const probabilities = calibrate(distances, perplexity);
    for (const [i, column] of indices.entries()) {
      const half = (probabilities[i] as number) / (2 * count);
      add(rows[row] as Map<number, number>, column, half);
      add(rows[column] as Map<number, number>, row, half);
    }
    if (row % 100 === 99) {
      onProgress(row / count);
      await nextTask(signal);
    }
  }
  const starts = new Int32Array(count + 1);
  for (const [row, entries] of rows.entries()) starts[row + 1] = (starts[row] as number) + entries.size;
  return {
    starts,
    columns: Int32Array.from(rows.flatMap((entries) => [...entries.keys()])),
    values: Float64Array.from(rows.flatMap((entries) => [...entries.values()])),
  };
}

function add(row: Map<number, number>, column: number, value: number): void {
  row.set(column, (row.get(column) ?? 0) + value);
}

/** Probabilities exp(−β d) / Σ whose entropy is ln(perplexity). */
function calibrate(distances: Float64Array, perplexity: number): Float64Array {
  const wanted = log(perplexity);
  const nearestOne = distances[0] as number;
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let beta = 1;
  let probabilities = new Float64Array(distances.length);
  for (let trial = 0; trial < 100; trial++) {
    const weights = distances.map((d) => exp(-beta * (d - nearestOne)));
    const sum = weights.reduce((a, b) => a + b, 0);
    probabilities = weights.map((w) => w / sum);
    const entropy =
      log(sum) + (beta * weights.reduce((a, w, i) => a + w * ((distances[i] as number) - nearestOne), 0)) / sum;
    if (Math.abs(entropy - wanted) <= 1e-5) break;
    if (entropy > wanted) low = beta;
    else high = beta;
    beta = high === Number.POSITIVE_INFINITY ? 2 * beta : (low + high) / 2;
  }
  return probabilities;
}

function fillGradient(gradient: Float64Array, y: Float64Array, affinities: Affinities, exaggeration: number): void {
  const count = y.length / 2;
  const tree = new QuadTree(y);
  const repulsion = new Float64Array(2 * count);
  let normaliser = 0;
  for (let i = 0; i < count; i++) normaliser += tree.repel(i, THETA, repulsion);
  const { starts, columns, values } = affinities;
  for (let i = 0; i < count; i++) {
    const [x0, y0] = [y[2 * i] as number, y[2 * i + 1] as number];
    let [gx, gy] = [0, 0];
    for (let at = starts[i] as number; at < (starts[i + 1] as number); at++) {
      const j = columns[at] as number;
      const dx = x0 - (y[2 * j] as number);
      const dy = y0 - (y[2 * j + 1] as number);
      const force = (exaggeration * (values[at] as number)) / (1 + dx * dx + dy * dy);
      gx += force * dx;
      gy += force * dy;
    }
    gradient[2 * i] = 4 * (gx - (repulsion[2 * i] as number) / normaliser);
    gradient[2 * i + 1] = 4 * (gy - (repulsion[2 * i + 1] as number) / normaliser);
  }
}

function divergence(y: Float64Array, { starts, columns, values }: Affinities): number {
  const count = y.length / 2;
  const closeness = (i: number, j: number) => {
    const dx = (y[2 * i] as number) - (y[2 * j] as number);
    const dy = (y[2 * i + 1] as number) - (y[2 * j + 1] as number);
    return 1 / (1 + dx * dx + dy * dy);
  };
  let normaliser = 0;
  for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) normaliser += 2 * closeness(i, j);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    for (let at = starts[i] as number; at < (starts[i + 1] as number); at++) {
      const p = values[at] as number;
      if (p > 1e-300) sum += p * log((p * normaliser) / closeness(i, columns[at] as number));
    }
  }
  return sum;
}

function deviationOf(y: Float64Array, dimension: number): number {
  const count = y.length / 2;
  let sum = 0;
  for (let i = dimension; i < y.length; i += 2) sum += (y[i] as number) * (y[i] as number);
  return Math.sqrt(sum / count);
}
