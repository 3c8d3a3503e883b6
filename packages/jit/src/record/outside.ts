/** What a recorded function found outside besides variables: tensors that became constants, and the optimisers of tfjs. */
import * as tf from '@tensorflow/tfjs-core';
import { printAttributes } from '../graph/graph.ts';
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
  readonly settings: string;
  /** How often it did, in one call. */
  readonly updates: number;
}

/** What an optimiser holds: its learning rate and other numbers, and which tensors and variables. */
export function settingsOf(optimizer: tf.Optimizer): string {
  const held = (value: unknown): unknown => {
    if (value instanceof tf.Tensor) return `#${value.id}`;
    if (Array.isArray(value)) return value.map(held);
    return typeof value === 'object' && value !== null ? fields(value) : value;
  };
  const fields = (value: object) => Object.entries(value).map(([name, field]) => [name, held(field)]);
  return printAttributes(fields(optimizer).filter(([name]) => name !== 'iterations_'));
}

/** The optimiser that does not hold what it held; undefined where all are. */
export const changedOptimizer = ({ optimizers }: Outside): tf.Optimizer | undefined =>
  optimizers.find(({ optimizer, settings }) => settingsOf(optimizer) !== settings)?.optimizer;

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
