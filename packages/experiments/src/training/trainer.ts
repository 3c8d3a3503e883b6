/** What trains: a model with its optimiser on some backend, step by step; and what it is given, checked. */
import { checkInteger, refuse } from '@mnist1d/checks';
import type { Dataset } from '@mnist1d/dataset';
import type { ArrayParameter, Model, Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import type { Augmentation } from './batches/augmentation.ts';
import type { Batches } from './batches/order.ts';
import type { Scores } from './evaluate.ts';
import type { Loss } from './losses.ts';

/** What training needs of a dataset: rows of `length` features and their classes. */
export type TrainingData = Pick<
  Dataset,
  'x' | 'y' | 'xTest' | 'yTest' | 'length' | 'numTrain' | 'numTest' | 'numClasses'
>;

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

/**
 * Checks that x are rows of `length` numbers each, at least one row, all finite in float32.
 *
 * @param name what x is called in the error
 * @throws RangeError or TypeError that names the place, the value and the rule
 */
export function checkFeatures(
  where: string,
  name: string,
  x: Float32Array | Float64Array,
  rows: number,
  length: number,
): void {
  checkInteger(where, `the number of rows of ${name}`, rows, 1);
  if (x?.length !== rows * length) {
    throw new RangeError(
      `${where}: ${name} must have rows × length values, got ${x?.length} for ${rows} rows of ${length}`,
    );
  }
  const at = x.findIndex((value) => !(Number.isFinite(value) && Number.isFinite(Math.fround(value))));
  if (at >= 0) refuse(where, `${name}[${at}]`, 'a finite number in float32', x[at]);
}

/** Checks that y are as many classes as there are rows, each one of 0 … numClasses − 1. Throws as {@link checkFeatures}. */
export function checkLabels(where: string, name: string, y: Int32Array, rows: number, numClasses: number): void {
  if (y?.length !== rows) throw new RangeError(`${where}: ${name} must have ${rows} values, got ${y?.length}`);
  const at = y.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < numClasses));
  if (at >= 0) refuse(where, `${name}[${at}]`, `one of the classes 0 … ${numClasses - 1}`, y[at]);
}

/** How many logits a model gives for rows of so many features. */
export function outputsOf<P extends Params>(model: Model<P>, params: P, length: number): number {
  return tf.tidy(() => model.apply(params, tf.zeros([1, length])).shape[1]);
}
