/** Figure 6: a learning rate in meta-learning. */
import { type MetalearnLrResult, metalearnLrKind } from '@mnist1d/results/kinds/metalearn-lr';
import { checkSome } from '../checks/check-runs.ts';
import { defineFigure, defineFigures, type Figure } from '../parts/define-figures.ts';
import { heading } from '../parts/heading.ts';
import type { Layer, Panel } from '../parts/spec.ts';
import type { Palette } from '../parts/theme.ts';

export type { MetalearnLrResult, MetalearnLrRun } from '@mnist1d/results/kinds/metalearn-lr';

const where = 'metalearnLrFigure';
const width = 220;
const height = 190;
type CurveName = 'meanInnerLoss' | 'finalInnerLoss' | 'learningRate';
/** A circle for every so many outer steps of the other implementation. */
const circleEvery = 5;

/**
 * Figure 6 of the paper: mean inner loss, last inner loss and learning rate over the outer step, a line for each trial, the
 * learning rate from its start on; circles: PyTorch's values, where the result has some.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const metalearnLrFigure: Figure<MetalearnLrResult> = defineFigure(
  where,
  metalearnLrKind,
  ({ data }, palette) => {
    const { published = [], runs } = data;
    checkSome(where, runs);
    const diverged = runs.findIndex(({ curves }) => curves.learningRate.length === 0);
    if (diverged >= 0) {
      throw new RangeError(
        `${where}: result.data.runs[${diverged}].curves.learningRate must have at least one value, got none`,
      );
    }
    const names = runs.map(({ spec }) => nameOf(spec.initialLearningRate));
    const circles = published.filter((trial) => names.includes(nameOf(trial.initialLearningRate)));
    const draw = (letter: string, title: string, curve: CurveName) => {
      const rows = [
        ...runs.flatMap(({ spec, curves }) => rowsOf(curve, spec.initialLearningRate, curves, 1, 'line')),
        ...circles.flatMap((trial) => rowsOf(curve, trial.initialLearningRate, trial, circleEvery, 'circle')),
      ];
      return panel(letter, title, curve, names, rows, palette);
    };
    return {
      description: `Mean inner loss (a), last inner loss (b) and learning rate (c) over the outer step.${circles.length > 0 ? ' Circles: PyTorch.' : ''}`,
      spacing: 36,
      hconcat: [
        draw('a', 'Mean inner loss', 'meanInnerLoss'),
        draw('b', 'Final inner loss', 'finalInnerLoss'),
        draw('c', 'Learning rate', 'learningRate'),
      ],
    };
  },
);

export const metalearnLrFigures = defineFigures(metalearnLrKind, { 'metalearn-lr': { draw: metalearnLrFigure } });

const nameOf = (start: number): string => `from ${start}`;

interface Row {
  readonly trial: string;
  readonly step: number;
  readonly as: 'line' | 'circle';
  readonly value: number;
}

/** Of every `every`-th outer step. The learning rate is the one that the step's training is made with: at step 0 its start. */
function rowsOf(
  curve: CurveName,
  start: number,
  curves: Readonly<Record<CurveName, readonly number[]>>,
  every: number,
  as: Row['as'],
): Row[] {
  const values = curve === 'learningRate' ? [start, ...curves.learningRate] : curves[curve];
  return values.flatMap((value, step) => (step % every === 0 ? [{ trial: nameOf(start), step, as, value }] : []));
}

function panel(
  letter: string,
  title: string,
  curve: CurveName,
  trials: readonly string[],
  rows: readonly Row[],
  palette: Palette,
): Panel {
  const { red, blue, green, orange, cyan } = palette.hues;
  const encoding = {
    x: {
      field: 'step',
      type: 'quantitative',
      axis: { title: 'Outer step', tickCount: 5, format: 'd' },
      scale: { nice: false },
    },
    y: {
      field: 'value',
      type: 'quantitative',
      axis: { title: curve === 'learningRate' ? 'Learning rate' : letter === 'a' ? 'Loss (nats)' : null, tickCount: 5 },
      scale: curve === 'learningRate' ? {} : { domain: domainOf(rows), nice: false },
    },
    color: {
      field: 'trial',
      type: 'nominal',
      scale: { domain: [...trials], range: [red, blue, green, orange, cyan] },
      legend: { title: null, symbolType: 'stroke' },
    },
  } as const;
  const line = {
    transform: [{ filter: "datum.as === 'line'" }],
    mark: { type: 'line', clip: true },
    encoding,
  } as unknown as Layer;
  const circles = {
    transform: [{ filter: "datum.as === 'circle'" }],
    mark: { type: 'point', clip: true, size: 32, strokeWidth: 1.25, fill: palette.background, fillOpacity: 1 },
    encoding,
  } as unknown as Layer;
  return {
    width,
    height,
    data: { values: rows as unknown as object[] },
    layer: [circles, line, ...heading(letter, title, width, palette)],
  } as Panel;
}

/** A start far off would press what follows against the axis: its first steps leave the panel. */
function domainOf(rows: readonly Row[]): [number, number] {
  const last = Math.max(...rows.map(({ step }) => step));
  const values = rows.filter(({ step }) => step >= last / 8).map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 0.06 * (high - low) || 0.05 * Math.abs(high) || 1;
  return [low - margin, high + margin];
}
