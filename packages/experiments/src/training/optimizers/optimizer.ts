/** What an optimiser is: a pair of pure functions over named tensors. */
import { checkKeys, checkNumber, show } from '@mnist1d/checks';
import type { Params } from '@mnist1d/models';
import type * as tf from '@tensorflow/tfjs-core';
import type { Schedule } from './schedules.ts';

/** What an optimiser remembers between updates: a few tensors per parameter, of its shape. */
export type OptimizerState = Readonly<Record<string, Params>>;

/**
 * An optimiser without state of its own: {@link adam} and its kin, or one of your own. What changes from update to update and
 * depends on nothing but its number (bias corrections, schedules) comes from `coefficients`, computed in double precision before
 * training.
 */
export interface Optimizer {
  readonly name: string;
  /** The state before the first update; the caller owns its tensors. */
  init(params: Params): OptimizerState;
  /** The scalars of update `step` (0, 1, …), of the same number at each. */
  coefficients(step: number): readonly number[];
  /** One update, differentiable tfjs that also compiles. Returns fresh tensors, disposes nothing. */
  update(
    params: Params,
    grads: Params,
    state: OptimizerState,
    coefficients: readonly tf.Scalar[],
  ): { params: Params; state: OptimizerState };
}

/** The learning rate of an optimiser. */
export interface RateOptions {
  /** Default 0.01. */
  readonly learningRate?: number;
  /** What the learning rate is multiplied by at each update. Default 1. */
  readonly schedule?: Schedule | undefined;
}

/** The learning rate at each update. */
export const ratesOf =
  ({ learningRate = 0.01, schedule }: RateOptions): ((step: number) => number) =>
  (step) =>
    schedule ? learningRate * schedule(step) : learningRate;

/**
 * Checks the settings that all optimisers have, and that there are no others than those and `more`, which are numbers of at least 0.
 *
 * @throws RangeError or TypeError that names the setting, its value and the rule
 */
export function checkRate(
  where: string,
  options: object,
  more: readonly string[],
  others: readonly string[] = [],
): void {
  checkKeys(where, options, ['learningRate', 'schedule', ...more, ...others]);
  const { schedule, ...settings } = options as Readonly<Record<string, unknown>>;
  for (const name of ['learningRate', ...more])
    if (settings[name] !== undefined) checkNumber(where, name, settings[name], 0);
  if (schedule !== undefined && typeof schedule !== 'function')
    throw new TypeError(`${where}: schedule must be a function of the update, got ${show(schedule)}`);
}

/** The tensor of that name. Throws a TypeError where there is none. */
export function at(params: Params | undefined, key: string): tf.Tensor {
  const tensor = params?.[key];
  if (!tensor) throw new TypeError(`optimizer update: there is no tensor named '${key}'`);
  return tensor;
}
