/** A result as tables for a terminal: the measured numbers beside the published, then the claims. */
import type { Claim, ExperimentResult } from '@mnist1d/experiments';
import { table } from '../terminal/table.ts';

interface Table1Row {
  readonly model: string;
  readonly features: string;
  readonly mean: number;
  readonly deviation: number | null;
  readonly seeds: number;
  readonly published: number;
  readonly notebook?: number;
}

/** The tables of a result, one string each. */
export function resultTables(result: ExperimentResult): string[] {
  const rows = result.data.table1 as unknown as readonly Table1Row[] | undefined;
  return [
    ...(rows ? [accuracies(rows)] : []),
    ...(result.experiment === 'human' ? [errorsByClass(result)] : []),
    ...(result.claims.length > 0 ? [claims(result.claims)] : []),
  ];
}

function accuracies(rows: readonly Table1Row[]): string {
  return table(
    ['model', 'features', 'test accuracy', 'seeds', 'Table 1', 'authors’ notebook'],
    rows.map(({ model, features, mean, deviation, seeds, published, notebook }) => [
      model,
      features,
      deviation === null ? `${mean.toFixed(1)} %` : `${mean.toFixed(1)} ± ${deviation.toFixed(1)} %`,
      String(seeds),
      `${published} %`,
      notebook === undefined ? '–' : `${notebook.toFixed(1)} %`,
    ]),
    [2, 3, 4, 5],
  );
}

/** Misclassified signals of each class, in percent: the CNN's, the authors', and those of each quiz. */
function errorsByClass({ data }: ExperimentResult): string {
  const published = data.published as { readonly errorByClass: readonly number[]; readonly accuracy: number };
  const columns = [
    ...data.runs.map(({ spec, metrics }) => ({
      name: spec.kind === 'quiz' ? `quiz ${spec.quiz}` : 'CNN',
      errors: metrics.errorByClass as readonly (number | null)[],
      accuracy: metrics.accuracy as number,
    })),
    { name: 'human, published', errors: published.errorByClass, accuracy: published.accuracy },
  ];
  const cell = (value: number | null | undefined) => (value === null || value === undefined ? '–' : value.toFixed(1));
  return table(
    ['misclassified, %', ...columns.map(({ name }) => name)],
    [
      ...published.errorByClass.map((_, label) => [
        `class ${label}`,
        ...columns.map(({ errors }) => cell(errors[label])),
      ]),
      ['all', ...columns.map(({ accuracy }) => cell(100 - accuracy))],
    ],
    columns.map((_, i) => i + 1),
  );
}

function claims(list: readonly Claim[]): string {
  const number = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(3))));
  return table(
    ['claim', 'rule', 'measured', 'published', 'holds'],
    list.map(({ text, rule, measured, published, holds }) => [
      text,
      rule,
      number(measured),
      number(published),
      holds === null ? (measured === null ? 'not measured' : 'too short to tell') : holds ? 'yes' : 'no',
    ]),
    [2, 3],
  );
}
