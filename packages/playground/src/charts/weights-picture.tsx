/** The first layer's weights on a canvas: a row for each unit or channel, blue below zero, orange above. */
import { useEffect, useRef } from 'preact/hooks';
import type { Filters } from '../engine/messages.ts';

export function WeightsPicture({ filters: { rows, columns, values } }: { readonly filters: Filters }) {
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
      class="weights"
      width={columns}
      height={rows}
      style={{ aspectRatio: `${Math.max(1, columns / rows)}` }}
      role="img"
      aria-label={`Weights of the first layer, ${rows} rows of ${columns}: from ${extreme(values, Math.min)} to ${extreme(values, Math.max)}.`}
    />
  );
}

function extreme(values: Float32Array, choose: (a: number, b: number) => number): string {
  return values.reduce((a, b) => choose(a, b), 0).toFixed(2);
}
