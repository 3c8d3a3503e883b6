/** tf.Variables of compiled functions: their values in memory, before and after. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Numbers } from '../../graph/graph.ts';
import type { CapturedVariable } from '../../record/recorder.ts';
import { toTensor, writeTensor } from './tensors.ts';

/**
 * Writes the values of variables to their places in memory; those that are given no place keep what is there.
 *
 * @throws Error when one of them is disposed
 */
export function writeVariables(
  variables: readonly CapturedVariable[],
  place: (index: number) => Numbers | undefined,
): void {
  variables.forEach(({ variable }, i) => {
    if (variable.isDisposed)
      throw new Error(`jit: the variable ${variable.name}, which the compiled function uses, is disposed`);
    const values = place(i);
    if (values) writeTensor(values, variable);
  });
}

/** Gives a variable values from memory, copied. */
export function assign(variable: tf.Variable, values: Numbers): void {
  const now = toTensor(values, variable);
  variable.assign(now);
  now.dispose();
}
