/** The figures of a result: the paper's, and those that registered experiments bring. */
import { type ExperimentResult, experiments } from '@mnist1d/experiments';
import { type FigureOptions, type FigureSet, figures, paperFigures, renderSvg, type VegaLiteSpec } from '@mnist1d/viz';
import { warn } from '../terminal/messages.ts';

/** Figures by file name without ending. */
export type Figures = Readonly<Record<string, VegaLiteSpec>>;

/** Is told of a figure that cannot be drawn. */
export type OnFailure = (name: string, error: unknown) => void;

/** The figures of a result, but for those that cannot be drawn. */
export function figuresOf(result: ExperimentResult, onError: OnFailure, options: FigureOptions = {}): Figures {
  const own = [...experiments.values()].flatMap(({ id, figures: draw }): [string, FigureSet][] =>
    draw ? [[id, () => ownFigures(id, () => draw(result.data.runs), onError)]] : [],
  );
  return figures(result, { ...options, onError, sets: { ...paperFigures, ...Object.fromEntries(own) } });
}

/** What an experiment draws itself. Its names become those of files. */
function ownFigures(id: string, draw: () => object, onError: OnFailure): ReturnType<FigureSet> {
  try {
    const entries = Object.entries(draw());
    const name = entries.map(([each]) => each).find((each) => /^\.*$|[\0/\\]/.test(each));
    if (name !== undefined) throw new RangeError(`a figure's name must be a file's, got '${name}'`);
    // Whoever draws figures of its own says that they are specifications.
    return entries as unknown as ReturnType<FigureSet>;
  } catch (error) {
    onError(id, error);
    return [];
  }
}

/** Those figures of a result that can be drawn. What cannot be is a warning: the result is there. */
export async function drawableFigures(result: ExperimentResult): Promise<Figures> {
  const drawable: Record<string, VegaLiteSpec> = {};
  const onError = warnOf(result);
  for (const [name, spec] of Object.entries(figuresOf(result, onError))) {
    try {
      await renderSvg(spec);
      drawable[name] = spec;
    } catch (error) {
      onError(name, error);
    }
  }
  return drawable;
}

/** Makes what cannot be drawn of a result a warning. */
export function warnOf({ experiment }: ExperimentResult): OnFailure {
  return (name, error) =>
    warn(`${experiment}: the figure '${name}' cannot be drawn: ${error instanceof Error ? error.message : error}`);
}
