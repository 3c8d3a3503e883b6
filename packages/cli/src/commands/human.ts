/** `mnist1d human`: the paper's quizzes for people, in the terminal. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dataset, getTemplates, makeDataset } from '@mnist1d/dataset';
import { availableCores, type ExperimentResult } from '@mnist1d/experiments';
import { formatAnswers, parseAnswers, QUIZ_LENGTH } from '@mnist1d/experiments/quiz';
import { writeWhole } from '@mnist1d/experiments/storage';
import { Command } from 'commander';
import { ArgumentError } from '../options/argument-error.ts';
import { checkOutFolder } from '../options/out.ts';
import { makeResults, type Written, writeResults } from '../results/make-results.ts';
import { resultTables } from '../results/result-tables.ts';
import { wrap } from '../terminal/columns.ts';
import { drawSignal, framed, sideBySide } from '../terminal/draw-signal.ts';
import { oneLine } from '../terminal/messages.ts';
import { type QuizInput, quizInput } from '../terminal/quiz-input.ts';

interface HumanFlags {
  readonly quiz?: string;
  readonly practice?: boolean;
  readonly again?: boolean;
  readonly out: string;
  readonly figures: boolean;
}

/** Quizzes of the paper; the test set has signals for more. */
const QUIZZES = 5;

export function humanCommand(): Command {
  return new Command('human')
    .description('take the paper’s quiz: a hundred test signals, which digit is it?')
    .option('--quiz <n>', `1 … 10; the paper has ${QUIZZES}. Default: the first that is not finished`)
    .option('--practice', 'training signals instead, with the answer after each; nothing is kept')
    .option('--again', 'forget the answers of the quiz and begin it anew')
    .option('--out <dir>', 'folder for answers, result and figure', 'results')
    .option('--no-figures', 'draw no figures')
    .addHelpText(
      'after',
      `
Keys: 0 … 9 answers, b goes back to the signal before, t shows the ten
templates, q ends; the same command goes on from there.
Where the input is no terminal, it is read line by line.

Examples:
  mnist1d human --practice
  mnist1d human
  mnist1d human --quiz 2
  mnist1d human --quiz 1 < answers.txt`,
    )
    .action(human);
}

async function human({ quiz, practice, again, ...flags }: HumanFlags): Promise<void> {
  const data = makeDataset();
  const screen = new Screen(process.stdout.isTTY === true);
  if (practice) return practise(data, screen);

  checkOutFolder(flags.out);
  const path = join(flags.out, 'human-answers.json');
  const kept = await readAnswers(path);
  const number = quizNumber(quiz, kept, data);
  if (again) kept[number - 1] = [];
  const answers = [...(kept[number - 1] ?? [])];
  const keep = async () => {
    kept[number - 1] = answers;
    for (let i = 0; i < kept.length; i++) kept[i] ??= [];
    await writeWhole(path, formatAnswers(kept));
  };
  if (answers.length < QUIZ_LENGTH) {
    const isDone = await askAll(number, answers, data, screen, keep);
    if (!isDone) {
      process.stdout.write(
        `\n${wrap(`${answers.length} of ${QUIZ_LENGTH} answers are kept in ${path}; the same command goes on from there.`)}\n`,
      );
      return;
    }
  } else {
    process.stdout.write(`Quiz ${number} is finished; --again begins it anew.\n`);
  }
  const finished = kept.map((given) => (given.length === QUIZ_LENGTH ? given : []));
  const config = { answers: finished };
  const [result] = (await makeResults([{ id: 'human', config }], {
    workers: Math.min(2, availableCores()),
    out: flags.out,
  })) as [ExperimentResult];
  const [{ files }] = (await writeResults(flags.out, [result], flags.figures)) as [Written];
  process.stdout.write(`\n${[...resultTables(result), wrap(`Written: ${files.join(', ')}`)].join('\n\n')}\n`);
}

/** Asks for the answers that are missing; false where the player left before the end. */
async function askAll(
  number: number,
  answers: number[],
  data: Dataset,
  screen: Screen,
  keep: () => Promise<void>,
): Promise<boolean> {
  return withInput(async (input) => {
    let isTemplates = false;
    let refusal: string[] = [];
    while (answers.length < QUIZ_LENGTH) {
      const row = (number - 1) * QUIZ_LENGTH + answers.length;
      screen.show([
        `Quiz ${number}, signal ${answers.length + 1} of ${QUIZ_LENGTH}`,
        ...drawRow(data.xTest, row, data.length, isTemplates),
        '0 … 9: which digit?   b: back   t: templates   q: end',
        ...refusal,
      ]);
      refusal = [];
      const key = await input.next();
      if (key === undefined || key === 'q') return false;
      if (key === 't') isTemplates = !isTemplates;
      else if (key === 'b') {
        answers.pop();
        await keep();
      } else if (/^\d$/.test(key)) {
        answers.push(Number(key));
        await keep();
      } else refusal = [refusalOf(key, 'b, t or q')];
    }
    return true;
  });
}

/** What is said of a key that means nothing, or of such a line. */
function refusalOf(key: string, others: string): string {
  const text = oneLine(key);
  return `An answer is a digit 0 … 9, ${others}${text === '' ? '' : `, not '${text}'`}.`;
}

/** Training signals, one after another, each with its class after the answer. */
async function practise(data: Dataset, screen: Screen): Promise<void> {
  let [right, asked] = [0, 0];
  let message = 'Practice: signals of the training set.';
  await withInput(async (input) => {
    let isTemplates = true;
    while (asked < data.numTrain) {
      screen.show([
        message,
        ...drawRow(data.x, asked, data.length, isTemplates),
        '0 … 9: which digit?   t: templates   q: end',
      ]);
      const key = await input.next();
      if (key === undefined || key === 'q') return;
      if (key === 't') isTemplates = !isTemplates;
      else if (!/^\d$/.test(key)) message = refusalOf(key, 't or q');
      if (!/^\d$/.test(key)) continue;
      const label = data.y[asked];
      if (Number(key) === label) right++;
      asked++;
      message = `${Number(key) === label ? 'Right' : `No: it was a ${label}`}. ${right} of ${asked} right.`;
    }
  });
  process.stdout.write(`\n${right} of ${asked} right.\n`);
}

async function withInput<T>(action: (input: QuizInput) => Promise<T>): Promise<T> {
  const input = quizInput(process.stdin);
  try {
    return await action(input);
  } finally {
    input.close();
  }
}

/** Standardised signals stay within this, but for a few, which are cut at the edge. */
const AMPLITUDE = 3.5;

/** A signal in its frame, of the shape that the paper's pictures have, and the templates beside it where they are wanted. */
function drawRow(x: Dataset['x'], row: number, length: number, withTemplates: boolean): string[] {
  const signal = x.subarray(row * length, (row + 1) * length);
  const frame = framed(drawSignal(signal, { amplitude: AMPLITUDE, columns: 18, rows: 18 }));
  return withTemplates ? sideBySide([frame, templateLines()], 4) : frame;
}

function templateLines(): string[] {
  const { x, y } = getTemplates();
  const amplitude = Math.max(...x.flatMap((template) => Array.from(template, Math.abs)));
  const drawn = x.map((template, i) => [
    '',
    `  ${y[i]}   `,
    ...drawSignal(template, { amplitude: 1.2 * amplitude, columns: 6, rows: 4 }),
  ]);
  return [...sideBySide(drawn.slice(0, 5)), ...sideBySide(drawn.slice(5))];
}

/** Where pages are shown: each in the place of the one before on a terminal, one under another elsewhere. */
class Screen {
  private readonly isTerminal: boolean;

  constructor(isTerminal: boolean) {
    this.isTerminal = isTerminal;
  }

  show(lines: readonly string[]): void {
    process.stdout.write(`${this.isTerminal ? '\u001b[H\u001b[2J' : ''}${lines.join('\n')}\n`);
  }
}

/** The answers so far by quiz; none where there is no file. */
async function readAnswers(path: string): Promise<number[][]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return [];
  try {
    return parseAnswers(text);
  } catch (cause) {
    throw new Error(`${path} holds no answers of a quiz; move it away to begin anew`, { cause });
  }
}

function quizNumber(quiz: string | undefined, kept: readonly (readonly number[])[], data: Dataset): number {
  if (quiz === undefined) {
    const first = Array.from({ length: QUIZZES }, (_, i) => kept[i]?.length ?? 0).findIndex((n) => n < QUIZ_LENGTH);
    return first < 0 ? QUIZZES : first + 1;
  }
  const last = data.numTest / QUIZ_LENGTH;
  if (!/^\d+$/.test(quiz) || Number(quiz) < 1 || Number(quiz) > last) {
    throw new ArgumentError(`--quiz must be an integer in 1 … ${last}, got '${quiz}'`);
  }
  return Number(quiz);
}
