/** Pooling over windows of many places: forwards along height, then along width; backwards window by window. */
import type { backend_util } from '@tensorflow/tfjs-core';
import type { Shape } from '../../graph/graph.ts';
import type { Value, View } from '../../program/expression.ts';
import { slice } from '../../program/move-views.ts';
import type { Lowering, Stored } from '../lowering.ts';

type Info = ReturnType<typeof backend_util.computePool2DInfo>;

/** Windows of so many places are not taken place by place. */
const MANY = 64;

const placesIn = ({ filterHeight, filterWidth }: Info) => filterHeight * filterWidth;

export const isLarge = (info: Info): boolean => placesIn(info) > MANY;

/** Whether there are fewer windows than a window has places. */
export const areFew = (info: Info): boolean => isLarge(info) && info.outHeight * info.outWidth < placesIn(info);

/** The windows of one dimension alone: along height over the whole input, or along width over what came out of that. */
export function alongOne(info: Info, along: 'height' | 'width'): Info {
  const { batchSize, inChannels, inWidth, outHeight, padInfo } = info;
  return along === 'height'
    ? {
        ...info,
        ...{ filterWidth: 1, strideWidth: 1, outWidth: inWidth, padInfo: { ...padInfo, left: 0, right: 0 } },
        outShape: [batchSize, outHeight, inWidth, inChannels],
      }
    : {
        ...info,
        ...{ filterHeight: 1, strideHeight: 1, inHeight: outHeight, padInfo: { ...padInfo, top: 0, bottom: 0 } },
        inShape: [batchSize, outHeight, inWidth, inChannels],
      };
}

/** A window, as far as it lies inside of the input. */
export interface Region {
  /** Of the window among the others. */
  readonly row: number;
  readonly column: number;
  readonly begin: readonly number[];
  readonly shape: Shape;
}

function regionsOf({ outHeight, outWidth, ...info }: Info, [batch, height, width, channels]: Shape): Region[] {
  const span = (at: number, stride: number, before: number, size: number, length: number) => {
    const first = Math.max(0, at * stride - before);
    return [first, Math.max(0, Math.min(length, at * stride - before + size) - first)] as const;
  };
  return Array.from({ length: outHeight * outWidth }, (_, i) => {
    const [row, column] = [Math.floor(i / outWidth), i % outWidth];
    const [top, rows] = span(row, info.strideHeight, info.padInfo.top, info.filterHeight, height as number);
    const [left, columns] = span(column, info.strideWidth, info.padInfo.left, info.filterWidth, width as number);
    return {
      ...{ row, column, begin: [0, top, left, 0] },
      shape: [batch as number, rows, columns, channels as number],
    };
  });
}

/** dx, to which every window adds what `share` says of it. */
export function addWindows(to: Lowering, shape: Shape, info: Info, share: (region: Region) => Value): Stored {
  const dx = to.room(shape, 'float32');
  to.map(shape, to.literal(0, 'float32').expression, dx.expression);
  for (const region of regionsOf(info, shape)) {
    if (region.shape.includes(0)) continue;
    const target = slice(dx, region.begin, region.shape);
    const sum = to.operation('Add', 'float32', [target, to.broadcast(share(region), region.shape)], region.shape);
    to.map(region.shape, sum.expression, target.expression as View);
  }
  return dx;
}

/** What a tensor has for a window, [batch, 1, 1, channels]. */
export const atWindow = (value: Value, { row, column }: Region): Value =>
  slice(value, [0, row, column, 0], [value.shape[0] as number, 1, 1, value.shape[3] as number]);

/** What of the gradient goes to the first place of a window that has its maximum. */
export function shareOfFirst(to: Lowering, region: Region, x: Value, most: Value, gradient: Value): Value {
  const { begin, shape } = region;
  const [, rows, columns] = shape as [number, number, number];
  const length = rows * columns;
  const numbers = to.table(
    Int32Array.from({ length }, (_, i) => i),
    [1, rows, columns, 1],
    'int32',
  );
  const hit = to.operation('Equal', 'bool', [slice(x, begin, shape), atWindow(most, region)], shape);
  const place = to.operation('Select', 'int32', [hit, numbers, to.literal(length, 'int32')], shape);
  const first = to.reduce('min', place, [1, 2], [shape[0] as number, 1, 1, shape[3] as number]);
  const isFirst = to.operation('Equal', 'bool', [numbers, first], shape);
  return to.operation('Select', 'float32', [isFirst, atWindow(gradient, region), to.literal(0, 'float32')], shape);
}
