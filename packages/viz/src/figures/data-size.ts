/** Test accuracy over the number of training signals. */
import { type DataSizeResult, type DataSizeRun, dataSizeKind } from '@mnist1d/results/kinds/data-size';
import { mean } from 'd3-array';
import { checkDistinct, checkSome } from '../checks/check-runs.ts';
import { band } from '../parts/band.ts';
import { defineFigure, defineFigures, type Figure } from '../parts/define-figures.ts';
import { deviation } from '../parts/deviation.ts';
import { modelStyle, modelsOf } from '../parts/model-styles.ts';
import { spreadLabels } from '../parts/spread-labels.ts';

export type { DataSizeResult, DataSizeRun } from '@mnist1d/results/kinds/data-size';

const where = 'dataSizeFigure';
const width = 360;
/** Of a label at the end of a line, in percent. */
const labelHeight = 5;

/**
 * Test accuracy in percent over the number of training signals, on a logarithmic scale, a line for each model with its name and last
 * value at its end. With several seeds a line is their mean and its band ± their sample standard deviation, cut at 0 and 100 %.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const dataSizeFigure: Figure<DataSizeResult> = defineFigure(
  where,
  dataSizeKind,
  ({ data: { runs } }, palette) => {
    checkSome(where, runs);
    checkDistinct(where, runs);
    const lines = modelsOf(runs).map((model) =>
      rowsOf(
        runs.filter(({ spec }) => spec.model === model),
        modelStyle(model, palette),
      ),
    );
    const x = {
      field: 'trainSize',
      type: 'quantitative',
      scale: { type: 'log', nice: false },
      axis: { title: 'Training signals', tickCount: 4, format: ',d' },
    } as const;
    const y = {
      field: 'accuracy',
      type: 'quantitative',
      scale: { domain: [0, 100] },
      axis: { title: 'Test accuracy (%)', values: [0, 20, 40, 60, 80, 100] },
    } as const;
    const colour = {
      color: { field: 'colour', type: 'nominal', scale: null },
      detail: { field: 'name', type: 'nominal' },
    };
    return {
      description: 'Test accuracy in percent over the number of training signals, a line for each model.',
      width,
      height: 280,
      data: { values: lines.flat() },
      layer: [
        {
          transform: [{ filter: 'datum.high > datum.low' }],
          ...band({ x: 'trainSize', low: 'low', high: 'high', detail: 'name' }),
        },
        { mark: { type: 'line', point: { size: 28, filled: true }, clip: false }, encoding: { x, y, ...colour } },
        endLabels(lines),
      ],
    } as object as ReturnType<Figure<DataSizeResult>>;
  },
);

export const dataSizeFigures = defineFigures(dataSizeKind, { 'data-size': { draw: dataSizeFigure } });

/** Mean and band of a model at each size. */
function rowsOf(runs: readonly DataSizeRun[], { label: name, colour }: ReturnType<typeof modelStyle>) {
  const sizes = [...new Set(runs.map(({ spec }) => spec.trainSize))].sort((a, b) => a - b);
  return sizes.map((trainSize) => {
    const values = runs.filter(({ spec }) => spec.trainSize === trainSize).map(({ metrics }) => metrics.testAccuracy);
    const [accuracy, spread] = [mean(values) as number, deviation(values)];
    const [low, high] = [Math.max(0, accuracy - spread), Math.min(100, accuracy + spread)];
    return { name, colour, trainSize, accuracy, spread, low, high };
  });
}

/** The name of each line and what it ends at. */
function endLabels(lines: readonly ReturnType<typeof rowsOf>[]): object {
  const ends = lines.flatMap((rows) => rows.slice(-1));
  const heights = spreadLabels(
    ends.map(({ accuracy }) => accuracy),
    labelHeight,
  );
  return {
    data: {
      values: ends.map(({ name, accuracy, spread, colour }, i) => ({
        text: `${name} ${accuracy.toFixed(1)}${spread > 0 ? ` ± ${spread.toFixed(1)}` : ''}`,
        end: heights[i],
        colour,
      })),
    },
    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 8 },
    encoding: {
      x: { value: width },
      y: { field: 'end', type: 'quantitative' },
      text: { field: 'text', type: 'nominal' },
      color: { field: 'colour', type: 'nominal', scale: null },
    },
  };
}
