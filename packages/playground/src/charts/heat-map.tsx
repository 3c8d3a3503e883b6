/** Numbers on a canvas, in rows and columns: blue below zero, orange above, as strong as they are large. */
import { useEffect, useRef } from 'preact/hooks';
import type { Table } from '../engine/messages.ts';

export interface HeatMapProps {
  readonly table: Table;
  /** What the numbers are. */
  readonly title: string;
}

export function HeatMap({ table: { rows, columns, values }, title }: HeatMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-6);
    const image = context.createImageData(columns, rows);
    for (const [i, value] of values.entries()) {
      const share = value / most;
      const [red, green, blue] = share < 0 ? [11, 98, 196] : [214, 95, 0];
      image.data.set([red, green, blue, Math.round(255 * Math.abs(share))], 4 * i);
    }
    context.putImageData(image, 0, 0);
  });
  return (
    <canvas
      ref={canvas}
      class="heat-map"
      width={columns}
      height={rows}
      style={{ aspectRatio: `${Math.max(1, columns / rows)}` }}
      role="img"
      aria-label={`${title}, ${rows} rows of ${columns}: from ${extreme(values, Math.min)} to ${extreme(values, Math.max)}.`}
    />
  );
}

function extreme(values: Float32Array, choose: (a: number, b: number) => number): string {
  return values.reduce((a, b) => choose(a, b), 0).toFixed(2);
}
