/** The answers of a class: each scored, together, and files that are none. */
import { makeDataset } from '@mnist1d/dataset';
import { formatAnswers } from '@mnist1d/experiments/quiz';
import { expect, test } from 'vitest';
import { readClassAnswers, together } from '../src/quiz/class-answers.ts';

const { yTest } = makeDataset();
const labels = Int32Array.from(yTest);
const file = (name: string, text: string) => new File([text], name);

test('every quiz that somebody began is scored by itself', async () => {
  const third = [...yTest.subarray(200, 300)];
  third[0] = (third[0]! + 1) % 10;
  const { scored, refused } = await readClassAnswers(
    [file('a.json', formatAnswers([[...yTest.subarray(0, 7)], [], third]))],
    labels,
  );
  expect(refused).toEqual([]);
  expect(scored.map(({ quiz, count, accuracy }) => [quiz, count, accuracy])).toEqual([
    [1, 7, 100],
    [3, 100, 99],
  ]);
  const all = together(scored);
  expect(all.accuracy).toBeCloseTo((100 * 106) / 107, 9);
  const label = yTest[200] as number;
  const rows = [...yTest.subarray(0, 7), ...yTest.subarray(200, 300)].filter((other) => other === label).length;
  expect(all.errorByClass[label]).toBeCloseTo(100 / rows, 9);
});

test.each([
  ['eleven quizzes', formatAnswers([...Array.from({ length: 10 }, () => []), [1]]), /there is no quiz 11/],
  ['a class that is none', formatAnswers([[10]]), /answers\[0\] must be a list of at most 100 classes 0 … 9/],
  ['too many answers', formatAnswers([new Array(101).fill(1)]), /answers\[0\] must be a list of at most 100/],
  ['no JSON', 'x', /text must be JSON/],
  ['too large', ' '.repeat(100_001), /at most 100000 bytes, got 100001/],
])('%s: refused by name', async (_, text, message) => {
  const { scored, refused } = await readClassAnswers([file('b.json', text)], labels);
  expect(scored).toEqual([]);
  expect(refused).toEqual([expect.stringMatching(/^b\.json is left out: /)]);
  expect(refused[0]).toMatch(message);
});
