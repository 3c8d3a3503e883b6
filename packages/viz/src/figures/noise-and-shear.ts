/** What each step of the generator costs each model. */
import {
  generatorOptions,
  type NoiseAndShearResult,
  type NoiseAndShearRun,
  noiseAndShearKind,
} from '@mnist1d/results/kinds/noise-and-shear';
import { mean } from 'd3-array';
import { checkDistinct, checkSome } from '../checks/check-runs.ts';
import { defineFigure, defineFigures, type Figure } from '../parts/define-figures.ts';
import { deviation } from '../parts/deviation.ts';
import { type Dot, dotRows } from '../parts/dot-rows.ts';
import { modelStyle, modelsOf } from '../parts/model-styles.ts';

export type {
  GeneratorOption,
  Level,
  NoiseAndShearResult,
  NoiseAndShearRun,
} from '@mnist1d/results/kinds/noise-and-shear';

const where = 'noiseAndShearFigure';

/** What each option does, as the rows are called. */
const labels = {
  padding: 'Padding',
  scaleCoeff: 'Scaling',
  maxTranslation: 'Translation',
  corrNoiseScale: 'Smooth noise',
  iidNoiseScale: 'White noise',
  shearScale: 'Shear',
} as const;
const series = { off: 'Off', doubled: 'Doubled' } as const;

/**
 * Test accuracy in percent of each model, a panel for each, with each step of the generator off and doubled; the dashed line is that
 * on the published data. With several seeds a dot is their mean and its line ± their sample standard deviation.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const noiseAndShearFigure: Figure<NoiseAndShearResult> = defineFigure(
  where,
  noiseAndShearKind,
  ({ data: { runs } }, palette) => {
    checkSome(where, runs);
    checkDistinct(where, runs);
    const rows = generatorOptions
      .filter((option) => runs.some(({ spec }) => spec.option === option))
      .map((option) => labels[option]);
    return {
      description:
        'Test accuracy of each model with each step of the generator off and doubled. Dashed: on the published data.',
      spacing: 30,
      hconcat: modelsOf(runs).map((model, i) => {
        const own = runs.filter(({ spec }) => spec.model === model);
        const { label, colour } = modelStyle(model, palette);
        const published = mean(own.filter(({ spec }) => spec.level === 'default').map(accuracyOf));
        return dotRows(
          {
            ...{ letter: 'abcdefg'[i] as string, title: label, width: 150, rows, isFirst: i === 0 },
            series: Object.values(series),
            dots: dotsOf(own, colour),
            xTitle: 'Test accuracy (%)',
            scale: { domain: [0, 100] },
            axis: { tickCount: 3 },
            reference: published === undefined ? undefined : { value: published, text: '' },
          },
          palette,
        );
      }),
    };
  },
);

export const noiseAndShearFigures = defineFigures(noiseAndShearKind, {
  'noise-and-shear': { draw: noiseAndShearFigure },
});

const accuracyOf = ({ metrics }: NoiseAndShearRun) => metrics.testAccuracy;

/** Mean and spread of each option and level of a model's runs. */
function dotsOf(runs: readonly NoiseAndShearRun[], colour: string): Dot[] {
  return generatorOptions.flatMap((option) =>
    (['off', 'doubled'] as const).flatMap((level) => {
      const values = runs.filter(({ spec }) => spec.option === option && spec.level === level).map(accuracyOf);
      if (values.length === 0) return [];
      const [value, spread] = [mean(values) as number, deviation(values)];
      return [{ row: labels[option], series: series[level], value, spread, colour, text: value.toFixed(0) }];
    }),
  );
}
