/** Figure 3: MNIST and MNIST-1D in the plane. */
import { checkCurves, checkOneOf, checkRuns } from '../checks/check-runs.ts';
import type { TsneResult, TsneRun } from '../checks/results.ts';
import { embeddingPanel } from '../parts/embedding-panel.ts';
import { schema, type VegaLiteSpec } from '../parts/spec.ts';
import { type FigureOptions, getPalette, themeConfig } from '../parts/theme.ts';

const where = 'tsneFigure';
const titles = { mnist: 'MNIST', 'mnist-1d': 'MNIST-1D' } as const;

/**
 * Figure 3 of the paper: t-SNE of each dataset, a dot per sample, coloured by class.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export function tsneFigure(result: TsneResult, { theme = 'light' }: FigureOptions = {}): VegaLiteSpec {
  const palette = getPalette(theme);
  const runs = checkRuns<TsneRun>(where, result, (name, spec, run) => {
    checkOneOf(where, `${name}.spec.dataset`, spec.dataset, Object.keys(titles));
    checkCurves(where, name, run, ['x', 'y', 'label']);
  });
  return {
    $schema: schema,
    description: `t-SNE of ${runs.map(({ spec, curves }) => `${curves.label.length.toLocaleString('en')} samples of ${titles[spec.dataset]}`).join(' and ')}, coloured by class.`,
    config: themeConfig(palette),
    spacing: 48,
    hconcat: runs.map(({ spec, curves }, i) =>
      embeddingPanel(String.fromCharCode(97 + i), titles[spec.dataset], curves, 380, palette),
    ),
  };
}
