/** A result as tables for a terminal: the measured numbers beside the published, then the claims. */
import { type Claim, checkResult, type ExperimentResult } from '@mnist1d/results';
import { type ClassificationResult, classificationKind } from '@mnist1d/results/kinds/classification';
import { type HumanResult, humanKind } from '@mnist1d/results/kinds/human';
import { verdictOf } from '@mnist1d/viz';
import { table } from '../terminal/table.ts';

/** The tables of a result, one string each. */
export function resultTables(result: ExperimentResult): string[] {
  return [...ownTables(result), ...(result.claims.length > 0 ? [claims(result.claims)] : [])];
}

/** What an experiment shows besides its claims. */
function ownTables(result: ExperimentResult): string[] {
  switch (result.experiment) {
    case classificationKind.id:
      return [accuracies(checkResult('table', classificationKind, result))];
    case humanKind.id:
      return [errorsByClass(checkResult('table', humanKind, result))];
    default:
      return [];
  }
}

function accuracies({ data: { table1 = [] } }: ClassificationResult): string {
  return table(
    ['model', 'features', 'test accuracy', 'seeds', 'Table 1', 'authors’ notebook'],
    table1.map(({ model, features, mean, deviation, seeds, published, notebook }) => [
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
function errorsByClass({ data: { runs, published } }: HumanResult): string {
  const columns = [
    ...runs.map(({ spec, metrics }) => ({
      name: spec.kind === 'quiz' ? `quiz ${spec.quiz}` : 'CNN',
      errors: metrics.errorByClass,
      accuracy: metrics.accuracy,
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
    list.map((claim) => [claim.text, claim.rule, number(claim.measured), number(claim.published), verdictOf(claim)]),
    [2, 3],
  );
}
