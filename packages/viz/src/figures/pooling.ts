/** Figure 9: test accuracy with and without pooling, on training sets of growing size. */
import { checkCurves, checkOneOf, checkRuns } from '../checks/check-runs.ts';
import { checkNumber } from '../checks/check-values.ts';
import type { PoolingName, PoolingResult, PoolingRun } from '../checks/results.ts';
import { heading } from '../parts/heading.ts';
import { type Layer, type Panel, schema, type VegaLiteSpec } from '../parts/spec.ts';
import { mean, smooth } from '../parts/statistics.ts';
import { type FigureOptions, getPalette, type Palette, themeConfig } from '../parts/theme.ts';

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
export function poolingFigure(result: PoolingResult, { theme = 'light' }: FigureOptions = {}): VegaLiteSpec {
  const palette = getPalette(theme);
  const runs = checkRuns<PoolingRun>(where, result, (name, spec, run) => {
    checkOneOf(where, `${name}.spec.pooling`, spec.pooling, Object.keys(labels));
    checkNumber(where, `${name}.spec.trainSize`, spec.trainSize, 1);
    checkCurves(where, name, run, ['steps', 'testAccuracy'], [0, 100]);
  });
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
    $schema: schema,
    description:
      'Test accuracy in percent over the training step, for training sets of growing size. Smoothed by a Gaussian one evaluation wide.',
    config: themeConfig(palette),
    columns,
    spacing: { row: 32, column: 36 },
    concat: panels,
  };
}

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
    const averaged = steps.map((_, i) => mean(chosen.map(({ curves }) => curves.testAccuracy[i] as number)));
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
