/** What is told of a network in the terminal: scores, and what is taken for what. */
import { table } from '../terminal/table.ts';
import type { RowScores } from './scores.ts';

/** A count with commas between its thousands. */
export function count(number: number): string {
  return number.toLocaleString('en');
}

export function percent(accuracy: number): string {
  return `${accuracy.toFixed(1)} %`;
}

export function loss(value: number): string {
  return Number.isFinite(value) ? value.toPrecision(3) : String(value);
}

/** A line for each set of rows. */
export function scoresTable(sets: Readonly<Record<string, RowScores>>): string {
  return table(
    ['rows', 'number', 'accuracy', 'loss'],
    Object.entries(sets).map(([name, scores]) => [
      name,
      count(scores.rows),
      percent(scores.accuracy),
      loss(scores.loss),
    ]),
    [1, 2, 3],
  );
}

/** As many classes as have their columns in 80 characters. */
const MOST_COLUMNS = 12;

/** Which classes are taken for which: a matrix, or a line for each class where there are many. */
export function confusionTable(confusion: RowScores['confusion']): string {
  const right = (counts: readonly number[], label: number) => {
    const rows = counts.reduce((a, b) => a + b, 0);
    return rows === 0 ? '–' : percent((100 * (counts[label] as number)) / rows);
  };
  if (confusion.length > MOST_COLUMNS) {
    return table(
      ['class', 'rows', 'right', 'most often taken for'],
      confusion.map((counts, label) => [
        `${label}`,
        count(counts.reduce((a, b) => a + b, 0)),
        right(counts, label),
        mistakes(counts, label),
      ]),
      [1, 2],
    );
  }
  const classes = confusion.map((_, label) => `${label}`);
  return table(
    ['taken for', ...classes, 'right'],
    confusion.map((counts, label) => [
      `class ${label}`,
      ...counts.map((n) => (n === 0 ? '·' : `${n}`)),
      right(counts, label),
    ]),
    [...classes.map((_, i) => i + 1), classes.length + 1],
  );
}

function mistakes(counts: readonly number[], label: number): string {
  return counts
    .map((n, other) => ({ n, other }))
    .filter(({ n, other }) => n > 0 && other !== label)
    .sort((a, b) => b.n - a.n)
    .slice(0, 3)
    .map(({ n, other }) => `${other} (${n})`)
    .join(', ');
}
