/** How often weights that are left standing stand side by side. */
import type { Adjacency } from '@mnist1d/results/kinds/lottery';
import { mean, standardError } from '../../analysis/statistics.ts';

/**
 * The probability of two, three and four adjacent weights in a unit of the first layer.
 *
 * @param units a string for each hidden unit, with 0 or 1 for each of its inputs
 * @returns counts over the number of inputs, as the paper divides them: the mean over the units and its standard error
 */
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
