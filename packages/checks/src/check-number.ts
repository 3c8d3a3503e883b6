/** Checks of numbers. */
import { refuse } from './refuse.ts';

/** @throws RangeError or TypeError unless `value` is an integer in `min` … `max`; the error names the whole range */
export function checkInteger(
  where: string,
  name: string,
  value: unknown,
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
): asserts value is number {
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return;
  const [low, high] = [min > Number.NEGATIVE_INFINITY, max < Number.POSITIVE_INFINITY];
  const range = low && high ? ` in ${min} … ${max}` : low ? ` of at least ${min}` : high ? ` of at most ${max}` : '';
  refuse(where, name, `an integer${range}`, value);
}

/** @throws RangeError or TypeError unless `value` is a finite number in `min` … `max`; the error names the bound that is broken */
export function checkNumber(
  where: string,
  name: string,
  value: unknown,
  min?: number,
  max?: number,
): asserts value is number {
  if (!Number.isFinite(value)) refuse(where, name, 'a finite number', value);
  // Without a bound there is nothing to compare: no number is below or above undefined.
  if ((value as number) < (min as number)) refuse(where, name, `at least ${min}`, value);
  if ((value as number) > (max as number)) refuse(where, name, `at most ${max}`, value);
}

/** @throws RangeError or TypeError unless `value` is a finite number above 0 */
export function checkPositive(where: string, name: string, value: unknown): asserts value is number {
  if (!(Number.isFinite(value) && (value as number) > 0)) refuse(where, name, 'a finite number above 0', value);
}
