/** Samples in the plane, coloured by class: a panel of the t-SNE figures. */

import type { EmbeddingCurves } from '@mnist1d/results/kinds/tsne';
import { extent } from 'd3-array';
import { heading } from './heading.ts';
import type { Layer, Panel } from './spec.ts';
import type { Palette } from './theme.ts';

/**
 * A dot for each sample. The name of a class stands at its median where most dots around it, half as many as the class has,
 * are of that class.
 *
 * @param size width and height in pixels
 */
export function embeddingPanel(
  letter: string,
  title: string,
  { x, y, label }: EmbeddingCurves,
  size: number,
  palette: Palette,
): Panel {
  const classes = [...new Set(label)].sort((a, b) => a - b);
  const [rangeX, rangeY] = [rangeOf(x), rangeOf(y)];
  const half = 0.52 * Math.max(rangeX[1] - rangeX[0], rangeY[1] - rangeY[0]);
  const axis = (field: 'x' | 'y', [low, high]: readonly [number, number]) => {
    const middle = (low + high) / 2;
    const scale = { domain: [middle - half, middle + half], nice: false, zero: false };
    return { field, type: 'quantitative', axis: null, scale };
  };
  const position = { x: axis('x', rangeX), y: axis('y', rangeY) };
  const dots = {
    data: { values: label.map((digit, i) => ({ x: x[i], y: y[i], digit })) },
    // Squares: the shortest path that an SVG can have for so many marks.
    mark: { type: 'square', size: 5, opacity: 0.85, clip: true },
    encoding: {
      ...position,
      color: {
        field: 'digit',
        type: 'nominal',
        scale: { domain: classes, scheme: 'tableau10' },
        legend: { title: null, symbolType: 'square', symbolSize: 60 },
      },
    },
  };
  const names = classes.flatMap((digit) => {
    const own = label.flatMap((other, i) => (other === digit ? [i] : []));
    const at = { x: median(own.map((i) => x[i] as number)), y: median(own.map((i) => y[i] as number)) };
    const distance = (i: number) => ((x[i] as number) - at.x) ** 2 + ((y[i] as number) - at.y) ** 2;
    const around = label.map((_, i) => i).sort((a, b) => distance(a) - distance(b));
    const close = around.slice(0, Math.ceil(own.length / 2));
    return close.filter((i) => label[i] === digit).length * 2 > close.length ? [{ ...at, digit: String(digit) }] : [];
  });
  const text = (mark: object) => ({
    data: { values: names },
    mark: { type: 'text', fontSize: 18, ...mark },
    encoding: { ...position, text: { field: 'digit', type: 'nominal' } },
  });
  return {
    width: size,
    height: size,
    layer: [
      dots,
      text({ stroke: palette.background, strokeWidth: 3, strokeOpacity: 0.8 }),
      text({ color: palette.ink }),
      ...heading(letter, title, size, palette),
    ] as Layer[],
  } as Panel;
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  const [least, most] = extent(values) as [number, number];
  return most > least ? [least, most] : [least - 1, least + 1];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}
