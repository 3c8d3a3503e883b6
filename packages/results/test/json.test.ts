import { expect, test } from 'vitest';
import { checkJson, digestOf, toFiniteJson, toJson } from '../src/index.ts';

test('a value becomes what JSON gives back of it', () => {
  const value = { a: [1, -0, Number.NaN, { b: Number.NEGATIVE_INFINITY }], c: undefined, d: 'x', e: null, f: true };
  const plain = { a: [1, 0, null, { b: null }], d: 'x', e: null, f: true };
  expect(toJson('here', 'value', value)).toStrictEqual(plain);
  expect(JSON.parse(JSON.stringify(plain))).toStrictEqual(plain);
});

const circle: unknown[] = [];
circle.push({ circle });

test.each<[unknown, string]>([
  [{ a: [0, Number.NaN] }, 'here: value.a[1] must be a finite number, got NaN'],
  [-0, 'here: value must not be -0, which JSON has as 0'],
  [{ a: undefined }, 'here: value.a must be a value that JSON holds, got undefined'],
  [[1n], 'here: value[0] must be a value that JSON holds, got bigint'],
  [{ a: new Map() }, 'here: value.a must be a value that JSON holds, got Map'],
  [{ a: Int32Array.of(1) }, 'here: value.a must be a value that JSON holds, got Int32Array'],
  [circle, 'here: value[0].circle must be a value that JSON holds, got one that contains itself'],
])('%o is refused as a name', (value, message) => {
  expect(() => checkJson('here', 'value', value)).toThrow(message);
});

test('finite values are those without NaN and infinities', () => {
  expect(toFiniteJson('here', 'value', { a: -0, b: undefined })).toStrictEqual({ a: 0 });
  expect(() => toFiniteJson('here', 'value', [Number.POSITIVE_INFINITY])).toThrow(
    new RangeError('here: value[0] must be a finite number, got Infinity'),
  );
});

test('values that differ have no digest in common', async () => {
  for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, 1n, new Date(0)]) {
    await expect(digestOf({ odd } as never)).rejects.toThrow('digestOf: value.odd must be');
  }
  expect(await digestOf({ odd: -0 })).toBe(await digestOf({ odd: 0 }));
});
