/** tf.Variables of compiled functions: their values in memory, before and after. */
import * as tf from '@tensorflow/tfjs-core';
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

/** Variables that a loop assigns, and holds in its memory while it runs. */
const busy = new WeakSet<tf.Variable>();

export function hold(variables: readonly tf.Variable[]): void {
  for (const variable of variables) busy.add(variable);
}

export function release(variables: readonly tf.Variable[]): void {
  for (const variable of variables) busy.delete(variable);
}

/** @throws Error when a running loop assigns one of them: what was assigned besides would be lost */
export function checkIdle(name: string, variables: readonly tf.Variable[]): void {
  const held = variables.find((variable) => busy.has(variable));
  if (held)
    throw new Error(`${name}: a loop is running that assigns the variable ${held.name}, too; await that run first`);
}

/** Gives a variable values from memory, copied. */
export function assign(variable: tf.Variable, values: Numbers): void {
  const now = toTensor(values, variable);
  variable.assign(now);
  now.dispose();
}

/** @returns what throws once one of the variables is assigned: the gradient of a call that read them is that of another call then */
export function unassigned(name: string, variables: readonly tf.Variable[]): () => void {
  const before = variables.map(({ dataId }) => dataId);
  return () => {
    const assigned = variables.find(({ dataId }, i) => dataId !== before[i]);
    if (assigned)
      throw new Error(
        `${name}: a call has no gradient once the variable ${assigned.name}, which it reads, is assigned`,
      );
  };
}

export const variablesIn = (tensors: readonly tf.Tensor[]) =>
  tensors.filter((tensor): tensor is tf.Variable => tensor instanceof tf.Variable);
