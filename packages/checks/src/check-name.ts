/** Checks of names: what a user chooses from a list. */
import { nearestName } from './nearest-name.ts';

/** @returns the name itself, @throws RangeError where it is unknown, with the nearest known one and all that are known */
export function checkName<T extends string>(where: string, what: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  const nearest = nearestName(String(value), known);
  throw new RangeError(
    `${where}: there is no ${what} '${value}'; did you mean '${nearest}'? Known: ${known.join(', ')}`,
  );
}

/** @throws RangeError where `options` has a key that is not among the known ones */
export function checkKeys(where: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) checkName(where, 'option', key, known);
}
