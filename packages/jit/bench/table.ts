/** A table in the terminal, row by row. */

const FIRST = 32;

/** Writes the headings, and returns what writes a row below them. */
export function printHeadings(headings: readonly string[]): (cells: readonly string[]) => void {
  const widths = headings.map((heading, i) => (i === 0 ? FIRST : Math.max(10, heading.length + 2)));
  const print = (cells: readonly string[]) =>
    console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(FIRST) : cell.padStart(widths[i] as number))).join(''));
  print(headings);
  return print;
}

export function show(value: number | undefined): string {
  return value === undefined ? '' : value.toPrecision(3);
}
