/** The quiz that somebody is at, kept by the browser until another begins, where it keeps anything. */
import { QUIZ_LENGTH } from '@mnist1d/experiments/quiz';

export interface KeptQuiz {
  readonly number: number;
  readonly length: number;
  readonly answers: readonly number[];
}

/** Of the paper; the test set has signals for more. */
export const QUIZZES = 5;
/** Signals of the short one. */
export const SHORT_LENGTH = 20;

const key = 'mnist1d-quiz';

/** Undefined where there is none, or it is not what was kept. */
export function readKeptQuiz(): KeptQuiz | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isQuiz(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** @param quiz undefined forgets */
export function keepQuiz(quiz: KeptQuiz | undefined): void {
  try {
    if (quiz) localStorage.setItem(key, JSON.stringify(quiz));
    else localStorage.removeItem(key);
  } catch {
    // It goes on in memory.
  }
}

function isQuiz(value: unknown): value is KeptQuiz {
  const { number, length, answers } = (value ?? {}) as Partial<Record<keyof KeptQuiz, unknown>>;
  const isWhole = (given: unknown, least: number, most: number) =>
    Number.isInteger(given) && Number(given) >= least && Number(given) <= most;
  return (
    isWhole(number, 1, QUIZZES) &&
    (length === QUIZ_LENGTH || length === SHORT_LENGTH) &&
    Array.isArray(answers) &&
    answers.length <= length &&
    answers.every((answer) => isWhole(answer, 0, 9))
  );
}
