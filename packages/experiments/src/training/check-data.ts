/** The rows that a network is trained and evaluated on, checked. */
import { checkInteger, refuse } from '@mnist1d/checks';
import type { Dataset } from '@mnist1d/dataset';
import type { Model, Params } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';

/** What training needs of a dataset: rows of `length` features and their classes. */
export type TrainingData = Pick<
  Dataset,
  'x' | 'y' | 'xTest' | 'yTest' | 'length' | 'numTrain' | 'numTest' | 'numClasses'
>;

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

/** @throws RangeError where a model has not an output for each class */
export function checkOutputs(outputs: number, numClasses: number): void {
  if (outputs !== numClasses)
    throw new RangeError(
      `createTrainer: data.numClasses must be ${outputs}, the number of the model's outputs, got ${numClasses}`,
    );
}
