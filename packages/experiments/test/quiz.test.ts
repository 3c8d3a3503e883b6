import { makeDataset } from '@mnist1d/dataset';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAnswers, parseAnswers, QUIZ_LENGTH, scoreAnswers } from '../src/recipes/human/quiz.ts';

const answers = fc.array(fc.array(fc.nat(9), { maxLength: QUIZ_LENGTH }), { maxLength: 10 });

test('answers that were kept are read as they were', () => {
  fc.assert(
    fc.property(answers, (given) => {
      expect(parseAnswers(formatAnswers(given))).toEqual(given);
    }),
  );
});

test.each([
  ['no JSON', '{', 'parseAnswers: text must be JSON'],
  ['null', 'null', 'parseAnswers: schema must be "mnist1d.human/1", got undefined'],
  ['another schema', '{"schema":"x","answers":[]}', 'parseAnswers: schema must be "mnist1d.human/1", got \'x\''],
  ['no list', '{"schema":"mnist1d.human/1"}', 'parseAnswers: answers must be a list of quizzes, got undefined'],
  ['no class', formatAnswers([[], [3, 10]]), 'parseAnswers: answers[1] must be a list of at most 100 classes 0 … 9'],
  ['half a class', formatAnswers([[1.5]]), 'parseAnswers: answers[0] must be a list of at most 100 classes 0 … 9'],
  ['one too many', formatAnswers([new Array(101).fill(0)]), 'parseAnswers: answers[0] must be a list of at most 100'],
])('%s: refused', (_, text, message) => {
  expect(() => parseAnswers(text)).toThrow(message);
});

test('a score of some answers is that of their signals alone', () => {
  const { yTest } = makeDataset();
  const given = [...yTest.subarray(0, 5)];
  given[4] = (given[4]! + 1) % 10;
  const { accuracy, errorByClass, confusion } = scoreAnswers(yTest, given);
  expect(accuracy).toBe(80);
  expect(confusion.flat().reduce((a, b) => a + b, 0)).toBe(5);
  expect(confusion[yTest[4]!]![given[4]!]).toBe(1);
  for (const [label, errors] of errorByClass.entries())
    expect(errors === null).toBe(!yTest.subarray(0, 5).includes(label));
});
