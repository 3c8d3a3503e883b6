/** What a figure is, and which figures an experiment has. The compiler ties both to the kind of result that they draw. */
import { checkResult, type Kind, type ResultOf, type SpecOf } from '@mnist1d/results';
import { schema, type VegaLiteSpec } from './spec.ts';
import { type FigureOptions, getPalette, type Palette, themeConfig } from './theme.ts';

/** What every experiment's result has in common. */
export interface Result {
  readonly experiment: string;
  readonly preset: string;
  readonly data: { readonly runs: readonly unknown[] };
}

/** Draws a result, or throws a TypeError or RangeError that names the run and field that it cannot draw. */
export type Figure<R> = (result: R, options?: FigureOptions) => VegaLiteSpec;

/**
 * A figure of this kind of result: the result is checked before it is drawn, and has the look of the theme.
 *
 * @param where the figure's name, as its errors begin
 * @param draw the specification, but for schema and configuration
 */
export function defineFigure<K extends Kind>(
  where: string,
  kind: K,
  draw: (result: ResultOf<K>, palette: Palette) => VegaLiteSpec,
): Figure<ResultOf<K>> {
  return (result, { theme = 'light', stacked } = {}) => {
    const palette = getPalette(theme);
    const spec = draw(checkResult(where, kind, result), palette);
    return {
      $schema: schema,
      config: themeConfig(palette),
      ...(stacked ? stack(spec as object) : spec),
    } as VegaLiteSpec;
  };
}

/** The figures of a result one after another, or what draws them, by file name without ending, the main one first. */
export type FigureSet = (
  result: Result,
  options: FigureOptions,
) => Iterable<readonly [name: string, spec: VegaLiteSpec | (() => VegaLiteSpec)]>;

/** By experiment, how its results are drawn. */
export type FigureSets = { readonly [experiment: string]: FigureSet };

/** One figure of an experiment. */
export interface Drawing<K extends Kind> {
  readonly draw: Figure<ResultOf<K>>;
  /** The kind of runs that it draws, where a result may be without. */
  readonly kind?: SpecOf<K> extends { readonly kind: infer Name } ? Name : never;
}

/**
 * The figures of an experiment, by file name without ending, the main one first. What `figures` draws is put together of such
 * sets: `{ ...paperFigures, ...defineFigures(myKind, { mine: { draw: myFigure } }) }`.
 */
export function defineFigures<K extends Kind>(kind: K, drawings: { readonly [name: string]: Drawing<K> }): FigureSets {
  return {
    *[kind.id](result, options) {
      for (const [name, drawing] of Object.entries(drawings)) {
        // Whether it is one is found out by the figure.
        if (drawing.kind === undefined || hasRun(result, drawing.kind)) {
          yield [name, () => drawing.draw(result as ResultOf<K>, options)] as const;
        }
      }
    },
  };
}

function hasRun({ data }: Result, kind: unknown): boolean {
  return data.runs.some((run) => (run as { readonly spec?: { readonly kind?: unknown } } | null)?.spec?.kind === kind);
}

interface Part {
  readonly hconcat?: readonly object[];
  readonly concat?: readonly object[];
  readonly columns?: number;
}

/** A panel that leaves axis or title of y to the one before it gets them. What is no row of panels stays. */
function stack({ hconcat, concat = hconcat, columns, ...spec }: Part): object {
  let axis: { readonly title?: unknown } | undefined;
  if (!concat) return spec;
  const text = JSON.stringify({ ...spec, spacing: 40, vconcat: concat.map(stack) });
  return JSON.parse(text, (key, value) => {
    if (key !== 'y' || value?.axis === undefined) return value;
    axis = value.axis ? { ...value.axis, title: value.axis.title ?? axis?.title ?? null } : axis;
    return axis ? { ...value, axis } : value;
  });
}
