/** The human baseline of Table 1. */
import { runsOfKind } from '@mnist1d/results';
import { type HumanResult, humanKind } from '@mnist1d/results/kinds/human';
import { checkSome } from '../checks/check-runs.ts';
import { defineFigure, defineFigures, type Figure } from '../parts/define-figures.ts';
import { heading } from '../parts/heading.ts';
import type { Layer, Panel } from '../parts/spec.ts';
import type { Palette } from '../parts/theme.ts';

export type { HumanResult, HumanRun } from '@mnist1d/results/kinds/human';

const where = 'humanFigure';

/** Rows the true class, columns the answer. */
type Confusion = readonly (readonly number[])[];

/**
 * Misclassified signals of each class in percent, the CNN's, the authors' and, where there are quizzes, those of who took them
 * (a); how often each answer was given for each class (b), in the quizzes, else by the authors.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const humanFigure: Figure<HumanResult> = defineFigure(where, humanKind, ({ data }, palette) => {
  const { published, runs } = data;
  checkSome(where, runs);
  const quizzes = runsOfKind(runs, 'quiz').map(({ metrics }) => metrics.confusion);
  const own = quizzes.length > 0 ? quizzes.reduce(addConfusions) : undefined;
  const cnn = runsOfKind(runs, 'class-errors')[0]?.metrics.errorByClass;
  const series = [
    ...(cnn ? [{ who: 'CNN', errors: cnn, color: palette.models.cnn }] : []),
    { who: 'Human, as published', errors: published.errorByClass, color: palette.human },
    ...(own ? [{ who: 'Your quizzes', errors: errorsOf(own), color: palette.hues.orange }] : []),
  ];
  const shown = own ?? published.confusion;
  return {
    description: `Misclassified signals of each class in percent (a); answers by true class (b), ${own ? `${quizzes.length} of your quizzes` : 'as published'}.`,
    spacing: 48,
    resolve: { scale: { color: 'independent' } },
    hconcat: [bars(series, palette), answers(shown, own ? 'Your answers' : 'The authors’ answers', palette)],
  };
});

export const humanFigures = defineFigures(humanKind, { human: { draw: humanFigure } });

function addConfusions(a: Confusion, b: Confusion): Confusion {
  return a.map((row, i) => row.map((count, j) => count + (b[i]?.[j] ?? 0)));
}

/** In percent; null for a class without signals. */
function errorsOf(confusion: Confusion): (number | null)[] {
  return confusion.map((row, label) => {
    const count = row.reduce((sum, n) => sum + n, 0);
    return count === 0 ? null : 100 * (1 - (row[label] as number) / count);
  });
}

function bars(
  series: readonly { readonly who: string; readonly errors: readonly (number | null)[]; readonly color: string }[],
  palette: Palette,
): Panel {
  const width = 380;
  const names = series.map(({ who }) => who);
  const values = series.flatMap(({ who, errors }) =>
    errors.flatMap((error, label) => (error === null ? [] : [{ who, label, error }])),
  );
  const layer = {
    data: { values },
    mark: 'bar',
    encoding: {
      x: {
        field: 'label',
        type: 'nominal',
        axis: { title: 'Class', labelAngle: 0, ticks: false },
        scale: { paddingInner: 0.25, paddingOuter: 0.2 },
      },
      xOffset: { field: 'who', type: 'nominal', sort: names },
      y: { field: 'error', type: 'quantitative', axis: { title: 'Misclassified (%)', tickCount: 5 } },
      color: {
        field: 'who',
        type: 'nominal',
        scale: { domain: names, range: series.map(({ color }) => color) },
        legend: { title: null, symbolType: 'square', symbolSize: 110 },
      },
    },
  };
  return { width, height: 230, layer: [layer, ...heading('a', 'Errors by class', width, palette)] as Layer[] } as Panel;
}

function answers(confusion: Confusion, title: string, palette: Palette): Panel {
  const size = 230;
  const values = confusion.flatMap((row, label) => row.map((count, answer) => ({ label, answer, count })));
  const position = {
    x: { field: 'answer', type: 'ordinal', axis: { title: 'Answer', labelAngle: 0, ticks: false } },
    y: { field: 'label', type: 'ordinal', axis: { title: 'Class', ticks: false } },
  };
  const largest = Math.max(...values.map(({ count }) => count));
  const cells = {
    data: { values },
    mark: { type: 'rect' },
    encoding: {
      ...position,
      color: {
        field: 'count',
        type: 'quantitative',
        scale: { domain: [0, largest], range: [palette.background, palette.models.cnn], interpolate: 'rgb' },
        legend: null,
      },
    },
  };
  const numbers = {
    data: { values: values.filter(({ count }) => count > 0) },
    mark: { type: 'text', fontSize: 10 },
    encoding: {
      ...position,
      text: { field: 'count', type: 'quantitative' },
      color: { condition: { test: `datum.count > ${largest / 2}`, value: palette.background }, value: palette.ink },
    },
  };
  return {
    width: size,
    height: size,
    layer: [cells, numbers, ...heading('b', title, size, palette)] as Layer[],
  } as Panel;
}
