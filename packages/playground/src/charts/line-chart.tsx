/** Lines over updates on a canvas that follow what trains, with a text for those who do not see it. */
import { useEffect, useRef } from 'preact/hooks';
import { FONT_SIZE, type LinesOf, marksOf } from './line-chart-marks.ts';

export interface LineChartProps extends LinesOf {
  /** What is drawn, in words. */
  readonly label: string;
}

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

function draw(canvas: HTMLCanvasElement, chart: LinesOf): void {
  const ratio = devicePixelRatio;
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext('2d');
  if (!context || width === 0) return;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name).trim();
  context.font = `${FONT_SIZE}px ${style.fontFamily}`;
  context.lineJoin = 'round';
  context.textBaseline = 'middle';
  for (const mark of marksOf(chart, width, height, (text) => context.measureText(text).width)) {
    if (mark.kind === 'text') {
      const [x, y] = mark.at;
      context.textAlign = mark.align;
      if (mark.hasHalo) {
        context.strokeStyle = color('--background');
        context.lineWidth = 4;
        context.strokeText(mark.text, x, y);
      }
      context.fillStyle = color(mark.color);
      context.fillText(mark.text, x, y);
      continue;
    }
    context.strokeStyle = color(mark.color);
    context.lineWidth = mark.width;
    context.setLineDash(mark.isDashed ? [4, 4] : []);
    context.globalAlpha = mark.opacity ?? 1;
    context.beginPath();
    for (const [x, y] of mark.points) context.lineTo(x, y);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
}
