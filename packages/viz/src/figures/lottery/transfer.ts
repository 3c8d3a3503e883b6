/** Figure 4, the analysis: what a ticket is worth on other data and with other weights. */

import { runsOfKind } from '@mnist1d/results';
import {
  conditions,
  type LotteryCondition,
  type LotteryMask,
  type LotteryResult,
  type LotteryTransferRun,
  lotteryKind,
  masks,
} from '@mnist1d/results/kinds/lottery';
import { mean } from 'd3-array';
import { checkSome } from '../../checks/check-runs.ts';
import { band } from '../../parts/band.ts';
import { defineFigure, type Figure } from '../../parts/define-figures.ts';
import { deviation } from '../../parts/deviation.ts';
import { heading } from '../../parts/heading.ts';
import type { Layer, Panel } from '../../parts/spec.ts';
import type { Palette } from '../../parts/theme.ts';

const where = 'lotteryTransferFigure';
const height = 240;
const conditionLabels: Readonly<Record<LotteryCondition, string>> = {
  fresh: 'fresh data',
  shuffled: 'shuffled',
  flipped: 'flipped',
  chunks: 'chunks',
  'new-weights': 'new weights',
};
const maskLabels: Readonly<Record<LotteryMask, string>> = { dense: 'Dense', ticket: 'Ticket', random: 'Random' };

/**
 * The paper's Figure 4, second part: test accuracy in percent over the training step for the dense network, a random mask
 * and the ticket (d), and at the end for each of them in every condition, the authors' values beside ours (e). Means over
 * the trials, bands ± their sample standard deviation.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const lotteryTransferFigure: Figure<LotteryResult> = defineFigure(where, lotteryKind, ({ data }, palette) => {
  const transfer = runsOfKind(data.runs, 'transfer');
  checkSome(where, transfer, 'a run of transfer');
  return {
    description:
      'Test accuracy of the dense network, a random mask and the lottery ticket: over the training step (d), and at the end in five conditions (e). Means over the trials; dashes: the authors’, on fresh data as their picture has it, else as their notebook printed.',
    spacing: 44,
    // Each panel has a legend of its own colours.
    resolve: { scale: { color: 'independent', fill: 'independent', strokeDash: 'independent', shape: 'independent' } },
    hconcat: [curvesPanel(transfer, palette), conditionsPanel(transfer, data.published.transfer, palette)],
  };
});

/** The lines of the paper's summary. */
const summary: readonly { readonly mask: LotteryMask; readonly condition: LotteryCondition; readonly name: string }[] =
  [
    { mask: 'dense', condition: 'fresh', name: 'Dense' },
    { mask: 'random', condition: 'fresh', name: 'Random' },
    { mask: 'ticket', condition: 'fresh', name: 'Ticket' },
    { mask: 'ticket', condition: 'new-weights', name: 'Ticket, new weights' },
    { mask: 'ticket', condition: 'shuffled', name: 'Ticket, shuffled' },
  ];

function curvesPanel(runs: readonly LotteryTransferRun[], palette: Palette): Panel {
  const { hues, ink } = palette;
  const width = 300;
  const colours = [ink, hues.red, hues.blue, hues.cyan, hues.green];
  const rows = summary.flatMap(({ mask, condition, name }, k) => {
    const chosen = runs.filter(({ spec }) => spec.mask === mask && spec.condition === condition);
    return (chosen[0]?.curves.steps ?? []).map((step, i) => {
      const values = chosen.map(({ curves }) => curves.testAccuracy[i] as number);
      const [value, spread] = [mean(values) as number, deviation(values)];
      return { name, colour: colours[k], step, value, low: value - spread, high: value + spread };
    });
  });
  const last = Math.max(...rows.map(({ step }) => step));
  const late = rows.filter(({ step }) => step >= last / 10).flatMap(({ low, high }) => [low, high]);
  const domain = [Math.max(0, Math.floor(Math.min(...late) - 4)), Math.min(100, Math.ceil(Math.max(...late) + 1))];
  const scale = { domain, nice: false };
  const x = {
    field: 'step',
    type: 'quantitative',
    axis: { title: 'Training step', tickCount: 4, format: 'd' },
    scale: { nice: false },
  } as const;
  const color = {
    field: 'name',
    type: 'nominal',
    scale: { domain: summary.map(({ name }) => name), range: colours },
    legend: { title: null, symbolType: 'stroke', columns: 3 },
  } as const;
  const lines: Layer = {
    mark: { type: 'line', clip: true },
    encoding: {
      x,
      y: {
        field: 'value',
        type: 'quantitative',
        axis: { title: 'Test accuracy (%)', tickCount: 6 },
        scale,
      },
      color: color as object,
      strokeDash: {
        field: 'name',
        type: 'nominal',
        scale: {
          domain: summary.map(({ name }) => name),
          range: [
            [1, 0],
            [1, 0],
            [1, 0],
            [8, 2],
            [3, 3],
          ],
        },
      },
    },
  };
  return {
    width,
    height,
    data: { values: rows },
    layer: [
      band({ x: 'step', low: 'low', high: 'high', detail: 'name', scale }),
      lines,
      ...heading('d', 'In training', width, palette),
    ],
  } as Panel;
}

function conditionsPanel(
  runs: readonly LotteryTransferRun[],
  published: LotteryResult['data']['published']['transfer'],
  palette: Palette,
): Panel {
  const { hues, ink } = palette;
  const colours = { dense: ink, ticket: hues.blue, random: hues.red };
  const width = 330;
  const present = conditions.filter((condition) => runs.some(({ spec }) => spec.condition === condition));
  const rows = present.flatMap((condition) =>
    masks.flatMap((mask) => {
      const values = runs
        .filter(({ spec }) => spec.mask === mask && spec.condition === condition)
        .map(({ metrics }) => metrics.testAccuracy);
      const theirs = published.find((p) => p.mask === mask && p.condition === condition)?.testAccuracy;
      const at = { condition: conditionLabels[condition], mask: maskLabels[mask], colour: colours[mask] };
      return [
        ...(values.length > 0 ? [{ ...at, who: 'Ours', value: mean(values) as number }] : []),
        ...(theirs === undefined ? [] : [{ ...at, who: 'The authors’', value: theirs }]),
      ];
    }),
  );
  const values = rows.map(({ value }) => value);
  const domain = [Math.floor(Math.min(...values) - 1), Math.ceil(Math.max(...values) + 1)];
  const points: Layer = {
    mark: { type: 'point', size: 90, strokeWidth: 2, opacity: 1 },
    encoding: {
      x: {
        field: 'condition',
        type: 'nominal',
        sort: null,
        axis: { title: null, labelAngle: 0, ticks: false },
        scale: { paddingInner: 0.3, paddingOuter: 0.1 },
      },
      xOffset: { field: 'mask', type: 'nominal', sort: Object.values(maskLabels) },
      y: {
        field: 'value',
        type: 'quantitative',
        axis: { title: 'Final test accuracy (%)', tickCount: 6 },
        scale: { domain, nice: false },
      },
      fill: {
        field: 'mask',
        type: 'nominal',
        scale: { domain: Object.values(maskLabels), range: masks.map((mask) => colours[mask]) },
        legend: { title: null, symbolType: 'circle', symbolSize: 70 },
      },
      stroke: { field: 'colour', type: 'nominal', scale: null },
      shape: {
        field: 'who',
        type: 'nominal',
        scale: { domain: ['Ours', 'The authors’'], range: ['circle', 'stroke'] },
        legend: { title: null, symbolSize: 110, symbolFillColor: ink, symbolStrokeColor: ink },
      },
    },
  } as Layer;
  return {
    width,
    height,
    data: { values: rows },
    layer: [points, ...heading('e', 'At the end', width, palette)],
  } as Panel;
}
