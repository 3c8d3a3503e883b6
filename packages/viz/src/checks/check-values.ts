/** Checks of the values that a figure is given: a NaN would leave a silent hole in it. */
import { show } from '@mnist1d/results';

/** @throws TypeError if `value` is not an object. */
export function checkObject(where: string, name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${where}: ${name} must be an object, got ${show(value)}`);
  }
}

/** @throws TypeError if `values` is no array of numbers; RangeError if one of them is not finite. */
export function checkNumbers(where: string, name: string, values: unknown): asserts values is ArrayLike<number> {
  if (!Array.isArray(values) && !(ArrayBuffer.isView(values) && !(values instanceof DataView))) {
    throw new TypeError(`${where}: ${name} must be an array of numbers, got ${show(values)}`);
  }
  const numbers: ArrayLike<unknown> = values as ArrayLike<unknown>;
  for (let i = 0; i < numbers.length; i++) {
    if (Number.isFinite(numbers[i])) continue;
    throw new RangeError(`${where}: ${name}[${i}] must be a finite number, got ${show(numbers[i])}`);
  }
}
