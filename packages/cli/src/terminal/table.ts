/** Plain tables for terminals and logs. */
import Table from 'cli-table3';

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

/** Rows under a header, columns aligned; `right` lists the columns of numbers. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const layout = new Table({
    head: [...head],
    chars: { ...noLines, middle: '  ' },
    colAligns: head.map((_, i) => (right.includes(i) ? 'right' : 'left')),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  });
  layout.push(...rows.map((row) => [...row]));
  return layout.toString();
}
