/** Permutes the points of all signals alike, which takes their spatial structure away (the paper's Figure 2). */
import { refuse } from '@mnist1d/checks';
import { RandomState } from './numpy/random-state.ts';

/** The part of a dataset whose columns can be permuted. */
interface Signals {
  readonly x: Float32Array | Float64Array;
  readonly xTest: Float32Array | Float64Array;
  readonly length: number;
}

/**
 * A copy of a dataset whose column j is the old column `order[j]`, for training and test rows alike.
 *
 * @param order a permutation of 0 … length − 1, or a seed, which stands for `new RandomState(seed).permutation(length)`;
 *   the paper's Figure 2 has seed 42
 */
export function shuffleFeatures<D extends Signals>(dataset: D, order: number | ArrayLike<number>): D {
  const { length } = dataset;
  const columns = typeof order === 'number' ? new RandomState(order).permutation(length) : Int32Array.from(order);
  const sorted = columns.slice().sort();
  if (columns.length !== length || sorted.some((column, j) => column !== j)) {
    refuse('shuffleFeatures', 'order', `a seed or a permutation of 0 … ${length - 1}`, [...columns]);
  }
  const shuffle = (x: Float32Array | Float64Array) =>
    (x as Float32Array).map((_, i) => x[i - (i % length) + (columns[i % length] as number)] as number);
  return { ...dataset, x: shuffle(dataset.x), xTest: shuffle(dataset.xTest) };
}
