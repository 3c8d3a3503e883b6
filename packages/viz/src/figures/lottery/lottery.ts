/** Figure 4 a–c: pruning, round after round. */

import { runsOfKind } from '@mnist1d/results';
import { type LotteryPruningRun, type LotteryResult, lotteryKind } from '@mnist1d/results/kinds/lottery';
import { mean } from 'd3-array';
import { checkSome } from '../../checks/check-runs.ts';
import { checkNumbers } from '../../checks/check-values.ts';
import { band } from '../../parts/band.ts';
import { defineFigure, defineFigures, type Figure } from '../../parts/define-figures.ts';
import { deviation } from '../../parts/deviation.ts';
import { heading } from '../../parts/heading.ts';
import type { Layer, Panel } from '../../parts/spec.ts';
import type { Palette } from '../../parts/theme.ts';
import { lotteryAdjacencyFigure } from './adjacency.ts';
import { lotteryTransferFigure } from './transfer.ts';

export type {
  Adjacency,
  LotteryCondition,
  LotteryMask,
  LotteryPruningRun,
  LotteryResult,
  LotteryTransferRun,
} from '@mnist1d/results/kinds/lottery';

const where = 'lotteryFigure';
const width = 230;
const height = 220;
const names = { magnitude: 'Magnitude', random: 'Random' } as const;
type CurveName = 'testLoss' | 'finalAccuracy' | 'maxAccuracy';

/**
 * The paper's Figure 4, first part: test loss at the end of each round of pruning, test accuracy there, and the best of the
 * round, over sparsity. Lines are means over the trials, bands ± their sample standard deviation; the dense network's value
 * is that of the first round of pruning by magnitude.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const lotteryFigure: Figure<LotteryResult> = defineFigure(where, lotteryKind, ({ data: { runs } }, palette) => {
  const pruning = runsOfKind(runs, 'pruning');
  checkSome(where, pruning, 'a run of pruning');
  // Of a training that diverged a loss is not finite.
  for (const run of pruning) {
    checkNumbers(where, `result.data.runs[${runs.indexOf(run)}].curves.testLoss`, run.curves.testLoss);
  }
  return {
    description:
      'Test loss (a), final (b) and best (c) test accuracy of each round of pruning, over sparsity: means over the trials, bands ± standard deviation. Dashed: the dense network.',
    spacing: 40,
    hconcat: [
      draw(pruning, 'testLoss', ['a', 'Final test loss', 'Cross-entropy'], palette),
      draw(pruning, 'finalAccuracy', ['b', 'Final test accuracy', 'Accuracy (%)'], palette),
      draw(pruning, 'maxAccuracy', ['c', 'Best test accuracy', 'Accuracy (%)'], palette),
    ],
  };
});

export const lotteryFigures = defineFigures(lotteryKind, {
  lottery: { draw: lotteryFigure },
  'lottery-transfer': { draw: lotteryTransferFigure, kind: 'transfer' },
  'lottery-adjacency': { draw: lotteryAdjacencyFigure },
});

function draw(
  runs: readonly LotteryPruningRun[],
  curve: CurveName,
  [letter, title, axisTitle]: readonly [string, string, string],
  palette: Palette,
): Panel {
  const rows = rowsOf(runs, curve, palette);
  const isLoss = curve === 'testLoss';
  const dense = rows.find(({ sparsity }) => sparsity === 0)?.value as number;
  const scale = { domain: domainOf(rows, dense, isLoss), nice: false, type: isLoss ? 'log' : 'linear' } as const;
  const ticks = isLoss ? { format: '~g', values: [0.8, 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 7, 10] } : { tickCount: 6 };
  const lines: Layer = {
    mark: { type: 'line', clip: true },
    encoding: {
      x: { field: 'sparsity', type: 'quantitative', axis: { title: 'Sparsity', tickCount: 5, format: '.1f' } },
      y: { field: 'value', type: 'quantitative', axis: { title: axisTitle, ...ticks }, scale },
      color: {
        field: 'criterion',
        type: 'nominal',
        scale: { domain: Object.values(names), range: [palette.hues.blue, palette.hues.red] },
        legend: { title: null, symbolType: 'stroke' },
      },
    },
  };
  const denseLine: Layer = {
    data: { values: [{}] },
    mark: { type: 'rule', color: palette.ink, strokeDash: [5, 3], strokeWidth: 1.25 },
    encoding: { y: { datum: dense } },
  };
  return {
    width,
    height,
    data: { values: rows },
    layer: [
      band({ x: 'sparsity', low: 'low', high: 'high', detail: 'criterion', scale }),
      denseLine,
      lines,
      ...heading(letter, title, width, palette),
    ],
  } as Panel;
}

/** Mean and band of each criterion after each round. */
function rowsOf(runs: readonly LotteryPruningRun[], curve: CurveName, { hues }: Palette) {
  return (['magnitude', 'random'] as const).flatMap((criterion) => {
    const trials = runs.filter(({ spec }) => spec.criterion === criterion);
    const sparsity = trials[0]?.curves.sparsity ?? [];
    return sparsity.map((x, i) => {
      const values = trials.map(({ curves }) => curves[curve][i] as number);
      const [value, spread] = [mean(values) as number, deviation(values)];
      // A logarithm has no place for a band that reaches zero.
      return {
        criterion: names[criterion],
        colour: criterion === 'magnitude' ? hues.blue : hues.red,
        sparsity: x,
        value,
        low: Math.max(value / 2, value - spread),
        high: value + spread,
      };
    });
  });
}

/** What lets the rise and the beginning of the fall be seen; where nearly nothing is left of the network, lines leave the panel. */
function domainOf(
  rows: readonly { readonly sparsity: number; readonly value: number; readonly low: number; readonly high: number }[],
  dense: number,
  isLoss: boolean,
): [number, number] {
  const values = rows.filter(({ sparsity }) => sparsity < 0.93).flatMap(({ low, high }) => [low, high]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (isLoss) return [0.9 * low, 1.1 * high];
  return [Math.max(0, 5 * Math.floor((Math.min(low, dense) - 4) / 5)), Math.min(100, 5 * Math.ceil((high + 1) / 5))];
}
