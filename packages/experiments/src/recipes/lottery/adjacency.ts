/** How often weights that are left standing stand side by side. */

import { mean, standardError } from '../../analysis/statistics.ts';
import type { JsonObject } from '../../running/experiment.ts';

/** The probability of two, three and four adjacent weights in a unit of the first layer. */
export interface Adjacency extends JsonObject {
  readonly mask: 'ticket' | 'random';
  /** Counts over the number of inputs, as the paper divides them; mean over the units. */
  readonly mean: readonly number[];
  /** Standard error over the units. */
  readonly standardError: readonly number[];
}

/** @param units a string for each hidden unit, with 0 or 1 for each of its inputs */
export function adjacency(mask: Adjacency['mask'], units: readonly string[]): Adjacency {
  const shares = [2, 3, 4].map((length) => units.map((unit) => countRuns(unit, length) / unit.length));
  return {
    mask,
    mean: shares.map(mean),
    standardError: shares.map(standardError),
  };
}

/** Places of `unit` where `length` ones stand side by side. */
function countRuns(unit: string, length: number): number {
  const ones = '1'.repeat(length);
  return Array.from(unit).filter((_, i) => unit.startsWith(ones, i)).length;
}
