import { describe, expect, test } from 'vitest';
import { wrap } from '../src/terminal/columns.ts';
import { table } from '../src/terminal/table.ts';

const head = ['claim', 'measured'];
const rows = [
  ['The CNN beats the MLP by 20 points or more', '26'],
  ['Shuffling leaves the MLP where it was', '-0.85'],
];
const lengths = (text: string) => text.split('\n').map((line) => line.length);

describe('a table', () => {
  test('has a line for each row where there is room', () => {
    expect(table(head, rows, [1], 60).split('\n')).toEqual([
      'claim                                       measured',
      'The CNN beats the MLP by 20 points or more        26',
      'Shuffling leaves the MLP where it was          -0.85',
    ]);
    expect(table(head, rows, [1])).toBe(table(head, rows, [1], 1000));
  });

  test.each([51, 40, 30, 19])('is wrapped between words in %i columns', (columns) => {
    const text = table(head, rows, [1], columns);
    expect(Math.max(...lengths(text))).toBeLessThanOrEqual(columns);
    for (const word of [...head, ...rows.flat()].join(' ').split(' ')) expect(text).toContain(word);
  });

  test('is a list where a word or a number would be broken', () => {
    expect(table(head, [...rows, ['', '3']], [1], 18)).toBe(
      'claim: The CNN beats the MLP by 20 points or more\nmeasured: 26\n\n' +
        'claim: Shuffling leaves the MLP where it was\nmeasured: -0.85\n\nmeasured: 3',
    );
  });

  test('holds nothing that a terminal obeys', () => {
    expect(table(['a'], [['\u001b[2Jx\ny']])).toBe('a      \n\ufffd[2Jx y');
  });
});

test('text is wrapped between words', () => {
  expect(wrap('one two three', 7)).toBe('one two\nthree');
  expect(wrap('abcdefghij k', 5)).toBe('abcdefghij\nk');
  expect(wrap('one two three')).toBe('one two three');
});
