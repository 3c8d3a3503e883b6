/** Which rows of the data a batch of a compiled loop has. */
import { checkInteger } from '@mnist1d/checks';
import type { Flat } from '../tracing/structure.ts';

/** The number of rows that all data have, 0 where there are no data. */
export function checkRows({ tensors, names }: Flat, batchSize: number): number {
  checkInteger('compileLoop', 'batchSize', batchSize, 1);
  const [first] = tensors;
  if (!first) return 0;
  tensors.forEach(({ shape }, i) => {
    if (shape.length === 0) throw new TypeError(`compileLoop: ${names[i]} must have rows, got a scalar`);
    if (shape[0] !== first.shape[0])
      throw new TypeError(
        `compileLoop: all data must have the same number of rows, got ${first.shape[0]} in ${names[0]} and ${shape[0]} in ${names[i]}`,
      );
  });
  const rows = first.shape[0] as number;
  if (batchSize > rows)
    throw new RangeError(`compileLoop: batchSize must be at most the ${rows} rows of the data, got ${batchSize}`);
  return rows;
}

/** Checks the rows that a caller gives for all batches of a run. */
export function checkOrder(order: Int32Array, length: number, rows: number): void {
  if (!(order instanceof Int32Array)) throw new TypeError(`run: order must be an Int32Array, got ${typeof order}`);
  if (rows === 0) throw new RangeError('run: there is no order without data');
  if (order.length !== length)
    throw new RangeError(`run: order must hold steps · batchSize = ${length} indices, got ${order.length}`);
  const wrong = order.findIndex((row) => row < 0 || row >= rows);
  if (wrong >= 0)
    throw new RangeError(
      `run: order must hold indices of rows, 0 … ${rows - 1}, got ${order[wrong]} at place ${wrong}`,
    );
}

/** What {@link fillIndices} takes: the steps from the run's step `at`, the loop's step `done`, on. */
export interface Batches {
  readonly order: Int32Array | undefined;
  readonly at: number;
  readonly done: number;
  readonly count: number;
  readonly batchSize: number;
  readonly rows: number;
}

/** Writes the rows of `count` batches: those of the order, or all in turn, over and over. */
export function fillIndices(target: Int32Array, { order, at, done, count, batchSize, rows }: Batches): void {
  if (order) target.set(order.subarray(at * batchSize, (at + count) * batchSize));
  else for (let i = 0; i < count * batchSize; i++) target[i] = (done * batchSize + i) % rows;
}
