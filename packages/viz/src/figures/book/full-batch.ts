/** Training and test error over the step of full-batch gradient descent, for networks of growing depth. */
import { type FullBatchResult, type FullBatchRun, fullBatchKind } from '@mnist1d/results/kinds/book/full-batch';
import { checkDistinct, checkSome } from '../../checks/check-runs.ts';
import { defineFigure, defineFigures, type Figure } from '../../parts/define-figures.ts';
import { heading } from '../../parts/heading.ts';
import type { Panel } from '../../parts/spec.ts';
import type { Palette } from '../../parts/theme.ts';

export type { FullBatchResult, FullBatchRun } from '@mnist1d/results/kinds/book/full-batch';

const where = 'fullBatchFigure';
const width = 250;
const height = 220;

/**
 * Training error (a) and test error (b) in percent over the step, on a logarithmic scale, a colour for each network and a line for
 * each of its seeds. A training ends where its training error is 0.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const fullBatchFigure: Figure<FullBatchResult> = defineFigure(
  where,
  fullBatchKind,
  ({ data: { runs } }, palette) => {
    checkSome(where, runs);
    checkDistinct(where, runs);
    return {
      description:
        'Training error (a) and test error (b) in percent over the step of full-batch gradient descent, for networks of growing depth and about as many parameters.',
      spacing: 36,
      hconcat: [
        draw(runs, 'a', 'Training error', 'trainError', palette),
        draw(runs, 'b', 'Test error', 'testError', palette),
      ],
    };
  },
);

export const fullBatchFigures = defineFigures(fullBatchKind, { 'full-batch': { draw: fullBatchFigure } });

const nameOf = ({ depth, hiddenSize }: FullBatchRun['spec']) => `${depth} × ${hiddenSize}`;

function draw(
  runs: readonly FullBatchRun[],
  letter: string,
  title: string,
  key: 'trainError' | 'testError',
  palette: Palette,
): Panel {
  const { blue, orange, green, red, cyan } = palette.hues;
  // Step 0 has no place on a logarithmic scale.
  const rows = runs.flatMap(({ spec, curves }) =>
    curves.steps.flatMap((step, i) =>
      step > 0 ? [{ network: nameOf(spec), seed: spec.seed, step, error: curves[key][i] }] : [],
    ),
  );
  const networks = [...new Set([...runs].sort((a, b) => a.spec.depth - b.spec.depth).map(({ spec }) => nameOf(spec)))];
  return {
    width,
    height,
    data: { values: rows },
    layer: [
      {
        mark: { type: 'line', clip: true },
        encoding: {
          x: {
            field: 'step',
            type: 'quantitative',
            axis: { title: 'Step', tickCount: 4, format: '~s' },
            scale: { type: 'log', nice: false },
          },
          y: {
            field: 'error',
            type: 'quantitative',
            axis: { title: letter === 'a' ? 'Error (%)' : null, values: [0, 20, 40, 60, 80, 100] },
            scale: { domain: [0, 100] },
          },
          color: {
            field: 'network',
            type: 'nominal',
            scale: { domain: networks, range: [blue, orange, green, red, cyan] },
            legend: { title: 'Hidden layers × units', symbolType: 'stroke' },
          },
          detail: { field: 'seed', type: 'nominal' },
        },
      },
      ...heading(letter, title, width, palette),
    ],
  } as Panel;
}
