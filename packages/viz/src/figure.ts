/** The figure of any experiment's result. */
import { describe } from './check-values.ts';
import { classificationFigure } from './classification-figure.ts';
import type { ClassificationResult, Result } from './results.ts';
import type { VegaLiteSpec } from './spec.ts';
import type { FigureOptions } from './theme.ts';

/** By experiment. A new figure is a file and a line here. */
const figures: Readonly<Record<string, (result: Result, options: FigureOptions) => VegaLiteSpec>> = {
  classification: (result, options) => classificationFigure(result as ClassificationResult, options),
};

/**
 * The paper's figure of an experiment, from its result: `classification` gives Figure 2.
 * @throws TypeError if `result` is no result; RangeError if no figure is known for its experiment, or it cannot be drawn.
 */
export function figure(result: Result, options: FigureOptions = {}): VegaLiteSpec {
  if (typeof result !== 'object' || result === null || typeof result.experiment !== 'string') {
    throw new TypeError(
      `figure: result must be an experiment's result with the name of its experiment, got ${describe(result)}`,
    );
  }
  const draw = Object.hasOwn(figures, result.experiment) ? figures[result.experiment] : undefined;
  if (!draw) {
    const known = Object.keys(figures).join(', ');
    throw new RangeError(`figure: result.experiment must be one of ${known}, got ${describe(result.experiment)}`);
  }
  return draw(result, options);
}
