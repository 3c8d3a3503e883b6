/** A result as tables for a terminal: the measured numbers beside the paper's, then the claims. */
import type { Claim, ExperimentResult } from '@mnist1d/experiments';
import { table } from './table.ts';

interface Table1Row {
  readonly model: string;
  readonly features: string;
  readonly mean: number;
  readonly deviation: number | null;
  readonly seeds: number;
  readonly published: number;
}

/** The tables of a result, one string each. */
export function resultTables(result: ExperimentResult): string[] {
  const rows = result.data.table1 as unknown as readonly Table1Row[] | undefined;
  return [...(rows ? [accuracies(rows)] : []), claims(result.claims)];
}

function accuracies(rows: readonly Table1Row[]): string {
  return table(
    ['model', 'features', 'test accuracy', 'seeds', 'paper'],
    rows.map(({ model, features, mean, deviation, seeds, published }) => [
      model,
      features,
      deviation === null ? `${mean.toFixed(1)} %` : `${mean.toFixed(1)} ± ${deviation.toFixed(1)} %`,
      String(seeds),
      `${published} %`,
    ]),
    [2, 3, 4],
  );
}

function claims(list: readonly Claim[]): string {
  const number = (value: number | null) => (value === null ? '–' : value.toFixed(1));
  return table(
    ['claim', 'rule', 'measured', 'paper', 'holds'],
    list.map(({ text, rule, measured, published, holds }) => [
      text,
      rule,
      number(measured),
      number(published),
      holds === null ? 'too short to tell' : holds ? 'yes' : 'no',
    ]),
    [2, 3],
  );
}
