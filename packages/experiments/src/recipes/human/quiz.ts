/**
 * The entry `@mnist1d/experiments/quiz`: the paper's quiz for people: how answers are kept and scored. Without tensors.
 * @module quiz
 */
import { refuse } from '@mnist1d/checks';
import published from '../classification/human.json' with { type: 'json' };
import { accuracyOf, errorsByClass } from '../classification/score-guesses.ts';

/** Signals of a quiz. Quiz q has the test rows from 100 (q − 1) on: those of the authors' quizzes. */
export const QUIZ_LENGTH = 100;

const SCHEMA = 'mnist1d.human/1';
const CLASSES = 10;

/** How well somebody did: percent, and how often which class (row) was taken for which (column). */
export interface AnswersScore {
  readonly accuracy: number;
  /** Null for a class without signals. */
  readonly errorByClass: readonly (number | null)[];
  readonly confusion: readonly (readonly number[])[];
}

/** The authors' score, of Table 1 and their repository. */
export const publishedAnswers = published;

/**
 * The score of answers.
 *
 * @param labels the classes of the signals, at least as many as answers
 */
export function scoreAnswers(labels: ArrayLike<number>, answers: readonly number[]): AnswersScore {
  const rows = [...answers.keys()];
  const classes = [...Array(CLASSES).keys()];
  const confusion = classes.map((label) =>
    classes.map((guess) => rows.filter((row) => labels[row] === label && answers[row] === guess).length),
  );
  return {
    accuracy: accuracyOf(labels, answers),
    errorByClass: errorsByClass(labels, answers, CLASSES),
    confusion,
  };
}

/** Answers as the file `human-answers.json`: for each quiz the classes that were answered so far, [] for one that was not begun. */
export function formatAnswers(answers: readonly (readonly number[])[]): string {
  return `${JSON.stringify({ schema: SCHEMA, answers })}\n`;
}

/**
 * The answers that {@link formatAnswers} wrote.
 *
 * @throws RangeError or TypeError that says what of the text is not such a file
 */
export function parseAnswers(text: string): number[][] {
  const where = 'parseAnswers';
  let parsed: { readonly schema?: unknown; readonly answers?: unknown } | null;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refuse(where, 'text', 'JSON', text);
  }
  if (parsed?.schema !== SCHEMA) refuse(where, 'schema', `"${SCHEMA}"`, parsed?.schema);
  const { answers } = parsed;
  if (!Array.isArray(answers)) return refuse(where, 'answers', 'a list of quizzes', answers);
  const isAnswer = (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < CLASSES;
  const rule = `a list of at most ${QUIZ_LENGTH} classes 0 … ${CLASSES - 1}`;
  answers.forEach((quiz: unknown, i) => {
    const isQuiz = Array.isArray(quiz) && quiz.length <= QUIZ_LENGTH && quiz.every(isAnswer);
    if (!isQuiz) refuse(where, `answers[${i}]`, rule, quiz);
  });
  return answers;
}
