/** Checks of the values that a figure is given: a NaN would leave a silent hole in it. */

/** @throws TypeError if `value` is not an object. */
export function checkObject(where: string, name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${where}: ${name} must be an object, got ${describe(value)}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

/**
 * @throws TypeError if `values` is no array of numbers; RangeError if one of them is not finite or out of [minimum, maximum].
 */
export function checkNumbers(
  where: string,
  name: string,
  values: unknown,
  minimum = Number.NEGATIVE_INFINITY,
  maximum = Number.POSITIVE_INFINITY,
): asserts values is ArrayLike<number> {
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && !(values instanceof DataView))) {
    throw new TypeError(`${where}: ${name} must be an array of numbers, got ${describe(values)}`);
  }
  const numbers: ArrayLike<unknown> = values as ArrayLike<unknown>;
  for (let i = 0; i < numbers.length; i++) checkNumber(where, `${name}[${i}]`, numbers[i], minimum, maximum);
}

/** @throws RangeError if `value` is not a finite number in [minimum, maximum]. */
export function checkNumber(
  where: string,
  name: string,
  value: unknown,
  minimum = Number.NEGATIVE_INFINITY,
  maximum = Number.POSITIVE_INFINITY,
): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < minimum || value > maximum) {
    const range = Number.isFinite(minimum) || Number.isFinite(maximum) ? ` in [${minimum}, ${maximum}]` : '';
    throw new RangeError(`${where}: ${name} must be a finite number${range}, got ${describe(value)}`);
  }
}

/** A value as an error message shows it, cut short. */
export function describe(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'number') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return typeof value;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
