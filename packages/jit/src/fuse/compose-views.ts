/** What stands in one buffer, found again as part of another. */

import type { Shape } from '../graph/graph.ts';
import { reshapeStrides, stridesOf, type View } from '../program/expression.ts';
import type { Buffer } from '../program/program.ts';

/** Where a buffer of a shape stands inside another: as a view over that shape. */
export interface Placement {
  readonly shape: Shape;
  readonly target: View;
}

/** A buffer as the elements that `output` walks over `shape`; undefined where they do not follow each other regularly there. */
export function placementOf(shape: Shape, output: View, buffer: Buffer): Placement | undefined {
  const strides = reshapeStrides(shape, output.strides, buffer.shape);
  return strides && { shape: buffer.shape, target: { ...output, strides } };
}

/**
 * A view of the placed buffer as a view of the one that it stands in.
 *
 * @param sizes the sizes of the dimensions that the view walks
 * @returns undefined where the elements do not follow each other regularly there
 */
export function compose(view: View, sizes: readonly number[], { shape, target }: Placement): View | undefined {
  const plain = stridesOf(shape);
  // Where the view begins, as an index of the buffer's shape.
  let rest = view.offset;
  const low = plain.map((stride, d) => {
    if (shape[d] === 1) return 0;
    const index = Math.floor(rest / stride);
    rest -= index * stride;
    return index;
  });
  const high = [...low];
  let offset = target.offset;
  low.forEach((index, d) => {
    offset += index * (target.strides[d] as number);
  });
  const strides: number[] = [];
  for (const [i, stride] of view.strides.entries()) {
    const size = sizes[i] as number;
    if (stride === 0 || size === 1) {
      strides.push(0);
      continue;
    }
    const d = plain.findIndex((s, at) => shape[at] !== 1 && s <= Math.abs(stride));
    if (d < 0 || stride % (plain[d] as number) !== 0) return undefined;
    const steps = stride / (plain[d] as number);
    const reach = steps * (size - 1);
    if (reach > 0) high[d] = (high[d] as number) + reach;
    else low[d] = (low[d] as number) + reach;
    strides.push(steps * (target.strides[d] as number));
  }
  const inside = shape.every((size, d) => (low[d] as number) >= 0 && (high[d] as number) < size);
  return inside ? { ...view, buffer: target.buffer, offset, strides } : undefined;
}
