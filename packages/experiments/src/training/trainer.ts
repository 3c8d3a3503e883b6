/** What trains: a model with its optimiser on some backend, step by step. */
import type { Numerics } from '@mnist1d/jit';
import type { ArrayParameter, Params } from '@mnist1d/models';
import type { Augmentation } from './batches/augmentation.ts';
import type { Batches } from './batches/order.ts';
import type { Scores } from './evaluate.ts';
import type { Loss } from './losses.ts';

/** A network in training. {@link createTrainer} makes one. */
export interface Trainer {
  /**
   * Makes `count` updates more, as many at most as are left of the trainer's `steps`.
   *
   * @returns the loss of each batch, before its update
   * @throws RangeError or TypeError on a bad count, or an order that is not one of all rows; the signal's reason when aborted
   */
  advance(count: number, options?: AdvanceOptions): Promise<ArrayLike<number>>;
  /**
   * How well the present parameters do on any rows.
   *
   * @param x rows × length, row-major
   * @param y class of each row
   */
  evaluate(x: Float32Array | Float64Array, y: Int32Array): Promise<Scores>;
  /**
   * The logits of any rows by the present parameters, rows × classes, row-major.
   *
   * @param x rows × length, row-major
   */
  logits(x: Float32Array | Float64Array, rows: number): Promise<Float32Array>;
  /** The present parameters. */
  parameters(): Promise<Record<string, ArrayParameter>>;
  /** Frees what it holds on a device. */
  dispose(): void;
}

export interface AdvanceOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called some twenty times a second with the number of updates made by this call. */
  readonly onProgress?: (done: number) => void;
}

/** The rows that a trainer trains on, and how. */
export interface TrainingPlan extends Batches {
  readonly numerics?: Numerics | undefined;
  readonly threads?: number | undefined;
  readonly x: Float32Array;
  readonly y: Int32Array;
  readonly length: number;
  readonly numClasses: number;
  /** Updates at most. */
  readonly steps: number;
  /** Of dropout and augmentation. */
  readonly seed: number;
  readonly loss: Loss;
  readonly clipNorm?: number | undefined;
  readonly augment?: Augmentation | undefined;
  /** Parameters are multiplied by these before each forward pass; the gradients go through the product. */
  readonly masks?: Params | undefined;
}
