/** A panel of named rows with dots on them: what something is for each of a few things, with its spread. */
import { heading } from './heading.ts';
import type { Layer, Panel } from './spec.ts';
import type { Palette } from './theme.ts';

/** One dot. */
export interface Dot {
  readonly row: string;
  /** The dot's shape says which of the panel's `series` it is of. */
  readonly series: string;
  readonly value: number;
  /** The dot's line goes as far to both sides. Default 0: no line. */
  readonly spread?: number;
  readonly colour: string;
  /** Stands beside it. */
  readonly text?: string;
}

export interface DotRowsOptions {
  readonly letter: string;
  readonly title: string;
  readonly width: number;
  /** From top to bottom. */
  readonly rows: readonly string[];
  /** From top to bottom within a row. */
  readonly series: readonly string[];
  readonly dots: readonly Dot[];
  readonly xTitle: string;
  /** Vega-Lite's scale of x and what its axis has besides the title. */
  readonly scale: object;
  readonly axis?: object;
  /** Whether the rows' names stand at the left. */
  readonly isFirst: boolean;
  /** A line across all rows, and what it is called. */
  readonly reference?: { readonly value: number; readonly text: string } | undefined;
}

const rowHeight = 19;
const shapes = ['circle', 'diamond', 'triangle-up'];

export function dotRows(options: DotRowsOptions, palette: Palette): Panel {
  const { letter, title, width, rows, series, dots, xTitle, scale, axis, isFirst, reference } = options;
  const values = dots.map(({ spread = 0, ...dot }) => ({
    ...dot,
    low: dot.value - spread,
    high: dot.value + spread,
  }));
  const y = {
    y: {
      field: 'row',
      type: 'nominal',
      scale: { domain: [...rows], paddingInner: 0.3, paddingOuter: 0.2 },
      axis: isFirst ? { title: null, ticks: false, domain: false, labelPadding: 8 } : null,
    },
    yOffset: { field: 'series', type: 'nominal', scale: { domain: [...series] } },
  };
  const x = { field: 'value', type: 'quantitative', scale, axis: { title: xTitle, ...axis } };
  const colour = { color: { field: 'colour', type: 'nominal', scale: null } };
  const text = (look: object, encoding: object) => ({
    transform: [{ filter: 'isValid(datum.text)' }],
    mark: { type: 'text', align: 'left', baseline: 'middle', dx: 9, fontSize: 10, ...look },
    encoding: { ...y, x: { ...x, field: 'high' }, text: { field: 'text', type: 'nominal' }, ...encoding },
  });
  const layers = [
    ...(reference ? referenceLine(reference, palette) : []),
    {
      transform: [{ filter: 'datum.high > datum.low' }],
      mark: { type: 'rule', strokeWidth: 1.5, clip: true },
      encoding: { ...y, x: { ...x, field: 'low' }, x2: { field: 'high' }, ...colour },
    },
    {
      mark: { type: 'point', filled: true, opacity: 1, size: 55 },
      encoding: {
        ...y,
        x,
        ...colour,
        shape: {
          field: 'series',
          type: 'nominal',
          scale: { domain: [...series], range: shapes.slice(0, series.length) },
          legend:
            series.length > 1
              ? { title: null, symbolFillColor: palette.ink, symbolStrokeColor: palette.ink, symbolSize: 70 }
              : null,
        },
      },
    },
    // Where the reference line passes through a text, it stands back behind it.
    text({ stroke: palette.background, strokeWidth: 4, strokeJoin: 'round' }, {}),
    text({}, colour),
    ...heading(letter, title, width, palette),
  ];
  return { width, height: rows.length * series.length * rowHeight + 8, data: { values }, layer: layers } as Panel;
}

function referenceLine({ value, text }: { readonly value: number; readonly text: string }, palette: Palette): Layer[] {
  const data = { values: [{}] };
  const x = { datum: value };
  return [
    { data, mark: { type: 'rule', color: palette.faint, strokeDash: [4, 3] }, encoding: { x } },
    {
      data,
      mark: { type: 'text', text, color: palette.ink, align: 'center', baseline: 'bottom', fontSize: 10 },
      encoding: { x, y: { value: -1 } },
    },
  ] as Layer[];
}
