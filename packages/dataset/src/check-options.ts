/** Checks of arguments: every error names the function, the option, the value and the rule. */

export function fail(where: string, name: string, rule: string, value: unknown): never {
  const [left, right] = Array.isArray(value) ? '[]' : typeof value === 'string' ? "''" : ['', ''];
  const message = `${where}: ${name} must be ${rule}, got ${left}${String(value)}${right}`;
  throw typeof value === 'number' || left === '[' ? new RangeError(message) : new TypeError(message);
}

export function checkInteger(
  where: string,
  name: string,
  value: unknown,
  min = -Number.MAX_SAFE_INTEGER,
  max = Number.MAX_SAFE_INTEGER,
): void {
  if (!Number.isInteger(value)) fail(where, name, 'an integer', value);
  checkNumber(where, name, value, min, max);
}

export function checkNumber(
  where: string,
  name: string,
  value: unknown,
  min = -Number.MAX_VALUE,
  max = Number.MAX_VALUE,
): void {
  if (!Number.isFinite(value)) fail(where, name, 'a finite number', value);
  if ((value as number) < min) fail(where, name, `at least ${min}`, value);
  if ((value as number) > max) fail(where, name, `at most ${max}`, value);
}
