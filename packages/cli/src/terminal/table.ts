/** Plain tables for terminals and logs. */
import Table from 'cli-table3';
import { outputColumns } from './columns.ts';
import { oneLine } from './messages.ts';

const noLines = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((name) => [name, '']),
);
const GAP = '  ';

/**
 * Rows under a header, columns aligned; `right` lists the columns of numbers. Where `columns` characters are too few, cells are
 * wrapped between words, and where that is not enough, rows are lists.
 *
 * @param columns width in characters; default: the terminal's, and none where the output is no terminal
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
  columns: number = outputColumns(),
): string {
  const [header, ...cells] = [head, ...rows].map((row) => row.map(oneLine)) as [string[], ...string[][]];
  const widths = fit(header, cells, right, columns);
  if (!widths) return list(header, cells);
  const layout = new Table({
    head: header,
    chars: { ...noLines, middle: GAP },
    colAligns: header.map((_, i) => (right.includes(i) ? 'right' : 'left')),
    colWidths: widths,
    wordWrap: true,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  layout.push(...cells);
  return layout.toString();
}

/** Widths of columns that fit together, the widest made narrower; none where words or numbers would be broken. */
function fit(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
  columns: number,
): number[] | undefined {
  const lengthOf = (text: string) => [...text].length;
  const largest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  const longestWord = (text: string) => largest(text.split(' ').map(lengthOf));
  const widths = header.map((title, i) => largest([title, ...rows.map((row) => row[i] ?? '')].map(lengthOf)));
  const least = header.map((title, i) =>
    largest([longestWord(title), ...rows.map((row) => (right.includes(i) ? lengthOf : longestWord)(row[i] ?? ''))]),
  );
  let total = widths.reduce((sum, width) => sum + width, GAP.length * (header.length - 1));
  for (; total > columns; total--) {
    const widest = largest(widths.filter((width, i) => width > (least[i] as number)));
    const i = widths.findIndex((width, k) => width === widest && width > (least[k] as number));
    if (i < 0) return undefined;
    widths[i] = widest - 1;
  }
  return widths;
}

function list(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const entry = (row: readonly string[]) => row.flatMap((cell, i) => (cell === '' ? [] : [`${header[i]}: ${cell}`]));
  return rows.map((row) => entry(row).join('\n')).join('\n\n');
}
