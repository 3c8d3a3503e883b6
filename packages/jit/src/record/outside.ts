/** What a recorded function found outside besides variables: tensors that became constants, and the optimisers of tfjs. */
import * as tf from '@tensorflow/tfjs-core';
import { engineOf } from './engine.ts';

export interface Outside {
  /** The data of the tensors that became constants. */
  readonly captured: readonly tf.Tensor['dataId'][];
  readonly optimizers: readonly UsedOptimizer[];
}

/** An optimiser that applied gradients. */
interface UsedOptimizer {
  readonly optimizer: tf.Optimizer;
  /** Its settings as they were. */
  readonly settings: readonly unknown[];
  /** How often it did, in one call. */
  readonly updates: number;
}

/** What an optimiser holds: its learning rate and other numbers, and which tensors and variables, one behind the other. */
export function settingsOf(optimizer: tf.Optimizer): readonly unknown[] {
  const held: unknown[] = [];
  const add = (value: unknown): void => {
    if (value instanceof tf.Tensor) held.push('tensor', value.id);
    else if (typeof value !== 'object' || value === null) held.push(value);
    else
      for (const [name, field] of Object.entries(value)) {
        // It counts updates.
        if (name === 'iterations_') continue;
        held.push(name);
        add(field);
      }
  };
  add(optimizer);
  return held;
}

/** The optimiser that does not hold what it held; undefined where all are. */
export const changedOptimizer = ({ optimizers }: Outside): tf.Optimizer | undefined =>
  optimizers.find(({ optimizer, settings }) => {
    const now = settingsOf(optimizer);
    return now.length !== settings.length || now.some((value, i) => !Object.is(value, settings[i]));
  })?.optimizer;

/** Whether the function would find something else now: an optimiser with other settings, a tensor that is gone. */
export function hasChanged(outside: Outside): boolean {
  const { tensorInfo } = engineOf().state;
  return changedOptimizer(outside) !== undefined || outside.captured.some((dataId) => !tensorInfo.has(dataId));
}

/** Counts the updates of so many calls in the optimisers, as they do themselves. */
export function countUpdates({ optimizers }: Outside, calls: number): void {
  for (const { optimizer, updates } of optimizers)
    (optimizer as unknown as { iterations_: number }).iterations_ = optimizer.iterations + calls * updates;
}
