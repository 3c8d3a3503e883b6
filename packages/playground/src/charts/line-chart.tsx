/** Lines over updates on a canvas that follow what trains, with a text for those who do not see it. */
import { useEffect, useRef } from 'preact/hooks';

interface Line {
  readonly name: string;
  /** A custom property of the style, such as `--line-0`. */
  readonly color: string;
  readonly isDashed?: boolean;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChartProps {
  /** What is drawn, in words. */
  readonly label: string;
  readonly lines: readonly Line[];
  readonly xMax: number;
  readonly yMax: number;
  readonly unit: string;
  /** Whether each line bears its name. */
  readonly hasNames?: boolean;
  /** Where a line across says which moment is shown. */
  readonly moment?: number | undefined;
}

const LEFT = 48;
const RIGHT = 10;
const TOP = 10;
const BOTTOM = 24;

export function LineChart(props: LineChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef(props);
  drawn.current = props;
  useEffect(() => {
    const frame = requestAnimationFrame(() => canvas.current && draw(canvas.current, props));
    return () => cancelAnimationFrame(frame);
  });
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const redraw = () => draw(element, drawn.current);
    const observer = new ResizeObserver(redraw);
    observer.observe(element);
    // Its colours are another theme's then.
    const themes = new MutationObserver(redraw);
    const root = element.closest('.root');
    if (root) themes.observe(root, { attributeFilter: ['data-theme'] });
    return () => {
      observer.disconnect();
      themes.disconnect();
    };
  }, []);
  return <canvas ref={canvas} class="chart" role="img" aria-label={describe(props)} />;
}

function describe({ label, lines, unit }: LineChartProps): string {
  const last = lines.flatMap(({ name, points }) => {
    const point = points.at(-1);
    return point ? [`${name} ${format(point[1])} ${unit} after ${point[0]} updates`] : [];
  });
  return `${label}: ${last.join('; ') || 'nothing yet'}.`;
}

const format = (value: number) => (value >= 10 ? value.toFixed(1) : value.toPrecision(2));

function draw(canvas: HTMLCanvasElement, { lines, xMax, yMax, unit, moment, hasNames }: LineChartProps): void {
  const ratio = devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d');
  if (!context || width === 0) return;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const x = (value: number) => LEFT + (value / xMax) * (width - LEFT - RIGHT);
  const y = (value: number) => height - BOTTOM - (Math.min(value, yMax) / yMax) * (height - TOP - BOTTOM);
  context.font = `12px ${style.fontFamily}`;
  context.fillStyle = color('--quiet');
  context.strokeStyle = color('--grid');
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of ticks(yMax, 4)) {
    context.fillText(`${tick}${unit === '%' ? ' %' : ''}`, LEFT - 6, y(tick));
    stroke(context, [
      [LEFT, y(tick)],
      [width - RIGHT, y(tick)],
    ]);
  }
  context.textBaseline = 'top';
  for (const tick of ticks(xMax, Math.max(2, Math.floor(width / 120)))) {
    context.textAlign = tick === 0 ? 'left' : x(tick) > width - 30 ? 'right' : 'center';
    context.fillText(tick.toLocaleString('en'), x(tick), height - BOTTOM + 6);
  }
  context.lineWidth = 2;
  context.lineJoin = 'round';
  for (const { color: name, isDashed, points } of lines) {
    context.strokeStyle = color(name);
    context.setLineDash(isDashed ? [4, 4] : []);
    stroke(
      context,
      points.map(([px, py]) => [x(px), y(py)]),
    );
  }
  context.setLineDash([]);
  if (hasNames) nameLines(context, lines, color, x, y);
  if (moment === undefined) return;
  context.strokeStyle = color('--text');
  context.lineWidth = 1;
  stroke(context, [
    [x(moment), TOP],
    [x(moment), height - BOTTOM],
  ]);
}

/** Names above the ends of the lines that are not dashed, none over another. */
function nameLines(
  context: CanvasRenderingContext2D,
  lines: readonly Line[],
  color: (name: string) => string,
  x: (value: number) => number,
  y: (value: number) => number,
): void {
  const ends = lines
    .flatMap(({ name, color, isDashed, points }) => {
      const last = points.at(-1);
      return last && !isDashed ? [{ name, color, x: x(last[0]), y: y(last[1]) - 9 }] : [];
    })
    .sort((a, b) => a.y - b.y);
  let free = 0;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const end of ends) {
    const at = Math.max(end.y, free);
    free = at + 14;
    const right = Math.max(end.x, LEFT + 4 + context.measureText(end.name).width);
    context.strokeStyle = color('--background');
    context.lineWidth = 4;
    context.strokeText(end.name, right, at);
    context.fillStyle = color(end.color);
    context.fillText(end.name, right, at);
  }
}

function stroke(context: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]): void {
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
}

/** Round numbers from 0 on, about so many. */
function ticks(max: number, count: number): number[] {
  const rough = max / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}
