/** The figures of a result: the paper's, and those that registered experiments bring. */
import { type ExperimentResult, experiments } from '@mnist1d/experiments';
import { type FigureOptions, type FigureSet, figures, paperFigures, renderSvg, type VegaLiteSpec } from '@mnist1d/viz';
import { warn } from '../terminal/messages.ts';

/** Figures by file name without ending. */
export type Figures = Readonly<Record<string, VegaLiteSpec>>;

/** All figures of a result. */
export function figuresOf(result: ExperimentResult, options: FigureOptions = {}): Figures {
  const own = [...experiments.values()].flatMap(({ id, figures: draw }): [string, FigureSet][] =>
    // Whoever draws figures of its own says that they are specifications.
    draw ? [[id, () => Object.entries(draw(result.data.runs)) as unknown as ReturnType<FigureSet>]] : [],
  );
  return figures(result, { ...options, sets: { ...paperFigures, ...Object.fromEntries(own) } });
}

/** Those figures of a result that can be drawn. What cannot be is a warning: the result is there. */
export async function drawableFigures(result: ExperimentResult): Promise<Figures> {
  const drawable: Record<string, VegaLiteSpec> = {};
  try {
    for (const [name, spec] of Object.entries(figuresOf(result))) {
      await renderSvg(spec);
      drawable[name] = spec;
    }
  } catch (error) {
    warn(`${result.experiment}: not every figure can be drawn: ${error instanceof Error ? error.message : error}`);
  }
  return drawable;
}
