/** Checks of arguments: every error names the function, the option, the value and the rule. */

/** A RangeError for a value of the right kind, a TypeError for others. */
export function fail(where: string, name: string, rule: string, value: unknown): never {
  const isList = Array.isArray(value);
  const shown = isList ? `[${value.join(', ')}]` : typeof value === 'string' ? `'${value}'` : String(value);
  const message = `${where}: ${name} must be ${rule}, got ${shown}`;
  throw isList || typeof value === 'number' ? new RangeError(message) : new TypeError(message);
}

export function checkInteger(where: string, name: string, value: unknown, min?: number, max?: number): void {
  if (!Number.isInteger(value)) fail(where, name, 'an integer', value);
  checkNumber(where, name, value, min, max);
}

/** Without a bound there is nothing to compare: no number is below or above undefined. */
export function checkNumber(where: string, name: string, value: unknown, min?: number, max?: number): void {
  if (!Number.isFinite(value)) fail(where, name, 'a finite number', value);
  if ((value as number) < (min as number)) fail(where, name, `at least ${min}`, value);
  if ((value as number) > (max as number)) fail(where, name, `at most ${max}`, value);
}
