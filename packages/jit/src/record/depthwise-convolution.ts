/** Convolutions of each channel on its own, as what each place of the filter sees, multiplied and added up; and their gradients. */
import * as tf from '@tensorflow/tfjs-core';
import { check } from '../graph/type-rule.ts';
import type { Composer, Composite } from './composer.ts';

type Info = ReturnType<typeof tf.backend_util.computeConv2DInfo>;
type Shape4D = [number, number, number, number];

function infoOf(input: readonly number[], filter: readonly number[], attrs: tf.NamedAttrMap): Info {
  const { strides, pad, dilations, dimRoundingMode } = attrs as unknown as tf.DepthwiseConv2dNativeAttrs;
  return tf.backend_util.computeConv2DInfo(
    [...input] as Shape4D,
    [...filter] as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    true,
  );
}

/** The places of the filter, row by row, and where the window that starts at 0 has each in the padded input. */
const placesOf = (info: Info) =>
  Array.from({ length: info.filterHeight * info.filterWidth }, (_, place) => {
    const [row, column] = [Math.floor(place / info.filterWidth), place % info.filterWidth];
    return { row, column, top: row * info.dilationHeight, left: column * info.dilationWidth };
  });

/** Height and width that the windows reach over, from the first place to the last. */
const reachOf = (info: Info) => ({
  height: (info.outHeight - 1) * info.strideHeight + (info.filterHeight - 1) * info.dilationHeight + 1,
  width: (info.outWidth - 1) * info.strideWidth + (info.filterWidth - 1) * info.dilationWidth + 1,
});

/** The input with zeros around it, cut to what the windows reach. */
function reached(to: Composer, x: tf.TensorInfo, info: Info): tf.TensorInfo {
  const { height, width } = reachOf(info);
  const { top, left } = info.padInfo;
  const behind = [Math.max(0, height - top - info.inHeight), Math.max(0, width - left - info.inWidth)];
  const paddings = [
    [0, 0],
    [top, behind[0]],
    [left, behind[1]],
    [0, 0],
  ];
  return to.call('PadV2', { x }, { paddings, constantValue: 0 } as unknown as tf.NamedAttrMap);
}

/** What one place of the filter sees, [batch, height, width, channels]. */
function seen(to: Composer, padded: tf.TensorInfo, info: Info, { top, left }: { top: number; left: number }) {
  const { outHeight, outWidth, strideHeight, strideWidth } = info;
  const begin = [0, top, left, 0];
  const end = [
    padded.shape[0] as number,
    top + (outHeight - 1) * strideHeight + 1,
    left + (outWidth - 1) * strideWidth + 1,
    padded.shape[3] as number,
  ];
  const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
  return to.call('StridedSlice', { x: padded }, { begin, end, strides: [1, strideHeight, strideWidth, 1], ...masks });
}

const reshape = (to: Composer, x: tf.TensorInfo, shape: number[]) => to.call('Reshape', { x }, { shape });
const multiply = (to: Composer, a: tf.TensorInfo, b: tf.TensorInfo) => to.call('Multiply', { a, b });
const sum = (to: Composer, x: tf.TensorInfo, axis: number[]) => to.call('Sum', { x }, { axis, keepDims: false });
const total = (to: Composer, terms: readonly tf.TensorInfo[]) =>
  to.call('AddN', terms as unknown as tf.NamedTensorInfoMap);

/** The filter's weights at a place, [channels, multiplier]. */
const weightsAt = (to: Composer, filter: tf.TensorInfo, { row, column }: { row: number; column: number }) => {
  const [, , channels, multiplier] = filter.shape as Shape4D;
  const begin = [row, column, 0, 0];
  return reshape(to, to.call('Slice', { x: filter }, { begin, size: [1, 1, channels, multiplier] }), [
    channels,
    multiplier,
  ]);
};

function checkFloats(...tensors: readonly (tf.TensorInfo | undefined)[]): void {
  const types = tensors.map((tensor) => tensor?.dtype);
  check(
    types.every((dtype) => dtype === 'float32'),
    () => `depthwiseConv2d: all tensors must be float32, got ${types}; cast them`,
  );
}

export const depthwise: Composite = (to, { x, filter }, attrs) => {
  checkFloats(x, filter);
  const [image, weights] = [x as tf.TensorInfo, filter as tf.TensorInfo];
  const info = infoOf(image.shape, weights.shape, attrs);
  const padded = reached(to, image, info);
  const terms = placesOf(info).map((place) => {
    const window = seen(to, padded, info, place);
    return multiply(to, reshape(to, window, [...window.shape, 1]), weightsAt(to, weights, place));
  });
  return reshape(to, total(to, terms), info.outShape);
};

export const depthwiseFilterGradient: Composite = (to, { x, dy }, attrs) => {
  checkFloats(x, dy);
  const [image, given] = [x as tf.TensorInfo, dy as tf.TensorInfo];
  const filterShape = attrs.filterShape as Shape4D;
  const info = infoOf(image.shape, filterShape, attrs);
  const padded = reached(to, image, info);
  const gradient = reshape(to, given, [...given.shape.slice(0, 3), ...filterShape.slice(2)]);
  const rows = placesOf(info).map((place) => {
    const window = seen(to, padded, info, place);
    return sum(to, multiply(to, reshape(to, window, [...window.shape, 1]), gradient), [0, 1, 2]);
  });
  return reshape(to, to.call('Pack', rows as unknown as tf.NamedTensorInfoMap, { axis: 0 }), filterShape);
};

export const depthwiseInputGradient: Composite = (to, { dy, filter }, attrs) => {
  checkFloats(dy, filter);
  const [given, weights] = [dy as tf.TensorInfo, filter as tf.TensorInfo];
  const inputShape = attrs.inputShape as Shape4D;
  const info = infoOf(inputShape, weights.shape, attrs);
  const { strideHeight, strideWidth, padInfo } = info;
  const [batch, , , channels] = inputShape;
  const gradient = reshape(to, given, [...given.shape.slice(0, 3), ...weights.shape.slice(2)]);
  const { height, width } = reachOf(info);
  // What the padded input would get, and of that the inside.
  const terms = placesOf(info).map((place) => {
    const share = sum(to, multiply(to, gradient, weightsAt(to, weights, place)), [4]);
    const apart = withGaps(to, share, [strideHeight, strideWidth]);
    const [, rows, columns] = apart.shape as Shape4D;
    const paddings = [
      [0, 0],
      [place.top, height - place.top - rows],
      [place.left, width - place.left - columns],
      [0, 0],
    ];
    return to.call('PadV2', { x: apart }, { paddings, constantValue: 0 } as unknown as tf.NamedAttrMap);
  });
  const whole = total(to, terms);
  const behind = [
    [0, 0],
    [0, Math.max(0, padInfo.top + info.inHeight - height)],
    [0, Math.max(0, padInfo.left + info.inWidth - width)],
    [0, 0],
  ];
  const long = to.call('PadV2', { x: whole }, { paddings: behind, constantValue: 0 } as unknown as tf.NamedAttrMap);
  const size = [batch, info.inHeight, info.inWidth, channels];
  return to.call('Slice', { x: long }, { begin: [0, padInfo.top, padInfo.left, 0], size });
};

/** Rows and columns with zeros between them, a stride apart. */
function withGaps(to: Composer, x: tf.TensorInfo, [down, across]: readonly [number, number]): tf.TensorInfo {
  if (down === 1 && across === 1) return x;
  const [batch, height, width, channels] = x.shape as Shape4D;
  const apart = reshape(to, x, [batch, height, 1, width, 1, channels]);
  const paddings = [
    [0, 0],
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, across - 1],
    [0, 0],
  ];
  const wide = to.call('PadV2', { x: apart }, { paddings, constantValue: 0 } as unknown as tf.NamedAttrMap);
  const whole = reshape(to, wide, [batch, height * down, width * across, channels]);
  // No gap behind the last.
  const size = [batch, (height - 1) * down + 1, (width - 1) * across + 1, channels];
  return to.call('Slice', { x: whole }, { begin: [0, 0, 0, 0], size });
}
