/** Figure 3: MNIST and MNIST-1D in the plane. */
import { type TsneResult, tsneKind } from '@mnist1d/results/kinds/tsne';
import { checkSome } from '../checks/check-runs.ts';
import { defineFigure, defineFigures, type Figure } from '../parts/define-figures.ts';
import { embeddingPanel } from '../parts/embedding-panel.ts';

export type { EmbeddingCurves, TsneResult, TsneRun } from '@mnist1d/results/kinds/tsne';

const where = 'tsneFigure';
const titles = { mnist: 'MNIST', 'mnist-1d': 'MNIST-1D' } as const;

/**
 * Figure 3 of the paper: t-SNE of each dataset, a dot per sample, coloured by class.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const tsneFigure: Figure<TsneResult> = defineFigure(where, tsneKind, ({ data: { runs } }, palette) => {
  checkSome(where, runs);
  return {
    description: `t-SNE of ${runs.map(({ spec, curves }) => `${curves.label.length.toLocaleString('en')} samples of ${titles[spec.dataset]}`).join(' and ')}, coloured by class.`,
    spacing: 48,
    hconcat: runs.map(({ spec, curves }, i) =>
      embeddingPanel(String.fromCharCode(97 + i), titles[spec.dataset], curves, 380, palette),
    ),
  };
});

export const tsneFigures = defineFigures(tsneKind, { tsne: { draw: tsneFigure } });
