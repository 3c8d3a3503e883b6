/** The human baseline of Table 1: quizzes of a hundred signals, and the errors of a CNN. */
import * as v from 'valibot';
import { byKind, defineKind, type ResultOf, type RunOf } from '../kind.ts';
import { count, described, index, list, object, oneOf, percent, square } from '../values.ts';
import { classErrors } from './classification.ts';

const quiz = object({
  spec: object({
    kind: oneOf(['quiz']),
    quiz: described(count, 'The first is 1'),
    answers: described(list(index), 'The class that was answered for each signal'),
  }),
  metrics: object({
    accuracy: percent,
    errorByClass: described(
      list(v.nullable(percent)),
      'Signals of each class that were taken for another one; null for a class without signals',
    ),
    confusion: described(square, 'How often: rows the true class, columns the answer'),
  }),
});

export const humanKind = defineKind({
  id: 'human',
  run: byKind({ quiz, 'class-errors': classErrors }),
  summary: {
    published: described(
      object({
        accuracy: described(percent, 'Of the quizzes'),
        shuffledAccuracy: percent,
        quizAccuracy: list(percent),
        errorByClass: list(percent),
        confusion: described(square, 'How often: rows the true class, columns the answer'),
      }),
      'The authors’',
    ),
  },
});

/** A quiz that somebody took, or the errors of the CNN. */
export type HumanRun = RunOf<typeof humanKind>;
/** The human baseline of Table 1. `published` is the authors'. */
export type HumanResult = ResultOf<typeof humanKind>;
