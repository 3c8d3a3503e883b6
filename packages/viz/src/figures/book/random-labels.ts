/** Training and test error over the epoch, on real signals, on noise and on permuted labels. */
import { type RandomLabelsResult, randomLabelsKind, type TaskName } from '@mnist1d/results/kinds/book/random-labels';
import { checkSome } from '../../checks/check-runs.ts';
import { defineFigure, defineFigures, type Figure } from '../../parts/define-figures.ts';
import { errorPanels } from '../../parts/error-panels.ts';

export type { RandomLabelsResult, RandomLabelsRun, TaskName } from '@mnist1d/results/kinds/book/random-labels';

const where = 'randomLabelsFigure';

const labels: Readonly<Record<TaskName, string>> = {
  real: 'Real',
  'random-inputs': 'Noise for signals',
  'permuted-labels': 'Permuted labels',
};

/**
 * Training error (a) and test error (b) in percent over the epoch, a line for what is learned. With several seeds a line is their
 * mean and its band ± their sample standard deviation.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const randomLabelsFigure: Figure<RandomLabelsResult> = defineFigure(
  where,
  randomLabelsKind,
  ({ data: { runs } }, palette) => {
    checkSome(where, runs);
    const { blue, orange, red } = palette.hues;
    const colours: Readonly<Record<TaskName, string>> = { real: blue, 'random-inputs': orange, 'permuted-labels': red };
    return {
      description:
        'Training error (a) and test error (b) in percent over the epoch, on real signals, on noise in their place and on permuted labels.',
      spacing: 60,
      hconcat: errorPanels(where, runs, ({ task }) => ({ name: labels[task], colour: colours[task] }), palette),
    };
  },
);

export const randomLabelsFigures = defineFigures(randomLabelsKind, { 'random-labels': { draw: randomLabelsFigure } });
