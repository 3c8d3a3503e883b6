/** The variance of a residual network's activations by branch, and its training, with batch normalisation and without. */
import { runsOfKind } from '@mnist1d/results';
import { type BatchNormResult, batchNormKind, type VariancesRun } from '@mnist1d/results/kinds/book/batch-norm';
import { mean } from 'd3-array';
import { checkSome } from '../../checks/check-runs.ts';
import { band } from '../../parts/band.ts';
import { defineFigure, defineFigures, type Figure } from '../../parts/define-figures.ts';
import { deviation } from '../../parts/deviation.ts';
import { errorPanels, type LineStyle } from '../../parts/error-panels.ts';
import { heading } from '../../parts/heading.ts';
import type { Layer, Panel } from '../../parts/spec.ts';
import type { Palette } from '../../parts/theme.ts';

export type { BatchNormResult, BatchNormTrainingRun, VariancesRun } from '@mnist1d/results/kinds/book/batch-norm';

const where = 'batchNormFigure';
const width = 200;
const height = 220;

/**
 * The variance of all activations at the start, before the first residual branch and after each, on a logarithmic scale (a), mean
 * and sample standard deviation over the seeds; training error (b) and test error (c) in percent over the epoch, where the result
 * has trainings of both.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const batchNormFigure: Figure<BatchNormResult> = defineFigure(
  where,
  batchNormKind,
  ({ data: { runs } }, palette) => {
    const variances = runsOfKind(runs, 'variances');
    const trainings = runsOfKind(runs, 'training');
    // Panels share their colours.
    const hasBoth = [false, true].every((batchNorm) => trainings.some(({ spec }) => spec.batchNorm === batchNorm));
    checkSome(where, variances, 'a run of variances');
    const { blue, orange } = palette.hues;
    const styleOf = ({ batchNorm }: { readonly batchNorm: boolean }): LineStyle =>
      batchNorm ? { name: 'Batch normalisation', colour: blue } : { name: 'Without', colour: orange };
    return {
      description:
        'Variance of the activations at the start by residual branch (a), training error (b) and test error (c) in percent over the epoch, with batch normalisation in each branch and without.',
      spacing: 60,
      hconcat: [
        variancePanel(variances, styleOf, palette),
        ...(hasBoth ? errorPanels(where, trainings, styleOf, palette, ['b', 'c']) : []),
      ],
    };
  },
);

export const batchNormFigures = defineFigures(batchNormKind, { 'batch-norm': { draw: batchNormFigure } });

function variancePanel(
  runs: readonly VariancesRun[],
  styleOf: (spec: VariancesRun['spec']) => LineStyle,
  palette: Palette,
): Panel {
  const styles = [false, true].map((batchNorm) => ({ batchNorm, ...styleOf({ batchNorm } as VariancesRun['spec']) }));
  const rows = styles.flatMap(({ batchNorm, name, colour }) => {
    const lists = runs.filter(({ spec }) => spec.batchNorm === batchNorm).map(({ metrics }) => metrics.variances);
    return (lists[0] ?? []).map((_, branch) => {
      const values = lists.map((list) => list[branch] as number);
      const [variance, spread] = [mean(values) as number, deviation(values)];
      // A logarithmic scale has no place for what is not above 0.
      return {
        name,
        colour,
        branch,
        variance,
        low: Math.max(variance - spread, variance / 10),
        high: variance + spread,
      };
    });
  });
  const scale = { type: 'log', nice: false } as const;
  const spread = band({ x: 'branch', low: 'low', high: 'high', detail: 'name', scale });
  const lines: Layer = {
    mark: { type: 'line', point: { size: 30 } },
    encoding: {
      x: {
        field: 'branch',
        type: 'quantitative',
        axis: { title: 'Residual branches', format: 'd', tickMinStep: 1 },
        scale: { nice: false, padding: 8 },
      },
      y: {
        field: 'variance',
        type: 'quantitative',
        axis: { title: 'Variance of the activations', tickCount: 6 },
        scale,
      },
      color: {
        field: 'name',
        type: 'nominal',
        scale: { domain: styles.map(({ name }) => name), range: styles.map(({ colour }) => colour) },
        legend: { title: null, symbolType: 'stroke' },
      },
    },
  };
  return {
    width,
    height,
    data: { values: rows },
    layer: [
      { transform: [{ filter: 'datum.high > datum.low' }], ...spread } as Layer,
      lines,
      ...heading('a', 'At the start', width, palette),
    ],
  } as Panel;
}
