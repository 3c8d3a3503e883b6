/** What JSON holds, and what becomes of the values that it does not. */
import type { Json } from './result.ts';

/**
 * Checks that JSON gives a value back as it is. What names something must be such a value: JSON has one text for NaN, Infinity
 * and null, for −0 and 0, for a key that is undefined and none.
 *
 * @param name what the value is called in the error
 * @throws RangeError or TypeError that names the place in the value: `experiment 'x': sizes[2] must be a finite number, got NaN`
 */
export function checkJson(where: string, name: string, value: unknown): asserts value is Json {
  walk(value, name, (odd, at) => refuse(where, at, odd));
}

/**
 * The value as JSON gives it back: null for a number that is not finite, 0 for −0, without keys that are undefined.
 *
 * @throws TypeError that names the place of what has no JSON at all
 */
export function toJson(where: string, name: string, value: unknown): Json {
  return walk(value, name, (odd, at) => (typeof odd === 'number' ? finiteOr(null, odd) : refuse(where, at, odd)), true);
}

/**
 * {@link toJson} of a value whose numbers must be finite.
 *
 * @throws RangeError or TypeError that names the place
 */
export function toFiniteJson(where: string, name: string, value: unknown): Json {
  return walk(value, name, (odd, at) => finiteOr(undefined, odd) ?? refuse(where, at, odd), true);
}

function finiteOr<T>(otherwise: T, odd: unknown): number | T {
  // Of finite numbers, −0 is the only odd one.
  return Number.isFinite(odd) ? 0 : otherwise;
}

/** A copy with `replace(value, place)` for what JSON does not give back as it is. */
function walk(
  value: unknown,
  at: string,
  replace: (odd: unknown, at: string) => Json,
  leaveOutUndefined = false,
  around: readonly unknown[] = [],
): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Number.isFinite(value) && !Object.is(value, -0)) return value as number;
  const isPlain = Object.prototype.toString.call(value) === '[object Object]';
  if ((!isPlain && !Array.isArray(value)) || around.includes(value)) return replace(value, at);
  const visit = (item: unknown, place: string) => walk(item, place, replace, leaveOutUndefined, [...around, value]);
  if (Array.isArray(value)) return Array.from(value, (item, i) => visit(item, `${at}[${i}]`));
  return Object.fromEntries(
    Object.entries(value as object)
      .filter(([, item]) => item !== undefined || !leaveOutUndefined)
      .map(([key, item]) => [key, visit(item, `${at}.${key}`)]),
  );
}

function refuse(where: string, at: string, odd: unknown): never {
  if (Object.is(odd, -0)) throw new RangeError(`${where}: ${at} must not be -0, which JSON has as 0`);
  if (typeof odd === 'number') throw new RangeError(`${where}: ${at} must be a finite number, got ${odd}`);
  const kind = typeof odd === 'object' ? Object.prototype.toString.call(odd).slice(8, -1) : typeof odd;
  const got = kind === 'Object' || kind === 'Array' ? 'one that contains itself' : kind;
  throw new TypeError(`${where}: ${at} must be a value that JSON holds, got ${got}`);
}
