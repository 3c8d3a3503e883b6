/** What each model of the zoo reaches, beside its parameters and the time of its updates. */
import type { ExperimentResult } from '@mnist1d/results';
import type { FeatureOrder } from '@mnist1d/results/kinds/classification';
import { type ZooResult, type ZooRun, zooKind } from '@mnist1d/results/kinds/zoo';
import { mean } from 'd3-array';
import { checkDistinct, checkSome } from '../checks/check-runs.ts';
import { checkNumbers } from '../checks/check-values.ts';
import { defineFigure, defineFigures, type Figure } from '../parts/define-figures.ts';
import { deviation } from '../parts/deviation.ts';
import { type Dot, dotRows } from '../parts/dot-rows.ts';
import { modelStyle, modelsOf } from '../parts/model-styles.ts';
import type { Palette } from '../parts/theme.ts';

export type { ZooModelName, ZooResult, ZooRun } from '@mnist1d/results/kinds/zoo';

const where = 'zooFigure';
const orders: Readonly<Record<FeatureOrder, string>> = { plain: 'Plain', shuffled: 'Shuffled columns' };

/**
 * Test accuracy in percent of each model on plain and on shuffled columns, beside the human's (a), its parameters (b) and, where the
 * result has `runSeconds`, milliseconds per update on the machine that made it, evaluations included (c). With several seeds a dot is
 * their mean and its line ± their sample standard deviation. The best model on plain columns stands first.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const zooFigure: Figure<ZooResult> = defineFigure(where, zooKind, (result, palette) => {
  const { runs, human, parameters } = result.data;
  checkSome(where, runs);
  checkDistinct(where, runs);
  const best = accuracyDots(runs, palette).sort((a, b) => b.value - a.value);
  const rows = [...new Set(best.map(({ row }) => row))];
  const times = timeDots(runs, (result as Partial<Pick<ExperimentResult, 'runSeconds'>>).runSeconds, palette);
  const sizes = modelsOf(runs).flatMap((model) => {
    const size = parameters.find((entry) => entry.model === model)?.count;
    return size === undefined ? [] : [dot(model, size, size.toLocaleString('en'), palette)];
  });
  const common = { rows, series: [orders.plain, orders.shuffled] };
  const logarithmic = (format: string) => ({ scale: { type: 'log', nice: true }, axis: { tickCount: 3, format } });
  return {
    description:
      'Test accuracy of each model on plain and on shuffled columns (a), its parameters (b) and the time of an update (c).',
    spacing: 44,
    hconcat: [
      dotRows(
        {
          ...common,
          ...{ letter: 'a', title: 'Test accuracy', width: 300, xTitle: 'Percent', isFirst: true, dots: best },
          scale: { domain: [0, 100] },
          axis: { tickCount: 5 },
          reference: { value: human, text: `Human ${human}` },
        },
        palette,
      ),
      dotRows(
        {
          ...common,
          ...{ letter: 'b', title: 'Parameters', width: 110, xTitle: 'Trained numbers', isFirst: false, dots: sizes },
          ...logarithmic('~s'),
        },
        palette,
      ),
      ...(times.length === 0
        ? []
        : [
            dotRows(
              {
                ...common,
                ...{ letter: 'c', title: 'Time', width: 120, xTitle: 'ms per update, this machine', isFirst: false },
                dots: times,
                ...logarithmic(',~r'),
              },
              palette,
            ),
          ]),
    ],
  };
});

export const zooFigures = defineFigures(zooKind, { zoo: { draw: zooFigure } });

/** The models on plain columns alone where there are such runs, so that they come first, then on shuffled ones. */
function accuracyDots(runs: readonly ZooRun[], palette: Palette): Dot[] {
  return modelsOf(runs).flatMap((model) =>
    (['plain', 'shuffled'] as const).flatMap((features) => {
      const values = runs
        .filter(({ spec }) => spec.model === model && spec.features === features)
        .map(({ metrics }) => metrics.testAccuracy);
      if (values.length === 0) return [];
      const [value, spread] = [mean(values) as number, deviation(values)];
      const text = `${value.toFixed(1)}${spread > 0 ? ` ± ${spread.toFixed(1)}` : ''}`;
      return [{ ...dot(model, value, text, palette), series: orders[features], spread }];
    }),
  );
}

/** Mean time of an update over all runs of a model. */
function timeDots(runs: readonly ZooRun[], seconds: readonly number[] | undefined, palette: Palette): Dot[] {
  if (seconds === undefined) return [];
  checkNumbers(where, 'result.runSeconds', seconds);
  return modelsOf(runs).flatMap((model) => {
    const times = runs.flatMap(({ spec }, i) =>
      spec.model === model && (seconds[i] ?? 0) > 0 ? [(1000 * (seconds[i] as number)) / spec.steps] : [],
    );
    const time = mean(times);
    return time === undefined ? [] : [dot(model, time, shortened(time), palette)];
  });
}

function dot(model: ZooRun['spec']['model'], value: number, text: string, palette: Palette): Dot {
  const { label, colour } = modelStyle(model, palette);
  return { row: label, series: orders.plain, value, text, colour };
}

/** Two digits of a number. */
const shortened = (value: number) => Number(value.toPrecision(2)).toLocaleString('en');
