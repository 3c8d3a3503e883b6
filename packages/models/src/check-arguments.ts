/** Checks of what callers pass, with errors that name the function, the argument, the value and the rule. */
import { checkInteger, checkKeys, checkName, show } from '@mnist1d/checks';
import { Tensor } from '@tensorflow/tfjs-core';

/** Of a layer. */
export const LARGEST_SIZE = 2 ** 24;

/** @throws RangeError or TypeError unless `seed` is an integer in 0 … 2³²−1 */
export function checkSeed(caller: string, seed: unknown): void {
  checkInteger(caller, 'seed', seed, 0, 2 ** 32 - 1);
}

/** @throws TypeError unless `options` is an object, RangeError where it has a key that is not among the known ones */
export function checkOptions(caller: string, options: unknown, known: readonly string[]): void {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) {
    throw new TypeError(`${caller}: options must be an object, got ${show(options)}`);
  }
  checkKeys(caller, options, known);
}

/** @returns the value, the first of the choices for none, @throws RangeError unless it is one of them */
export function checkChoice<T extends string>(
  caller: string,
  name: string,
  value: T | undefined,
  choices: readonly [T, ...T[]],
): T {
  if (value === undefined) return choices[0];
  if (!choices.includes(value)) {
    throw new RangeError(`${caller}: ${name} must be one of ${choices.join(', ')}, got ${show(value)}`);
  }
  return value;
}

/**
 * The sizes a model is made with.
 *
 * @param minimum the smallest sizes allowed, where that is not 1
 * @param maximum the largest, where that is not 2²⁴
 * @throws TypeError on a value that is no number, RangeError on one out of range or an unknown option
 */
export function checkSizes<S extends Readonly<Record<string, number>>>(
  caller: string,
  options: { readonly [K in keyof S]?: number | undefined },
  defaults: S,
  minimum: { readonly [K in keyof S]?: number } = {},
  maximum: { readonly [K in keyof S]?: number } = {},
): S {
  checkOptions(caller, options, Object.keys(defaults));
  const sizes: Record<string, number> = { ...defaults };
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined) continue;
    checkInteger(caller, key, value, minimum[key] ?? 1, maximum[key] ?? LARGEST_SIZE);
    sizes[key] = value as number;
  }
  return Object.freeze(sizes) as S;
}

/**
 * @param shape its sizes; a name stands for any
 * @throws TypeError unless `x` is a tensor, RangeError unless it has the shape
 */
export function checkShape(caller: string, name: string, x: unknown, shape: readonly (number | string)[]): void {
  if (!(x instanceof Tensor)) throw new TypeError(`${caller}: ${name} must be a tensor, got ${show(x)}`);
  if (x.rank !== shape.length || shape.some((size, i) => typeof size === 'number' && size !== x.shape[i])) {
    throw new RangeError(`${caller}: ${name} must have the shape [${shape.join(', ')}], got ${show(x.shape)}`);
  }
}

/** @throws TypeError unless `params` has the keys of `shapes`, RangeError unless it has no others and their shapes */
export function checkParams(
  caller: string,
  shapes: Readonly<Record<string, readonly number[]>>,
  params: Readonly<Record<string, { readonly shape: readonly number[] }>>,
): void {
  if (typeof params !== 'object' || params === null) {
    throw new TypeError(`${caller}: params must be an object of tensors, got ${show(params)}`);
  }
  const names = Object.keys(shapes);
  for (const name of names) {
    const shape = shapes[name] as readonly number[];
    const actual = params[name]?.shape;
    if (!actual) throw new TypeError(`${caller}: params has no '${name}'`);
    if (actual.length !== shape.length || shape.some((size, i) => size !== actual[i])) {
      throw new RangeError(`${caller}: '${name}' must have the shape ${show(shape)}, got ${show(actual)}`);
    }
  }
  for (const name in params) checkName(caller, 'parameter', name, names);
}
