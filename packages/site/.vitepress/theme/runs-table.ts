/** The runs of a result as a table. */
import type { ExperimentResult } from '@mnist1d/results';

type Cell = string | number | boolean;

/** Every number, word and switch of the runs' specifications and metrics; a row for each run. Curves stand in the file. */
export function runsTable({ data }: ExperimentResult) {
  const rows = data.runs.map(({ spec, metrics }) => new Map([...cells(spec), ...cells(metrics)]));
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  return { columns, rows: rows.map((row) => columns.map((column) => shown(row.get(column)))) };
}

const cells = (object: object): [string, Cell][] =>
  Object.entries(object).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));

function shown(cell: Cell | undefined): string {
  if (typeof cell === 'number') return String(Number(cell.toPrecision(4))).replace('-', '−');
  return cell === undefined ? '–' : String(cell);
}
