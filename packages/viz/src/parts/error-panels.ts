/** Training and test error over the epoch, a panel each: what the figures of the book's trainings are made of. */
import type { EpochTrainingRun } from '@mnist1d/results';
import { mean } from 'd3-array';
import { checkSameSteps } from '../checks/check-runs.ts';
import { band } from './band.ts';
import { deviation } from './deviation.ts';
import { heading } from './heading.ts';
import type { Layer, Panel } from './spec.ts';
import { spreadLabels } from './spread-labels.ts';
import type { Palette } from './theme.ts';

/** How a run's line looks; runs of one name are the seeds of one line. */
export interface LineStyle {
  readonly name: string;
  readonly colour: string;
  /** Vega's strokeDash. Default: solid. */
  readonly dash?: readonly number[];
}

const width = 230;
const height = 220;
/** Of a label at the end of a line, in percent of error. */
const labelHeight = 6.5;
const curves = [
  ['trainError', 'Training error'],
  ['testError', 'Test error'],
] as const;

/**
 * The panels, with these letters. A line is the mean over its seeds, its band ± their sample standard deviation, cut at 0 and
 * 100 %; the last values stand at its end.
 *
 * @throws RangeError where runs were evaluated after other epochs than the first.
 */
export function errorPanels<Run extends EpochTrainingRun>(
  where: string,
  runs: readonly Run[],
  styleOf: (spec: Run['spec']) => LineStyle,
  palette: Palette,
  letters: readonly [string, string] = ['a', 'b'],
): Panel[] {
  checkSameSteps(
    where,
    runs.map(({ spec, curves: { epochs } }) => ({ spec, curves: { steps: epochs } })),
  );
  const styles = new Map(runs.map(({ spec }) => [styleOf(spec).name, styleOf(spec)]));
  return curves.map(([key, title], i) => {
    const lines = [...styles.values()].map((style) =>
      rowsOf(
        runs.filter(({ spec }) => styleOf(spec).name === style.name),
        key,
        style,
      ),
    );
    const spread = band({ x: 'epoch', low: 'low', high: 'high', detail: 'name' });
    return {
      width,
      height,
      data: { values: lines.flat() },
      layer: [
        { transform: [{ filter: 'datum.high > datum.low' }], ...spread } as Layer,
        linesOf([...styles.values()], i === 0),
        endLabels(lines),
        ...heading(letters[i] as string, title, width, palette),
      ],
    } as Panel;
  });
}

/** Mean and band of a curve at each epoch. */
function rowsOf(
  runs: readonly EpochTrainingRun[],
  key: (typeof curves)[number][0],
  { name, colour }: LineStyle,
): { name: string; colour: string; epoch: number; error: number; spread: number; low: number; high: number }[] {
  return (runs[0]?.curves.epochs ?? []).map((epoch, i) => {
    const errors = runs.map((run) => run.curves[key][i] as number);
    const [error, spread] = [mean(errors) as number, deviation(errors)];
    const [low, high] = [Math.max(0, error - spread), Math.min(100, error + spread)];
    return { name, colour, epoch, error, spread, low, high };
  });
}

function linesOf(styles: readonly LineStyle[], isFirst: boolean): Layer {
  const domain = styles.map(({ name }) => name);
  // Of colour and dash alike: one legend shows both then.
  const legend = { title: null, symbolType: 'stroke', columns: 4 };
  return {
    mark: { type: 'line', clip: true },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        axis: { title: 'Epoch', tickCount: 5, format: 'd' },
        scale: { nice: false },
      },
      y: {
        field: 'error',
        type: 'quantitative',
        axis: { title: isFirst ? 'Error (%)' : null, values: [0, 20, 40, 60, 80, 100] },
        scale: { domain: [0, 100] },
      },
      color: {
        field: 'name',
        type: 'nominal',
        scale: { domain, range: styles.map(({ colour }) => colour) },
        legend,
      },
      strokeDash: {
        field: 'name',
        type: 'nominal',
        scale: { domain, range: styles.map(({ dash = [1, 0] }) => [...dash]) },
        legend,
      },
    },
  };
}

/** What each line ends at. */
function endLabels(lines: readonly ReturnType<typeof rowsOf>[]): Layer {
  const ends = lines.flatMap((rows) => rows.slice(-1));
  // Labels at the axis stand upon it, and not half of them below.
  const lowest = ((ends.filter(({ error }) => error < labelHeight).length - 1) / 2) * labelHeight;
  const heights = spreadLabels(
    ends.map(({ error }) => Math.max(error, lowest)),
    labelHeight,
  );
  return {
    data: {
      values: ends.map(({ error, spread, colour }, i) => ({
        text: `${error.toFixed(1)}${spread > 0 ? ` ± ${spread.toFixed(1)}` : ''}`,
        end: heights[i],
        colour,
      })),
    },
    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 4 },
    encoding: {
      x: { value: width },
      y: { field: 'end', type: 'quantitative' },
      text: { field: 'text', type: 'nominal' },
      // Not colour: beside its scale the legends of colour and dash would be two.
      fill: { field: 'colour', type: 'nominal', scale: null },
    },
  };
}
