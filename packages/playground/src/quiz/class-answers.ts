/** The answers of a class: files that several people bring, scored together. */
import { type AnswersScore, parseAnswers, scoreAnswers } from '@mnist1d/experiments/quiz';
import { firstRow } from './quiz.ts';

/** One quiz of one file. */
export interface Scored extends AnswersScore {
  /** Whose it is: the name of the file. */
  readonly name: string;
  readonly quiz: number;
  /** Signals that were answered. */
  readonly count: number;
}

export interface ClassAnswers {
  readonly scored: readonly Scored[];
  /** What is wrong with the files that are none. */
  readonly refused: readonly string[];
}

/** Bytes; ten quizzes have a twentieth of it. */
const MOST_BYTES = 100_000;

/** @param labels of all test signals */
export async function readClassAnswers(files: readonly File[], labels: Int32Array): Promise<ClassAnswers> {
  const scored: Scored[] = [];
  const refused: string[] = [];
  for (const file of files) {
    try {
      if (file.size > MOST_BYTES)
        throw new RangeError(`a file of answers has at most ${MOST_BYTES} bytes, got ${file.size}`);
      for (const [i, answers] of parseAnswers(await file.text()).entries()) {
        const own = labels.subarray(firstRow(i + 1));
        if (answers.length > own.length) throw new RangeError(`there is no quiz ${i + 1}`);
        if (answers.length > 0)
          scored.push({ name: file.name, quiz: i + 1, count: answers.length, ...scoreAnswers(own, answers) });
      }
    } catch (error) {
      refused.push(`${file.name} is left out: ${(error as Error).message}.`);
    }
  }
  return { scored, refused };
}

/** What all of them did together, each signal counted once for each who answered it. */
export function together(scored: readonly Scored[]): Pick<AnswersScore, 'accuracy' | 'errorByClass'> {
  const classes = scored[0]?.confusion.length ?? 0;
  const counts = Array.from({ length: classes }, (_, label) => {
    const rows = scored.map(({ confusion }) => confusion[label] as readonly number[]);
    return { right: sum(rows.map((row) => row[label] as number)), all: sum(rows.flat()) };
  });
  return {
    accuracy: (100 * sum(counts.map(({ right }) => right))) / sum(counts.map(({ all }) => all)),
    errorByClass: counts.map(({ right, all }) => (all === 0 ? null : (100 * (all - right)) / all)),
  };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
