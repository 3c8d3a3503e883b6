/** The human baseline of Table 1. */
import { checkOneOf, checkRuns } from '../checks/check-runs.ts';
import { checkNumber, checkNumbers, checkObject, describe } from '../checks/check-values.ts';
import type { HumanResult, HumanRun } from '../checks/results.ts';
import { heading } from '../parts/heading.ts';
import { type Layer, type Panel, schema, type VegaLiteSpec } from '../parts/spec.ts';
import { type FigureOptions, getPalette, type Palette, themeConfig } from '../parts/theme.ts';

const where = 'humanFigure';

/** Rows the true class, columns the answer. */
type Confusion = readonly (readonly number[])[];

/**
 * Misclassified signals of each class in percent, the CNN's, the authors' and, where there are quizzes, those of who took them
 * (a); how often each answer was given for each class (b), in the quizzes, else by the authors.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export function humanFigure(result: HumanResult, { theme = 'light' }: FigureOptions = {}): VegaLiteSpec {
  const palette = getPalette(theme);
  const runs = checkRuns<HumanRun>(where, result, (name, spec, run) => {
    checkOneOf(where, `${name}.spec.kind`, spec.kind, ['quiz', 'class-errors']);
    const metrics = checkObject(where, `${name}.metrics`, run.metrics);
    checkNumber(where, `${name}.metrics.accuracy`, metrics.accuracy, 0, 100);
    if (spec.kind === 'quiz') checkConfusion(`${name}.metrics.confusion`, metrics.confusion);
    else if (!Array.isArray(metrics.errorByClass)) {
      throw new TypeError(
        `${where}: ${name}.metrics.errorByClass must be an array, got ${describe(metrics.errorByClass)}`,
      );
    }
  });
  const published = checkObject(where, 'result.data.published', result.data.published);
  checkNumbers(where, 'result.data.published.errorByClass', published.errorByClass, 0, 100);
  checkConfusion('result.data.published.confusion', published.confusion);

  const quizzes = runs.flatMap(({ metrics }) => (metrics.confusion ? [metrics.confusion] : []));
  const own = quizzes.length > 0 ? quizzes.reduce(addConfusions) : undefined;
  const cnn = runs.find(({ spec }) => spec.kind === 'class-errors')?.metrics.errorByClass;
  const series = [
    ...(cnn ? [{ who: 'CNN', errors: cnn, color: palette.models.cnn }] : []),
    { who: 'Human, as published', errors: result.data.published.errorByClass, color: palette.human },
    ...(own ? [{ who: 'Your quizzes', errors: errorsOf(own), color: palette.hues.orange }] : []),
  ];
  const shown = own ?? (published.confusion as Confusion);
  return {
    $schema: schema,
    description: `Misclassified signals of each class in percent (a); answers by true class (b), ${own ? `${quizzes.length} of your quizzes` : 'as published'}.`,
    config: themeConfig(palette),
    spacing: 48,
    resolve: { scale: { color: 'independent' } },
    hconcat: [bars(series, palette), answers(shown, own ? 'Your answers' : 'The authors’ answers', palette)],
  };
}

function checkConfusion(name: string, value: unknown): void {
  if (!Array.isArray(value) || value.length === 0) {
    throw new TypeError(`${where}: ${name} must be an array of rows, got ${describe(value)}`);
  }
  value.forEach((row, i) => {
    checkNumbers(where, `${name}[${i}]`, row, 0);
    if (row.length !== value.length) {
      throw new RangeError(`${where}: ${name}[${i}] must have ${value.length} values, got ${row.length}`);
    }
  });
}

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
