/** Figure 5: training and test error over the size of a network. */

import {
  type DoubleDescentResult,
  type DoubleDescentRun,
  doubleDescentKind,
} from '@mnist1d/results/kinds/double-descent';
import { mean } from 'd3-array';
import { checkSome } from '../checks/check-runs.ts';
import { band } from '../parts/band.ts';
import { defineFigure, defineFigures, type Figure } from '../parts/define-figures.ts';
import { deviation } from '../parts/deviation.ts';
import { heading } from '../parts/heading.ts';
import type { Layer, Panel } from '../parts/spec.ts';
import type { Palette } from '../parts/theme.ts';

export type { DoubleDescentCurve, DoubleDescentResult, DoubleDescentRun } from '@mnist1d/results/kinds/double-descent';

const where = 'doubleDescentFigure';
const width = 200;
const height = 240;
const curveNames = ['Test', 'Train', 'Test, authors’'] as const;

/**
 * Figure 5 of the paper: classification error in percent after training, over the width of an MLP without and with label noise
 * and the channels of a CNN, a panel for each that the result has. With several seeds a line is their mean and its band ±
 * their sample standard deviation. The authors' own test error stands beside ours.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const doubleDescentFigure: Figure<DoubleDescentResult> = defineFigure(
  where,
  doubleDescentKind,
  ({ data }, palette) => {
    const { published, runs } = data;
    checkSome(where, runs);
    const panels = (['mlp', 'cnn'] as const).flatMap((model) =>
      [...new Set(runs.filter(({ spec }) => spec.model === model).map(({ spec }) => spec.labelNoise))]
        .sort((a, b) => a - b)
        .map((labelNoise) => ({ model, labelNoise })),
    );
    return {
      description:
        'Classification error in percent over the size of the network. Solid: test; dashed: training; dotted: test error that the authors report; dotted line: the label noise.',
      spacing: 32,
      hconcat: panels.map((panel, i) => {
        const own = runs.filter(({ spec }) => spec.model === panel.model && spec.labelNoise === panel.labelNoise);
        const theirs = published.find((curve) => curve.model === panel.model && curve.labelNoise === panel.labelNoise);
        const rows = [
          ...rowsOf(own, palette),
          ...(theirs?.sizes ?? []).map((size, k) => ({ curve: curveNames[2], size, error: theirs?.testError[k] })),
        ];
        return draw(panel, 'abcdef'[i] as string, i === 0, rows, palette);
      }),
    };
  },
);

export const doubleDescentFigures = defineFigures(doubleDescentKind, {
  'double-descent': { draw: doubleDescentFigure },
});

/** Mean and band of each curve and size. */
function rowsOf(runs: readonly DoubleDescentRun[], { hues }: Palette) {
  const colours = [hues.blue, hues.orange];
  const sizes = [...new Set(runs.map(({ spec }) => spec.size))].sort((a, b) => a - b);
  return (['testError', 'trainError'] as const).flatMap((key, i) =>
    sizes.map((size) => {
      const errors = runs.filter(({ spec }) => spec.size === size).map(({ metrics }) => metrics[key]);
      const [error, spread] = [mean(errors) as number, deviation(errors)];
      return {
        curve: curveNames[i],
        colour: colours[i],
        size,
        error,
        low: Math.max(0, error - spread),
        high: error + spread,
      };
    }),
  );
}

function draw(
  { model, labelNoise }: { readonly model: 'mlp' | 'cnn'; readonly labelNoise: number },
  letter: string,
  isFirst: boolean,
  rows: readonly object[],
  palette: Palette,
): Panel {
  const spread = {
    transform: [{ filter: 'datum.high > datum.low' }],
    ...band({ x: 'size', low: 'low', high: 'high', detail: 'curve' }),
  } as Layer;
  const noise = labelNoise > 0 ? noiseLine(labelNoise, palette) : [];
  const lines = curves(
    model === 'mlp' ? 'Units of each hidden layer' : 'Channels',
    isFirst ? 'Classification error (%)' : null,
    palette,
  );
  const noiseTitle = labelNoise > 0 ? `${Math.round(100 * labelNoise)} % label noise` : 'no label noise';
  return {
    width,
    height,
    data: { values: rows as object[] },
    layer: [spread, ...noise, lines, ...heading(letter, `${model.toUpperCase()}, ${noiseTitle}`, width, palette)],
  } as Panel;
}

/** Test and training error, and the authors'. */
function curves(xTitle: string, yTitle: string | null, { hues, faint }: Palette): Layer {
  return {
    mark: { type: 'line', clip: true },
    encoding: {
      x: {
        field: 'size',
        type: 'quantitative',
        scale: { domainMin: 0, nice: false },
        axis: { title: xTitle, tickCount: 4 },
      },
      y: {
        field: 'error',
        type: 'quantitative',
        scale: { domain: [0, 75], nice: false },
        axis: { title: yTitle, tickCount: 8 },
      },
      color: {
        field: 'curve',
        type: 'nominal',
        scale: { domain: [...curveNames], range: [hues.blue, hues.orange, faint] },
        legend: { title: null, symbolType: 'stroke' },
      },
      strokeDash: {
        field: 'curve',
        type: 'nominal',
        scale: {
          domain: [...curveNames],
          range: [
            [1, 0],
            [6, 3],
            [1.5, 2.5],
          ],
        },
      },
      strokeWidth: {
        condition: { test: `datum.curve === '${curveNames[2]}'`, value: 1.25 },
        value: 1.75,
      },
    },
  };
}

/** Where a network would be that is wrong about the changed labels alone. */
function noiseLine(labelNoise: number, { faint, ink }: Palette): Layer[] {
  const data = { values: [{}] };
  const y = { datum: 100 * labelNoise };
  return [
    { data, mark: { type: 'rule', color: faint, strokeDash: [1.5, 3], strokeWidth: 1.25 }, encoding: { y } },
    {
      data,
      mark: { type: 'text', text: 'label noise', color: ink, align: 'right', baseline: 'bottom', dy: -2, fontSize: 10 },
      encoding: { x: { value: width }, y },
    },
  ];
}
