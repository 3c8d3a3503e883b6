/** Training and test error over the epoch, with residual connections and without, for networks of some depths. */
import { type ResidualResult, residualKind } from '@mnist1d/results/kinds/book/residual';
import { checkSome } from '../../checks/check-runs.ts';
import { defineFigure, defineFigures, type Figure } from '../../parts/define-figures.ts';
import { errorPanels } from '../../parts/error-panels.ts';

export type { Connections, ResidualResult, ResidualRun } from '@mnist1d/results/kinds/book/residual';

const where = 'residualFigure';

/**
 * Training error (a) and test error (b) in percent over the epoch, a colour for each number of hidden layers, solid with residual
 * connections and dashed without. With several seeds a line is their mean and its band ± their sample standard deviation.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const residualFigure: Figure<ResidualResult> = defineFigure(
  where,
  residualKind,
  ({ data: { runs } }, palette) => {
    checkSome(where, runs);
    const { blue, orange, green, red, cyan } = palette.hues;
    const depths = [...new Set(runs.map(({ spec }) => spec.depth))].sort((a, b) => a - b);
    const colours = [blue, orange, green, red, cyan];
    return {
      description:
        'Training error (a) and test error (b) in percent over the epoch. Solid: with residual connections; dashed: without.',
      spacing: 60,
      hconcat: errorPanels(
        where,
        runs,
        ({ depth, connections }) => ({
          name: `${depth} ${connections}`,
          colour: colours[depths.indexOf(depth) % colours.length] as string,
          dash: connections === 'residual' ? [1, 0] : [5, 3],
        }),
        palette,
      ),
    };
  },
);

export const residualFigures = defineFigures(residualKind, { residual: { draw: residualFigure } });
