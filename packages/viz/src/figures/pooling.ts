/** Figure 9: test accuracy with and without pooling, on training sets of growing size. */
import { type PoolingName, type PoolingResult, type PoolingRun, poolingKind } from '@mnist1d/results/kinds/pooling';
import { mean } from 'd3-array';
import { checkSome } from '../checks/check-runs.ts';
import { defineFigure, defineFigures, type Figure } from '../parts/define-figures.ts';
import { heading } from '../parts/heading.ts';
import { smooth } from '../parts/smooth.ts';
import type { Layer, Panel } from '../parts/spec.ts';
import type { Palette } from '../parts/theme.ts';

export type { PoolingName, PoolingResult, PoolingRun } from '@mnist1d/results/kinds/pooling';

const where = 'poolingFigure';
const width = 190;
const height = 150;
const columns = 3;

/** In the order of the paper's legend. */
const labels: Readonly<Record<PoolingName, string>> = {
  none: 'No pooling',
  stride: 'Stride 2',
  max: 'Max',
  average: 'Average',
  l2: 'L2',
};

/**
 * Figure 9 of the paper: test accuracy in percent over the training step, a panel for each size of the training set, a line
 * for each way to pool. Curves are means over the seeds, smoothed as the authors' are, by a Gaussian one evaluation wide.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const poolingFigure: Figure<PoolingResult> = defineFigure(where, poolingKind, ({ data: { runs } }, palette) => {
  checkSome(where, runs);
  const sizes = [...new Set(runs.map(({ spec }) => spec.trainSize))].sort((a, b) => a - b);
  const panels = sizes.map((size, i) =>
    draw(
      runs.filter(({ spec }) => spec.trainSize === size),
      `${size.toLocaleString('en')} training samples`,
      { isLeft: i % columns === 0, isLow: i >= sizes.length - columns },
      palette,
    ),
  );
  return {
    description:
      'Test accuracy in percent over the training step, for training sets of growing size. Smoothed by a Gaussian one evaluation wide.',
    columns,
    spacing: { row: 32, column: 36 },
    concat: panels,
  };
});

export const poolingFigures = defineFigures(poolingKind, { pooling: { draw: poolingFigure } });

function draw(
  runs: readonly PoolingRun[],
  title: string,
  { isLeft, isLow }: { readonly isLeft: boolean; readonly isLow: boolean },
  palette: Palette,
): Panel {
  const { hues, ink } = palette;
  const names = Object.keys(labels) as PoolingName[];
  const rows = names.flatMap((pooling) => {
    const chosen = runs.filter(({ spec }) => spec.pooling === pooling);
    const steps = chosen[0]?.curves.steps ?? [];
    const averaged = steps.map((_, i) => mean(chosen, ({ curves }) => curves.testAccuracy[i]) as number);
    const smoothed = smooth(averaged, 1);
    return steps.map((step, i) => ({ pooling: labels[pooling], step, accuracy: smoothed[i] as number }));
  });
  // From where the curves have risen: what is left to see is how they differ afterwards.
  const last = Math.max(...rows.map(({ step }) => step));
  const late = rows.filter(({ step }) => step >= 0.2 * last).map(({ accuracy }) => accuracy);
  const high = Math.min(100, Math.ceil((Math.max(...late) + 1) / 2) * 2);
  const low = Math.max(0, Math.floor((Math.min(...late) - 0.25 * (high - Math.min(...late)) - 1) / 2) * 2);
  const lines: Layer = {
    mark: { type: 'line', clip: true },
    encoding: {
      x: {
        field: 'step',
        type: 'quantitative',
        axis: { title: isLow ? 'Training step' : null, tickCount: 4, format: 'd' },
        scale: { nice: false, padding: 4 },
      },
      y: {
        field: 'accuracy',
        type: 'quantitative',
        axis: { title: isLeft ? 'Test accuracy (%)' : null, tickCount: 5 },
        scale: { domain: [low, high], nice: false },
      },
      color: {
        field: 'pooling',
        type: 'nominal',
        scale: { domain: Object.values(labels), range: [ink, ink, hues.red, hues.green, hues.blue] },
        legend: { title: null, symbolType: 'stroke' },
      },
      strokeDash: {
        field: 'pooling',
        type: 'nominal',
        scale: {
          domain: Object.values(labels),
          range: [
            [1, 0],
            [5, 3],
            [1, 0],
            [8, 2],
            [2, 2],
          ],
        },
      },
    },
  };
  return { width, height, data: { values: rows }, layer: [lines, ...heading('', title, width, palette)] } as Panel;
}
