/** The figures of any experiment's result. */

import { checkRuns } from '../checks/check-runs.ts';
import { checkObject, describe } from '../checks/check-values.ts';
import type { ConstructionResult, ConstructionRun, Result } from '../checks/results.ts';
import type { VegaLiteSpec } from '../parts/spec.ts';
import type { FigureOptions } from '../parts/theme.ts';
import { classErrorsFigure } from './class-errors.ts';
import { classificationFigure } from './classification.ts';
import { constructionFigure } from './construction.ts';
import { doubleDescentFigure } from './double-descent.ts';
import { humanFigure } from './human.ts';
import { lotteryFigure } from './lottery.ts';
import { lotteryAdjacencyFigure } from './lottery-adjacency.ts';
import { lotteryTransferFigure } from './lottery-transfer.ts';
import { metalearnActivationFigure } from './metalearn-activation.ts';
import { metalearnLrFigure } from './metalearn-lr.ts';
import { poolingFigure } from './pooling.ts';
import { selfSupervisedFigure, selfSupervisedTrainingFigure } from './self-supervised.ts';
import { tsneFigure } from './tsne.ts';

/** A figure from a result that has the runs for it. */
interface Drawing {
  readonly draw: (result: never, options: FigureOptions) => VegaLiteSpec;
  /** The kind of runs that it draws, where a result may be without. */
  readonly kind?: string;
}

/** By experiment and file name, the main figure first. */
const drawings: Readonly<Record<string, Readonly<Record<string, Drawing>>>> = {
  construction: { construction: { draw: constructionOf } },
  classification: {
    classification: { draw: classificationFigure },
    'classification-errors-by-class': { draw: classErrorsFigure, kind: 'class-errors' },
  },
  human: { human: { draw: humanFigure } },
  tsne: { tsne: { draw: tsneFigure } },
  lottery: {
    lottery: { draw: lotteryFigure },
    'lottery-transfer': { draw: lotteryTransferFigure, kind: 'transfer' },
    'lottery-adjacency': { draw: lotteryAdjacencyFigure },
  },
  'double-descent': { 'double-descent': { draw: doubleDescentFigure } },
  'metalearn-lr': { 'metalearn-lr': { draw: metalearnLrFigure } },
  'metalearn-activation': { 'metalearn-activation': { draw: metalearnActivationFigure } },
  'self-supervised': {
    'self-supervised': { draw: selfSupervisedFigure },
    'self-supervised-training': { draw: selfSupervisedTrainingFigure, kind: 'training' },
  },
  pooling: { pooling: { draw: poolingFigure } },
};

/**
 * The paper's figure of an experiment, from its result: `construction` gives Figure 1,
 * `classification` Figure 2, `human` the human baseline of Table 1, `tsne` Figure 3,
 * `lottery` Figure 4 a–c, `double-descent` Figure 5, `metalearn-lr` Figure 6, `metalearn-activation` Figure 7,
 * `self-supervised` Figure 8, `pooling` Figure 9.
 *
 * @throws TypeError if `result` is no result; RangeError if no figure is known for its experiment, or it cannot be drawn.
 */
export function figure(result: Result, options: FigureOptions = {}): VegaLiteSpec {
  const known = drawingsOf('figure', result);
  const [main] = Object.values(known ?? {});
  if (!main) {
    const ids = Object.keys(drawings).join(', ');
    throw new RangeError(`figure: result.experiment must be one of ${ids}, got ${describe(result.experiment)}`);
  }
  return main.draw(result as never, options);
}

/**
 * All figures of a result, by file name without ending, the main one first. None for an experiment that is not the paper's.
 *
 * @throws TypeError if `result` is no result; TypeError or RangeError that names the run and field if it cannot be drawn.
 */
export function figures(result: Result, options: FigureOptions = {}): Readonly<Record<string, VegaLiteSpec>> {
  const has = (kind: string) =>
    result.data.runs.some(
      (run) => (run as { readonly spec?: { readonly kind?: unknown } } | null)?.spec?.kind === kind,
    );
  return Object.fromEntries(
    Object.entries(drawingsOf('figures', result) ?? {})
      .filter(([, { kind }]) => kind === undefined || has(kind))
      .map(([name, { draw }]) => [name, draw(result as never, options)]),
  );
}

function constructionOf(result: ConstructionResult, options: FigureOptions): VegaLiteSpec {
  const runs = checkRuns<ConstructionRun>('constructionFigure', result, (name, _, run) => {
    checkObject('constructionFigure', `${name}.metrics`, run.metrics);
  });
  return constructionFigure(
    { rows: runs.map(({ spec, metrics }) => ({ label: spec.stage, signals: metrics.signals })) },
    options,
  );
}

function drawingsOf(where: string, result: Result): Readonly<Record<string, Drawing>> | undefined {
  if (typeof result !== 'object' || result === null || typeof result.experiment !== 'string') {
    throw new TypeError(
      `${where}: result must be an experiment's result with the name of its experiment, got ${describe(result)}`,
    );
  }
  return Object.hasOwn(drawings, result.experiment) ? drawings[result.experiment] : undefined;
}
