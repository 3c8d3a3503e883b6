/** Training and test error over the epoch, for networks of some widths. */
import { type PerformanceResult, performanceKind } from '@mnist1d/results/kinds/book/performance';
import { checkSome } from '../../checks/check-runs.ts';
import { defineFigure, defineFigures, type Figure } from '../../parts/define-figures.ts';
import { errorPanels } from '../../parts/error-panels.ts';

export type { PerformanceResult, PerformanceRun } from '@mnist1d/results/kinds/book/performance';

const where = 'performanceFigure';

/**
 * Training error (a) and test error (b) in percent over the epoch, a line for each width. With several seeds a line is their mean
 * and its band ± their sample standard deviation.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const performanceFigure: Figure<PerformanceResult> = defineFigure(
  where,
  performanceKind,
  ({ data: { runs } }, palette) => {
    checkSome(where, runs);
    const sizes = [...new Set(runs.map(({ spec }) => spec.hiddenSize))].sort((a, b) => a - b);
    const { blue, orange, green, red, cyan } = palette.hues;
    const colours = [blue, orange, green, red, cyan];
    return {
      description: 'Training error (a) and test error (b) in percent over the epoch.',
      spacing: 60,
      hconcat: errorPanels(
        where,
        runs,
        ({ hiddenSize }) => ({
          name: `${hiddenSize} units`,
          colour: colours[sizes.indexOf(hiddenSize) % colours.length] as string,
        }),
        palette,
      ),
    };
  },
);

export const performanceFigures = defineFigures(performanceKind, { performance: { draw: performanceFigure } });
