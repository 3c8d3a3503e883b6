/** Optimisers by their names, for programs that take the name from their user. */
import { checkName } from '@mnist1d/checks';
import { type AdamOptions, adam, adamw } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import { type RmspropOptions, rmsprop } from './rmsprop.ts';
import { type SgdOptions, sgd } from './sgd.ts';

const factories = { adam, adamw, rmsprop, sgd };

export type OptimizerName = keyof typeof factories;
export const optimizerNames = Object.keys(factories) as readonly OptimizerName[];

/** The settings of any of them; each takes those that it knows. */
export type OptimizerOptions = AdamOptions & RmspropOptions & SgdOptions;

/** @throws RangeError on an unknown name */
export function createOptimizer(name: OptimizerName, options: OptimizerOptions = {}): Optimizer {
  checkName('createOptimizer', 'optimizer', name, optimizerNames);
  return factories[name](options);
}
