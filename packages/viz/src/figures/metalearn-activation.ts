/** Figure 7: an activation function in meta-learning. */
import { type RunOf, runsOfKind } from '@mnist1d/results';
import {
  type MetalearnActivationResult,
  type MetalearnActivationRun,
  metalearnActivationKind,
} from '@mnist1d/results/kinds/metalearn-activation';
import { defineFigure, defineFigures, type Figure } from '../parts/define-figures.ts';
import { heading } from '../parts/heading.ts';
import type { Layer, Panel } from '../parts/spec.ts';
import { spreadLabels } from '../parts/spread-labels.ts';
import type { Palette } from '../parts/theme.ts';

export type { MetalearnActivationResult, MetalearnActivationRun } from '@mnist1d/results/kinds/metalearn-activation';

const where = 'metalearnActivationFigure';
const width = 240;
const height = 230;
/** Of a label at the end of a line, in pixels. */
const labelHeight = 12;

type LearnedRun = RunOf<typeof metalearnActivationKind, 'learned'>;

/**
 * Figure 7 of the paper: mean inner loss (a) and test accuracy in percent (b) over the outer step, with the other activations'
 * accuracies; the learned function after growing numbers of outer steps (c), with its fit of straight pieces. Dotted: the
 * authors'.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const metalearnActivationFigure: Figure<MetalearnActivationResult> = defineFigure(
  where,
  metalearnActivationKind,
  ({ data }, palette) => {
    const { published, runs } = data;
    const [learned] = runsOfKind(runs, 'learned');
    if (!learned)
      throw new RangeError(`${where}: result.data.runs must have the run that learned a function, got none`);
    return {
      description:
        'Mean inner loss (a) and test accuracy (b) over the outer step, black, beside other activation functions; the learned function in the course of training (c), dashed: straight pieces fitted to it. Dotted: the authors’.',
      spacing: 48,
      resolve: { scale: { color: 'independent' } },
      hconcat: [
        lossPanel(learned, published, palette),
        accuracyPanel(learned, runs, published, palette),
        functionPanel(learned, runs, palette),
      ],
    };
  },
);

export const metalearnActivationFigures = defineFigures(metalearnActivationKind, {
  'metalearn-activation': { draw: metalearnActivationFigure },
});

type Published = MetalearnActivationResult['data']['published'];

const axisOfSteps = (last: number) =>
  ({
    field: 'step',
    type: 'quantitative',
    axis: { title: 'Outer step', tickCount: 4, format: 'd' },
    scale: { domain: [0, Math.max(1, last)] as number[], nice: false },
  }) as const;

/** Ours as a line, the authors' dotted, as far as ours goes. */
function pairOfLines(ours: readonly number[], theirs: readonly number[], y: object, { ink, faint }: Palette): Layer[] {
  const rows = (values: readonly number[]) => values.slice(0, ours.length).map((value, step) => ({ step, value }));
  const encoding = { x: axisOfSteps(ours.length - 1), y: { field: 'value', type: 'quantitative', ...y } } as object;
  return [
    {
      data: { values: rows(theirs) },
      mark: { type: 'line', color: faint, strokeDash: [1.5, 2.5], clip: true },
      encoding,
    },
    { data: { values: rows(ours) }, mark: { type: 'line', color: ink, clip: true }, encoding },
  ] as Layer[];
}

function lossPanel({ curves }: LearnedRun, published: Published, palette: Palette): Panel {
  const y = { axis: { title: 'Loss (nats)', tickCount: 6 }, scale: { zero: false } };
  return {
    width,
    height,
    layer: [
      ...pairOfLines(curves.meanInnerLoss, published?.meanInnerLoss ?? [], y, palette),
      ...heading('a', 'Mean inner loss', width, palette),
    ],
  } as Panel;
}

function accuracyPanel(
  { curves }: LearnedRun,
  runs: readonly MetalearnActivationRun[],
  published: Published,
  palette: Palette,
): Panel {
  const others = runsOfKind(runs, 'baseline').map(({ spec, metrics }) => ({
    name: spec.activation as string,
    accuracy: metrics.testAccuracy,
  }));
  const [pieces] = runsOfKind(runs, 'piecewise');
  const lines = [
    ...others,
    ...(pieces ? [{ name: `${pieces.metrics.knots.x.length - 1} pieces`, accuracy: pieces.metrics.testAccuracy }] : []),
  ];
  const ours = curves.testAccuracy;
  const all = [...lines.map(({ accuracy }) => accuracy), ...ours];
  const domain = [5 * Math.floor(Math.min(...all) / 5), 5 * Math.ceil((Math.max(...all) + 1) / 5)] as [number, number];
  const perPixel = (domain[1] - domain[0]) / height;
  const heights = spreadLabels(
    lines.map(({ accuracy }) => accuracy),
    labelHeight * perPixel,
  );
  const rows = lines.map((line, i) => ({ ...line, at: heights[i] as number, last: ours.length - 1, first: 0 }));
  const scale = { domain, nice: false };
  const { red, orange, green, blue, cyan } = palette.hues;
  const names = lines.map(({ name }) => name);
  const color = {
    field: 'name',
    type: 'nominal',
    scale: {
      domain: names,
      range: names.map((_, i) => [orange, red, green, cyan, blue, palette.faint, palette.ink][i % 7]),
    },
    legend: null,
  };
  const dashed = { condition: { test: "indexof(datum.name, 'pieces') >= 0", value: [6, 3] }, value: [1, 0] };
  const rules = {
    data: { values: rows },
    mark: { type: 'rule', strokeWidth: 1.5 },
    encoding: {
      x: { field: 'first', type: 'quantitative' },
      x2: { field: 'last' },
      y: { field: 'accuracy', type: 'quantitative', scale },
      color,
      strokeDash: dashed,
    },
  };
  const labels = {
    data: { values: rows },
    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 4 },
    encoding: {
      x: { value: width },
      y: { field: 'at', type: 'quantitative', scale },
      text: { field: 'name', type: 'nominal' },
      color,
    },
  };
  const y = { axis: { title: 'Accuracy (%)', tickCount: 6 }, scale };
  return {
    width,
    height,
    layer: [
      rules,
      ...pairOfLines(ours, published?.testAccuracy ?? [], y, palette),
      labels,
      ...heading('b', 'Test accuracy', width, palette),
    ],
  } as Panel;
}

function functionPanel({ metrics }: LearnedRun, runs: readonly MetalearnActivationRun[], palette: Palette): Panel {
  const rows = metrics.functions.flatMap(({ outerStep, y }) =>
    metrics.x.map((x, i) => ({ outerStep, x, y: y[i] as number })),
  );
  const knots = runsOfKind(runs, 'piecewise')[0]?.metrics.knots;
  const x = {
    field: 'x',
    type: 'quantitative',
    axis: { title: 'z', tickCount: 5, format: 'd' },
    scale: { domain: [-5, 5], nice: false },
  };
  const y = {
    field: 'y',
    type: 'quantitative',
    axis: { title: 'f(z)', tickCount: 6 },
    scale: { domain: [-1.5, 4], nice: false },
  };
  const zero = { type: 'rule', color: palette.faint, strokeWidth: 1 };
  const functions = {
    data: { values: rows },
    mark: { type: 'line', clip: true },
    encoding: {
      x,
      y,
      detail: { field: 'outerStep', type: 'quantitative' },
      color: {
        field: 'outerStep',
        type: 'quantitative',
        scale: { scheme: 'viridis' },
        legend: {
          title: 'Outer step',
          direction: 'horizontal',
          gradientLength: 140,
          titleFontWeight: 'normal',
          format: 'd',
          tickCount: 4,
        },
      },
    },
  };
  const pieces = {
    data: { values: (knots?.x ?? []).map((at, i) => ({ x: at, y: knots?.y[i] })) },
    mark: { type: 'line', clip: true, color: palette.ink, strokeDash: [6, 3], strokeWidth: 1.5 },
    encoding: { x, y },
  };
  return {
    width,
    height,
    layer: [
      { data: { values: [{}] }, mark: zero, encoding: { y: { datum: 0 } } },
      { data: { values: [{}] }, mark: zero, encoding: { x: { datum: 0 } } },
      functions,
      ...(knots ? [pieces] : []),
      ...heading('c', 'Learned function', width, palette),
    ],
  } as Panel;
}
