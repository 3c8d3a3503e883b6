import { expect, test } from 'vitest';
import { checkInteger, checkNumber, checkPositive } from '../src/index.ts';

const integer = (value: unknown, min?: number, max?: number) => () => checkInteger('train', 'steps', value, min, max);
const number = (value: unknown, min?: number, max?: number) => () => checkNumber('train', 'share', value, min, max);
const positive = (value: unknown) => () => checkPositive('train', 'rate', value);

test.each([
  integer(-5),
  integer(0, 0),
  integer(3, 1, 3),
  integer(2 ** 32 - 1, 0, 2 ** 32 - 1),
  number(-1.5),
  number(0, 0, 1),
  number(1, 0, 1),
  number(2, undefined, 2),
  positive(Number.MIN_VALUE),
])('lets %s pass', (call) => {
  expect(call).not.toThrow();
});

test.each<[() => void, string, typeof RangeError | typeof TypeError]>([
  [integer(1.5), 'train: steps must be an integer, got 1.5', RangeError],
  [integer(2 ** 53), 'train: steps must be an integer, got 9007199254740992', RangeError],
  [integer(0, 1), 'train: steps must be an integer of at least 1, got 0', RangeError],
  [integer(Number.NaN, 1), 'train: steps must be an integer of at least 1, got NaN', RangeError],
  [integer(4, 1, 3), 'train: steps must be an integer in 1 … 3, got 4', RangeError],
  [integer(4, undefined, 3), 'train: steps must be an integer of at most 3, got 4', RangeError],
  [integer('2', 1, 3), "train: steps must be an integer in 1 … 3, got '2'", TypeError],
  [integer(undefined, 1), 'train: steps must be an integer of at least 1, got undefined', TypeError],
  [integer([2], 1), 'train: steps must be an integer of at least 1, got [2]', RangeError],
  [number(Number.NaN), 'train: share must be a finite number, got NaN', RangeError],
  [number('1', 0), "train: share must be a finite number, got '1'", TypeError],
  [number(-0.1, 0, 1), 'train: share must be at least 0, got -0.1', RangeError],
  [number(1.1, 0, 1), 'train: share must be at most 1, got 1.1', RangeError],
  [positive(0), 'train: rate must be a finite number above 0, got 0', RangeError],
  [positive(Number.POSITIVE_INFINITY), 'train: rate must be a finite number above 0, got Infinity', RangeError],
  [positive(null), 'train: rate must be a finite number above 0, got null', TypeError],
])('refuses: %s %s', (call, message, type) => {
  expect(call).toThrow(new type(message));
  expect(call).toThrow(type);
});
