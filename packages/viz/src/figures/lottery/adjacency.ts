/** Figure 4, the prior that tickets carry: weights of the first layer side by side. */
import { runsOfKind } from '@mnist1d/results';
import { type Adjacency, type LotteryResult, lotteryKind } from '@mnist1d/results/kinds/lottery';
import { defineFigure, type Figure } from '../../parts/define-figures.ts';
import { heading } from '../../parts/heading.ts';
import type { Layer, Panel } from '../../parts/spec.ts';
import type { Palette } from '../../parts/theme.ts';

const where = 'lotteryAdjacencyFigure';
const counts = ['Two', 'Three', 'Four'] as const;
const names = { random: 'Random', ticket: 'Ticket' } as const;

/**
 * The paper's Figure 4, third part: how probable two, three and four adjacent weights are in the first layer, mean and
 * standard error over its units (f), and the layer's masks, units sorted by their adjacent pairs (g). Of the first trial.
 *
 * @throws TypeError or RangeError that names the run and field if the result cannot be drawn.
 */
export const lotteryAdjacencyFigure: Figure<LotteryResult> = defineFigure(where, lotteryKind, ({ data }, palette) => {
  const { adjacency, runs } = data;
  const pruning = runsOfKind(runs, 'pruning');
  const masks = (['random', 'magnitude'] as const).flatMap((criterion) => {
    const run = pruning.find(({ spec }) => spec.criterion === criterion);
    return run
      ? [{ name: criterion === 'magnitude' ? 'Ticket' : 'Random mask', units: run.metrics.firstLayerMask }]
      : [];
  });
  if (adjacency.length === 0 || masks.length === 0) {
    throw new RangeError(`${where}: result.data must have runs of pruning and their adjacency, got none`);
  }
  return {
    description:
      'Probability of two, three and four adjacent weights in the first layer of a random mask and of a lottery ticket, with standard errors over the units (f); the masks, units sorted by adjacent pairs (g).',
    spacing: 36,
    vconcat: [
      { spacing: 52, hconcat: counts.map((count, i) => barsPanel(adjacency, count, i, palette)) },
      { spacing: 26, vconcat: masks.map((mask, i) => maskPanel(mask, i === 0, i === masks.length - 1, palette)) },
    ],
  };
});

function barsPanel(
  adjacency: readonly Adjacency[],
  count: (typeof counts)[number],
  i: number,
  palette: Palette,
): Panel {
  const width = 150;
  const rows = adjacency.map(({ mask, mean, standardError }) => {
    const [value, error] = [mean[i] as number, standardError[i] as number];
    return { mask: names[mask], value, low: Math.max(0, value - error), high: value + error };
  });
  const x = {
    field: 'mask',
    type: 'nominal',
    sort: Object.values(names),
    axis: { title: null, labelAngle: 0, ticks: false },
    scale: { paddingInner: 0.3, paddingOuter: 0.25 },
  } as const;
  const bars: Layer = {
    mark: 'bar',
    encoding: {
      x: x as object,
      y: {
        field: 'value',
        type: 'quantitative',
        axis: { title: i === 0 ? 'Probability' : null, tickCount: 5, format: '~g' },
        scale: { domainMin: 0, domainMax: 1.08 * Math.max(...rows.map(({ high }) => high)), nice: false },
      },
      color: {
        field: 'mask',
        type: 'nominal',
        scale: { domain: Object.values(names), range: [palette.hues.red, palette.hues.blue] },
        legend: null,
      },
    },
  };
  const errors: Layer = {
    mark: { type: 'rule', color: palette.ink, strokeWidth: 1.25 },
    encoding: { x: x as object, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
  };
  const letter = i === 0 ? 'f' : '';
  return {
    width,
    height: 150,
    data: { values: rows },
    layer: [bars, errors, ...heading(letter, `${count} adjacent weights`, width, palette)],
  } as Panel;
}

/** A unit a column, an input a row; what is left standing is dark. */
function maskPanel(
  { name, units }: { readonly name: string; readonly units: readonly string[] },
  isFirst: boolean,
  isLast: boolean,
  palette: Palette,
): Panel {
  const width = 560;
  const inputs = units[0]?.length ?? 0;
  const pairs = (unit: string) => Array.from(unit).filter((_, i) => unit.startsWith('11', i)).length;
  const left = (unit: string) => unit.replaceAll('0', '').length;
  const sorted = [...units].sort((a, b) => pairs(b) - pairs(a) || left(b) - left(a));
  const cells = sorted.flatMap((unit, x) =>
    Array.from(unit).flatMap((digit, y) => (digit === '1' ? [{ x, x2: x + 1, y, y2: y + 1 }] : [])),
  );
  const rects: Layer = {
    mark: { type: 'rect', color: palette.ink },
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        scale: { domain: [0, units.length], nice: false },
        axis: { title: isLast ? 'Hidden unit, most adjacent weights first' : null, tickCount: 5 },
      },
      x2: { field: 'x2' },
      y: {
        field: 'y',
        type: 'quantitative',
        scale: { domain: [inputs, 0], nice: false },
        axis: { title: 'Input', values: [0, inputs / 2, inputs] },
      },
      y2: { field: 'y2' },
    },
  };
  const title = `${name}: ${Math.round((100 * cells.length) / (units.length * inputs))} % of the weights are left`;
  return {
    width,
    height: 90,
    data: { values: cells },
    layer: [rects, ...heading(isFirst ? 'g' : '', title, width, palette)],
  } as Panel;
}
