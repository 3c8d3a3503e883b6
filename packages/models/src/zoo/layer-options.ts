/** Options that may differ from layer to layer, and options that are told only where they are not the default. */
import { checkInteger, refuse } from '@mnist1d/checks';
import { LARGEST_SIZE } from '../check-arguments.ts';
import type { ModelOptions } from '../model.ts';

/** A size of all layers, or of each. */
export type SizePerLayer = number | readonly number[];

/** How many layers the first list among the options tells of, undefined where there is none. */
export function layersOf(options: readonly (SizePerLayer | undefined)[]): number | undefined {
  return options.find((size) => Array.isArray(size))?.length;
}

/**
 * The size of each of `count` layers.
 *
 * @throws TypeError or RangeError unless `value` is an integer of at least `minimum` or a list of `count` of them, and one at least
 */
export function sizePerLayer(
  caller: string,
  name: string,
  value: SizePerLayer,
  count: number,
  minimum = 1,
): readonly number[] {
  if (!Array.isArray(value)) {
    checkInteger(caller, name, value, minimum, LARGEST_SIZE);
    return Array<number>(count).fill(value as number);
  }
  const sizes: readonly number[] = value;
  if (sizes.length !== count || count === 0) {
    refuse(
      caller,
      name,
      count === 0 ? 'a size or a list of sizes' : `a size, or one for each of ${count} layers`,
      value,
    );
  }
  for (const [i, size] of sizes.entries()) checkInteger(caller, `${name}[${i}]`, size, minimum, LARGEST_SIZE);
  return sizes;
}

/** One size where all layers have the same, so that equal networks have equal options. */
export function inShort(sizes: readonly number[]): SizePerLayer {
  return sizes.every((size) => size === sizes[0]) ? (sizes[0] as number) : [...sizes];
}

/** Those of the options that are not the default. */
export function unlessDefault(options: ModelOptions, defaults: ModelOptions): ModelOptions {
  const isOther = ([name, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(defaults[name]);
  return Object.fromEntries(Object.entries(options).filter(isOther));
}
