/** Pooling and its gradients, as passes over what each place of the window sees. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { Shape } from '../../graph/graph.ts';
import type { Pooling } from '../../graph/kernels.ts';
import type { Value, View } from '../../program/expression.ts';
import { strided } from '../../program/move-views.ts';
import type { Lowering, Rules, Stored } from '../lowering.ts';
import { addWindows, alongOne, areFew, atWindow, isLarge, shareOfFirst } from './large-windows.ts';
import { type TapRange, tapRanges, windowReach } from './windows.ts';

type Info = ReturnType<typeof backend_util.computePool2DInfo>;

function infoOf(input: Shape, { filterSize, strides, pad, dimRoundingMode }: Pooling): Info {
  return backend_util.computePool2DInfo(
    input as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

const poolingWindow = (info: Info) => ({
  input: [info.inHeight, info.inWidth],
  output: [info.outHeight, info.outWidth],
  size: [info.filterHeight, info.filterWidth],
  stride: [info.strideHeight, info.strideWidth],
  dilation: [1, 1],
  before: [info.padInfo.top, info.padInfo.left],
});

/** The places of a window, row by row: which outputs each serves inside of the input, and where there. */
function placesOf(info: Info): { h: TapRange; w: TapRange }[] {
  const window = poolingWindow(info);
  return tapRanges(window, 0).flatMap((h) => tapRanges(window, 1).map((w) => ({ h, w })));
}

/** What each place of the window sees, as values of the output's shape; `filling` outside of the input. */
function seen(to: Lowering, x: Value, info: Info, filling: number): Value[] {
  const window = poolingWindow(info);
  const paddings = [0, 1].map((d) => windowReach(window, d as 0 | 1));
  const { dtype } = x.expression;
  let whole = to.inMemory(x);
  if (paddings.some(([before, behind]) => before + behind > 0)) {
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const [[top, bottom], [left, right]] = paddings as [[number, number], [number, number]];
    const padded = to.room([batch, height + top + bottom, width + left + right, channels], dtype);
    to.map(padded.shape, to.literal(filling, dtype).expression, padded.expression);
    const [, row, column] = padded.expression.strides as [number, number, number];
    const offset = top * row + left * column;
    if (!x.shape.includes(0)) to.map(x.shape, x.expression, { ...padded.expression, offset });
    whole = padded;
  }
  const step = [1, info.strideHeight, info.strideWidth, 1];
  return Array.from({ length: info.filterHeight * info.filterWidth }, (_, place) => {
    const begin = [0, Math.floor(place / info.filterWidth), place % info.filterWidth, 0];
    return strided(whole, begin, step, info.outShape);
  });
}

/** Combines what the places of each window see, from `start` on, which also stands outside of the input. */
function overWindows(
  to: Lowering,
  x: Value,
  info: Info,
  start: number,
  combine: (total: Value, part: Value) => Value,
): Value {
  if (isLarge(info) && info.filterHeight > 1 && info.filterWidth > 1) {
    const columns = overWindows(to, x, alongOne(info, 'height'), start, combine);
    return overWindows(to, columns, alongOne(info, 'width'), start, combine);
  }
  const { dtype } = x.expression;
  const parts = seen(to, x, info, start);
  return to.fold(start === 0 ? parts : [to.literal(start, dtype, info.outShape), ...parts], combine);
}

/** dx, to which every place of the window adds what `share` says of its outputs. */
function scatter(to: Lowering, shape: Shape, info: Info, share: (place: number) => Value): Stored {
  const dx = to.room(shape, 'float32');
  to.map(shape, to.literal(0, 'float32').expression, dx.expression);
  const [batch, row, column, channel] = dx.expression.strides as [number, number, number, number];
  placesOf(info).forEach(({ h, w }, place) => {
    const part = [shape[0] as number, h.count, w.count, shape[3] as number];
    if (part.includes(0)) return;
    const target: View = {
      ...dx.expression,
      offset: h.first * row + w.first * column,
      strides: [batch, row * info.strideHeight, column * info.strideWidth, channel],
    };
    const added = strided(share(place), [0, h.from, w.from, 0], [1, 1, 1, 1], part);
    const sum = to.operation('Add', 'float32', [{ shape: part, expression: target }, added], part);
    to.map(part, sum.expression, target);
  });
  return dx;
}

/** Number of places of each window that lie inside of the input, [height, width]. */
function counts(info: Info): Float32Array {
  const { outHeight, outWidth } = info;
  const inside = new Float32Array(outHeight * outWidth);
  for (const { h, w } of placesOf(info))
    for (let y = h.from; y < h.from + h.count; y++)
      for (let x = w.from; x < w.from + w.count; x++) {
        const at = y * outWidth + x;
        inside[at] = (inside[at] as number) + 1;
      }
  return inside;
}

/** Whether tfjs gives the input as it is: a window of one place, and as many windows as places, wherever they stand. */
const isIdentity = (x: Value, { filterHeight, filterWidth, outShape }: Info) =>
  filterHeight === 1 && filterWidth === 1 && outShape.join() === x.shape.join();

/** A window of more places than this has its maximum's place found step by step, for one expression would be too long. */
const PLACES = 16;

export const pooling = {
  /** NaN counts for nothing. The largest integer of a window that lies beyond the input is 0. */
  MaxPool: (to, { attrs, dtype, shape }, [x]) => {
    const value = x as Value;
    const info = infoOf(value.shape, attrs);
    if (isIdentity(value, info)) return value;
    const least = dtype === 'float32' ? Number.NEGATIVE_INFINITY : -(2 ** 31);
    const most = overWindows(to, value, info, least, (larger, part) =>
      to.operation('Larger', dtype, [larger, part], part.shape),
    );
    const inside = counts(info);
    if (dtype === 'float32' || !inside.includes(0)) return most;
    const isInside = to.table(Int32Array.from(inside, Math.sign), [1, info.outHeight, info.outWidth, 1], 'bool');
    return to.operation('Select', dtype, [isInside, most, to.literal(0, dtype)], shape);
  },
  AvgPool: (to, { attrs, shape }, [x]) => {
    const value = x as Value;
    const info = infoOf(value.shape, attrs);
    if (isIdentity(value, info)) return value;
    const sum = overWindows(to, value, info, 0, (total, part) =>
      to.operation('Add', 'float32', [total, part], part.shape),
    );
    const inside = to.table(counts(info), [1, info.outHeight, info.outWidth, 1], 'float32');
    return to.operation('RealDiv', 'float32', [sum, inside], shape);
  },
  /** The first of equal maxima takes the gradient. */
  MaxPoolGrad: (to, { attrs, shape }, [dy, x, y]) => {
    const value = x as Value;
    const info = infoOf(value.shape, attrs);
    if (areFew(info)) {
      const [whole, most, gradient] = [to.inMemory(value), to.inMemory(y as Value), to.inMemory(dy as Value)];
      return addWindows(to, shape, info, (region) => shareOfFirst(to, region, whole, most, gradient));
    }
    const parts = seen(to, value, info, Number.NEGATIVE_INFINITY);
    const [gradient, most] = [to.inMemory(dy as Value), to.inMemory(y as Value)];
    const hits = parts.map((part) => to.operation('Equal', 'bool', [part, most], info.outShape));
    const zero = to.literal(0, 'float32');
    const select = (condition: Value, yes: Value, no: Value) =>
      to.operation('Select', 'float32', [condition, yes, no], info.outShape);
    if (hits.length <= PLACES)
      return scatter(to, shape, info, (place) => {
        const earlier = hits.slice(0, place).reduceRight((rest, hit) => select(hit, zero, rest), gradient);
        return select(hits[place] as Value, earlier, zero);
      });
    // What no earlier place has taken of the gradient.
    let left: Value = gradient;
    return scatter(to, shape, info, (place) => {
      const hit = hits[place] as Value;
      const share = select(hit, left, zero);
      left = to.copy(select(hit, zero, left));
      return share;
    });
  },
  /** Divided by the window's size, as tfjs does, also where it reaches beyond the input. */
  AvgPoolGrad: (to, { attrs, shape }, [dy]) => {
    const info = infoOf(shape, attrs);
    const share = to.literal(1 / (info.filterHeight * info.filterWidth), 'float32');
    const part = to.copy(to.operation('Multiply', 'float32', [dy as Value, share], info.outShape));
    return areFew(info)
      ? addWindows(to, shape, info, (region) => atWindow(part, region))
      : scatter(to, shape, info, () => part);
  },
} satisfies Partial<Rules>;
