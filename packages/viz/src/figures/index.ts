/** The figures of any experiment's result. An experiment has its file here and its lines in the list below. */
import { show } from '@mnist1d/results';
import type { FigureSet, FigureSets, Result } from '../parts/define-figures.ts';
import type { VegaLiteSpec } from '../parts/spec.ts';
import type { FigureOptions } from '../parts/theme.ts';
import { augmentationFigures } from './book/augmentation.ts';
import { batchNormFigures } from './book/batch-norm.ts';
import { fullBatchFigures } from './book/full-batch.ts';
import { performanceFigures } from './book/performance.ts';
import { randomLabelsFigures } from './book/random-labels.ts';
import { residualFigures } from './book/residual.ts';
import { classificationFigures } from './classification/classification.ts';
import { constructionFigures } from './construction.ts';
import { dataSizeFigures } from './data-size.ts';
import { doubleDescentFigures } from './double-descent.ts';
import { humanFigures } from './human.ts';
import { lotteryFigures } from './lottery/lottery.ts';
import { metalearnActivationFigures } from './metalearn-activation.ts';
import { metalearnLrFigures } from './metalearn-lr.ts';
import { noiseAndShearFigures } from './noise-and-shear.ts';
import { poolingFigures } from './pooling.ts';
import { selfSupervisedFigures } from './self-supervised.ts';
import { tsneFigures } from './tsne.ts';
import { zooFigures } from './zoo.ts';

export * from './book/augmentation.ts';
export * from './book/batch-norm.ts';
export * from './book/full-batch.ts';
export * from './book/performance.ts';
export * from './book/random-labels.ts';
export * from './book/residual.ts';
export * from './classification/class-errors.ts';
export * from './classification/classification.ts';
export * from './construction.ts';
export * from './data-size.ts';
export * from './double-descent.ts';
export * from './gallery.ts';
export * from './human.ts';
export * from './lottery/adjacency.ts';
export * from './lottery/lottery.ts';
export * from './lottery/transfer.ts';
export * from './metalearn-activation.ts';
export * from './metalearn-lr.ts';
export * from './noise-and-shear.ts';
export * from './pooling.ts';
export * from './self-supervised.ts';
export * from './tsne.ts';
export * from './zoo.ts';

/** The figures of the paper's experiments, of the book's and of our own. */
export const paperFigures: FigureSets = {
  ...constructionFigures,
  ...classificationFigures,
  ...humanFigures,
  ...tsneFigures,
  ...lotteryFigures,
  ...doubleDescentFigures,
  ...metalearnLrFigures,
  ...metalearnActivationFigures,
  ...selfSupervisedFigures,
  ...poolingFigures,
  ...performanceFigures,
  ...augmentationFigures,
  ...residualFigures,
  ...batchNormFigures,
  ...randomLabelsFigures,
  ...fullBatchFigures,
  ...zooFigures,
  ...noiseAndShearFigures,
  ...dataSizeFigures,
};

/** What `figure` takes. */
export interface FiguresOptions extends FigureOptions {
  /** What there is to draw. Default: {@link paperFigures}. */
  readonly sets?: FigureSets;
}

/** What `figures` takes. */
export interface AllFiguresOptions extends FiguresOptions {
  /** Is told of every figure that cannot be drawn; the others are. Without it, one that cannot be drawn is an error. */
  readonly onError?: (name: string, error: unknown) => void;
}

/**
 * The main figure of an experiment, from its result: `construction` gives Figure 1 of the paper,
 * `classification` Figure 2, `human` the human baseline of Table 1, `tsne` Figure 3,
 * `lottery` Figure 4 a–c, `double-descent` Figure 5, `metalearn-lr` Figure 6, `metalearn-activation` Figure 7,
 * `self-supervised` Figure 8, `pooling` Figure 9;
 * the book's experiments, such as `performance`, errors over the epoch; `zoo` the accuracy of all models.
 *
 * @throws TypeError if `result` is no result; RangeError if no figure is known for its experiment, or it cannot be drawn.
 */
export function figure(result: Result, { sets = paperFigures, ...options }: FiguresOptions = {}): VegaLiteSpec {
  for (const [, spec] of drawings('figure', result, sets, options)) return drawn(spec);
  const ids = Object.keys(sets).join(', ');
  throw new RangeError(`figure: result.experiment must be one of ${ids}, got ${show(result.experiment)}`);
}

/**
 * All figures of a result, by file name without ending, the main one first. None for an experiment that `sets` does not have.
 *
 * @throws TypeError if `result` is no result; TypeError or RangeError that names the run and field if it cannot be drawn, and
 *   nobody is to be told.
 */
export function figures(
  result: Result,
  { sets = paperFigures, onError, ...options }: AllFiguresOptions = {},
): Readonly<Record<string, VegaLiteSpec>> {
  const entries: [string, VegaLiteSpec][] = [];
  for (const [name, spec] of drawings('figures', result, sets, options)) {
    try {
      entries.push([name, drawn(spec)]);
    } catch (error) {
      if (!onError) throw error;
      onError(name, error);
    }
  }
  return Object.fromEntries(entries);
}

function drawn(spec: VegaLiteSpec | (() => VegaLiteSpec)): VegaLiteSpec {
  return typeof spec === 'function' ? spec() : spec;
}

function drawings(where: string, result: Result, sets: FigureSets, options: FigureOptions): ReturnType<FigureSet> {
  if (typeof result !== 'object' || result === null || typeof result.experiment !== 'string') {
    throw new TypeError(
      `${where}: result must be an experiment's result with the name of its experiment, got ${show(result)}`,
    );
  }
  const set = Object.hasOwn(sets, result.experiment) ? sets[result.experiment] : undefined;
  return set?.(result, options) ?? [];
}
