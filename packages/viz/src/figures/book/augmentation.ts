/** Training and test error over the epoch, with augmentation and without. */
import {
  type AugmentationName,
  type AugmentationResult,
  augmentationKind,
} from '@mnist1d/results/kinds/book/augmentation';
import { checkSome } from '../../checks/check-runs.ts';
import { defineFigure, defineFigures, type Figure } from '../../parts/define-figures.ts';
import { errorPanels } from '../../parts/error-panels.ts';

export type { AugmentationName, AugmentationResult, AugmentationRun } from '@mnist1d/results/kinds/book/augmentation';

const where = 'augmentationFigure';

const labels: Readonly<Record<AugmentationName, string>> = {
  none: 'As they are',
  once: 'With changed copies',
  'each-batch': 'Changed in each batch',
};

/**
 * Training error (a) and test error (b) in percent over the epoch, of signals as they are. With several seeds a line is their mean
 * and its band ± their sample standard deviation.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const augmentationFigure: Figure<AugmentationResult> = defineFigure(
  where,
  augmentationKind,
  ({ data: { runs } }, palette) => {
    checkSome(where, runs);
    const { blue, orange, green } = palette.hues;
    const colours: Readonly<Record<AugmentationName, string>> = { none: blue, once: orange, 'each-batch': green };
    return {
      description:
        'Training error (a) and test error (b) in percent over the epoch, with augmentation and without. Training error is that of the rows that are trained on, before they are changed for a batch.',
      spacing: 60,
      hconcat: errorPanels(
        where,
        runs,
        ({ augmentation }) => ({ name: labels[augmentation], colour: colours[augmentation] }),
        palette,
      ),
    };
  },
);

export const augmentationFigures = defineFigures(augmentationKind, { augmentation: { draw: augmentationFigure } });
