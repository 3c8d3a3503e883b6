import { expect, test } from 'vitest';
import { refuse, show } from '../src/index.ts';

test.each<[unknown, string]>([
  [1.5, '1.5'],
  [Number.NaN, 'NaN'],
  [3n, '3n'],
  ['two', "'two'"],
  [[1, ['a', null]], "[1, ['a', null]]"],
  [[], '[]'],
  [null, 'null'],
  [undefined, 'undefined'],
  [true, 'true'],
  [Symbol('s'), 'Symbol(s)'],
  [{ a: 1 }, 'an object'],
  [Object.create(null), 'an object'],
])('%o is shown as %s', (value, text) => {
  expect(show(value)).toBe(text);
});

test('a wrong argument is refused with its rule, by the kind of its value', () => {
  const padding = (value: unknown) => () => refuse('pad', 'padding', '[min, max]', value);
  expect(padding([60, 36])).toThrow(new RangeError('pad: padding must be [min, max], got [60, 36]'));
  expect(padding(36)).toThrow(RangeError);
  expect(padding('36')).toThrow(new TypeError("pad: padding must be [min, max], got '36'"));
});
