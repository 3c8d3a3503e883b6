/** What a chart of lines consists of, wherever it is drawn: texts and lines at their places. */

interface Line {
  readonly name: string;
  /** A custom property of the style, such as `--line-0`. */
  readonly color: string;
  readonly isDashed?: boolean;
  /** Broad, pale and without its name, behind others. */
  readonly isPale?: boolean;
  readonly points: readonly Point[];
}

type Point = readonly [x: number, y: number];

export interface LinesOf {
  readonly lines: readonly Line[];
  readonly xMax: number;
  readonly yMax: number;
  readonly unit: string;
  /** Whether each line bears its name. */
  readonly hasNames?: boolean;
  /** Where a line across says which moment is shown. */
  readonly moment?: number | undefined;
}

export type Mark =
  | {
      readonly kind: 'line';
      readonly color: string;
      readonly width: number;
      readonly isDashed: boolean;
      readonly opacity?: number;
      readonly points: readonly Point[];
    }
  | {
      readonly kind: 'text';
      readonly color: string;
      readonly text: string;
      readonly at: Point;
      readonly align: 'left' | 'center' | 'right';
      /** Lines behind it are kept away. */
      readonly hasHalo: boolean;
    };

/** Pixels. */
export const FONT_SIZE = 12;
const LEFT = 48;
const RIGHT = 10;
const TOP = 10;
const BOTTOM = 24;

/**
 * @param width of the chart, in pixels like its height
 * @param widthOf the width of a text
 */
export function marksOf(
  { lines, xMax, yMax, unit, moment, hasNames = false }: LinesOf,
  width: number,
  height: number,
  widthOf: (text: string) => number,
): Mark[] {
  const x = (value: number) => LEFT + (value / xMax) * (width - LEFT - RIGHT);
  const y = (value: number) => height - BOTTOM - (Math.min(value, yMax) / yMax) * (height - TOP - BOTTOM);
  const text = { kind: 'text', color: '--quiet', hasHalo: false } as const;
  const thin = { kind: 'line', width: 1, isDashed: false } as const;
  const rows = ticks(yMax, 4).flatMap((tick): Mark[] => [
    { ...text, text: `${tick}${unit === '%' ? ' %' : ''}`, at: [LEFT - 6, y(tick)], align: 'right' },
    {
      ...thin,
      color: '--grid',
      points: [
        [LEFT, y(tick)],
        [width - RIGHT, y(tick)],
      ],
    },
  ]);
  const columns = ticks(xMax, Math.max(2, Math.floor(width / 120))).map((tick): Mark => {
    const align = tick === 0 ? 'left' : x(tick) > width - 30 ? 'right' : 'center';
    return { ...text, text: tick.toLocaleString('en'), at: [x(tick), height - BOTTOM + 12], align };
  });
  const curves = lines.map(({ color, isDashed = false, isPale, points }): Mark => {
    const look = isPale ? { width: 7, opacity: 0.3 } : { width: 2 };
    return { kind: 'line', color, ...look, isDashed, points: points.map(([px, py]) => [x(px), y(py)]) };
  });
  const across: Mark[] =
    moment === undefined
      ? []
      : [
          {
            ...thin,
            color: '--text',
            points: [
              [x(moment), TOP],
              [x(moment), height - BOTTOM],
            ],
          },
        ];
  return [...rows, ...columns, ...curves, ...(hasNames ? namesOf(lines, x, y, widthOf) : []), ...across];
}

/** Names above the ends of the lines that are not dashed, none over another. */
function namesOf(
  lines: readonly Line[],
  x: (value: number) => number,
  y: (value: number) => number,
  widthOf: (text: string) => number,
): Mark[] {
  const ends = lines
    .flatMap(({ name, color, isDashed, isPale, points }) => {
      const last = points.at(-1);
      return last && !isDashed && !isPale ? [{ name, color, x: x(last[0]), y: y(last[1]) - 9 }] : [];
    })
    .sort((a, b) => a.y - b.y);
  let free = 0;
  return ends.map(({ name, color, ...end }): Mark => {
    const at = Math.max(end.y, free);
    free = at + 14;
    const right = Math.max(end.x, LEFT + 4 + widthOf(name));
    return { kind: 'text', color, text: name, at: [right, at], align: 'right', hasHalo: true };
  });
}

/** Round numbers from 0 on, about so many. */
function ticks(max: number, count: number): number[] {
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}
