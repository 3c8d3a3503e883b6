/** Checks of what users pass in: every error names the function, the option, the value and the rule. */
import { closest } from 'fastest-levenshtein';

/** The name itself if it is known; else an error that suggests the nearest known one. */
export function checkName<T extends string>(where: string, what: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  throw new RangeError(
    `${where}: there is no ${what} '${value}'; did you mean '${closest(value, known)}'? Known: ${known.join(', ')}`,
  );
}

/** Throws on keys that are not among `known`. */
export function checkKeys(where: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) checkName(where, 'option', key, known);
}

/** Throws unless `value` is an integer of at least `min`. */
export function checkInteger(
  where: string,
  name: string,
  value: unknown,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): void {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `an integer of at least ${min}` : `an integer in ${min} … ${max}`;
    throw new RangeError(`${where}: ${name} must be ${range}, got ${show(value)}`);
  }
}

/** Throws unless `value` is a finite number above 0. */
export function checkPositive(where: string, name: string, value: unknown): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw new RangeError(`${where}: ${name} must be a finite number above 0, got ${show(value)}`);
  }
}

/** A value as it should stand in a message. */
export function show(value: unknown): string {
  return typeof value === 'number' || value === undefined ? String(value) : JSON.stringify(value);
}
