/** One-dimensional convolution, as fast as each backend allows. */
import { checkInteger, refuse } from '@mnist1d/checks';
import {
  add,
  addN,
  concat,
  conv2d,
  getBackend,
  getKernel,
  matMul,
  reshape,
  split,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import { checkShape } from '../check-arguments.ts';
import type { LayerParameters } from './linear.ts';
import { timeSteps } from './time-steps.ts';

/** How a kernel walks over a signal. */
export interface Conv1dOptions {
  /** Steps from one place to the next. Default 1. */
  readonly stride?: number;
  /**
   * Zeros before and behind the signal: as many at both ends, or [before, behind], or `causal` for so many before it that no output
   * sees a later input. Default 0.
   */
  readonly padding?: number | readonly [before: number, behind: number] | 'causal';
  /** Steps from one tap of the kernel to the next. Default 1. */
  readonly dilation?: number;
}

interface Geometry {
  readonly stride: number;
  readonly before: number;
  readonly behind: number;
  readonly dilation: number;
}

/** Time steps that come out of a convolution; less than 1 where the kernel is longer than the signal. */
export function conv1dLength(length: number, kernelSize: number, options: Conv1dOptions = {}): number {
  const { stride, before, behind, dilation } = geometryOf(kernelSize, options);
  return Math.floor((length + before + behind - dilation * (kernelSize - 1) - 1) / stride) + 1;
}

function geometryOf(kernelSize: number, { stride = 1, padding = 0, dilation = 1 }: Conv1dOptions): Geometry {
  checkInteger('conv1d', 'stride', stride, 1);
  checkInteger('conv1d', 'dilation', dilation, 1);
  if (padding === 'causal') return { stride, before: (kernelSize - 1) * dilation, behind: 0, dilation };
  const ends: unknown = typeof padding === 'number' ? [padding, padding] : padding;
  if (!Array.isArray(ends) || ends.length !== 2 || !ends.every((zeros) => Number.isSafeInteger(zeros) && zeros >= 0)) {
    refuse('conv1d', 'padding', "a number of zeros, [before, behind] or 'causal'", padding);
  }
  const [before, behind] = ends as [number, number];
  return { stride, before, behind, dilation };
}

/**
 * Whether the active backend trains well with its own convolution. The cpu backend's takes 25 times as long as products
 * do, and the wasm backend's has no gradient for its filter.
 */
export function hasFastConvolution(): boolean {
  const backend = getBackend();
  return backend !== 'cpu' && getKernel('Conv2DBackpropFilter', backend) !== undefined;
}

/**
 * torch.nn.functional.conv1d, but for the layout, which has time outermost: so one step of time is a block of memory.
 *
 * @param x [time, batch, in]
 * @param parameters weight [out, in, kernel], bias [out]
 * @returns [conv1dLength(time, kernel, options), batch, out]
 * @throws RangeError or TypeError on other shapes or options, RangeError where the kernel is longer than the padded signal
 */
export function conv1d(x: Tensor3D, parameters: LayerParameters, options: Conv1dOptions = {}): Tensor3D {
  const { weight } = parameters;
  checkShape('conv1d', 'weight', weight, ['out', 'in', 'kernel']);
  const [, inChannels, kernelSize] = weight.shape as [number, number, number];
  checkShape('conv1d', 'x', x, ['time', 'batch', inChannels]);
  const [length, batch] = x.shape;
  const outLength = conv1dLength(length, kernelSize, options);
  if (outLength < 1) {
    throw new RangeError(`conv1d: a kernel of ${kernelSize} is longer than the padded signal of ${length} time steps`);
  }
  // tfjs has no gradient of a dilated convolution.
  if (!hasFastConvolution() || (options.dilation ?? 1) > 1) {
    return (options.stride ?? 1) > 1
      ? conv1dByProducts(x, parameters, options)
      : conv1dByBlocks(x, parameters, options);
  }
  const rows: Tensor4D = reshape(transpose(x, [1, 0, 2]), [batch, 1, length, inChannels]);
  const convolved = conv1dByKernel(rows, parameters, options);
  return transpose(reshape(convolved, [batch, outLength, weight.shape[0] as number]), [1, 0, 2]);
}

/**
 * torch.nn.functional.conv1d by the backend's own convolution; no dilation has a gradient.
 *
 * @param x [batch, 1, time, in]
 * @returns [batch, 1, conv1dLength(time, …), out]
 */
export function conv1dByKernel(x: Tensor4D, { weight, bias }: LayerParameters, options: Conv1dOptions): Tensor4D {
  const [outChannels, inChannels, kernelSize] = weight.shape as [number, number, number];
  const { stride, before, behind } = geometryOf(kernelSize, options);
  const filter: Tensor4D = reshape(transpose(weight, [2, 1, 0]), [1, kernelSize, inChannels, outChannels]);
  const pads: [[number, number], [number, number], [number, number], [number, number]] = [
    [0, 0],
    [0, 0],
    [before, behind],
    [0, 0],
  ];
  return withBias(conv2d(x, filter, [1, stride], pads, 'NHWC', 1, 'floor'), bias);
}

/**
 * torch.nn.functional.conv1d by matrix products, with time as the outermost dimension.
 *
 * A sum over the taps of the kernel, each a matrix product over all times and samples at once. With time outermost, one
 * step of it is a block of memory: picking steps, padding and their gradients are copies of whole blocks (Unpack,
 * Concat, and their gradients Pack and SplitV).
 *
 * @param x [time, batch, in]
 * @returns [conv1dLength(time, …), batch, out]
 */
export function conv1dByProducts(x: Tensor3D, parameters: LayerParameters, options: Conv1dOptions): Tensor3D {
  const [length, batch, inChannels] = x.shape;
  const [outChannels, , kernelSize] = parameters.weight.shape as [number, number, number];
  const outLength = conv1dLength(length, kernelSize, options);
  const { stride, before, dilation } = geometryOf(kernelSize, options);
  const steps = timeSteps(x);
  const silence = zeros([batch, inChannels]) as Tensor2D;
  const products = tapsOf(parameters).map((tap, k) => {
    const met = Array.from({ length: outLength }, (_, t) => steps[t * stride + k * dilation - before] ?? silence);
    return matMul(concat(met, 0), tap);
  });
  return reshape(withBias(addN(products), parameters.bias), [outLength, batch, outChannels]);
}

/**
 * The same for a stride of 1, where the times of a tap follow each other: one block for all, of which no product meets the zeros
 * around the signal. That compiles in a third of the time.
 */
function conv1dByBlocks(x: Tensor3D, parameters: LayerParameters, options: Conv1dOptions): Tensor3D {
  const [length, batch, inChannels] = x.shape;
  const [outChannels, , kernelSize] = parameters.weight.shape as [number, number, number];
  const outLength = conv1dLength(length, kernelSize, options);
  const { before, dilation } = geometryOf(kernelSize, options);
  const taps = tapsOf(parameters);
  const products = taps.flatMap((tap, k) => {
    // Output t meets input t + shift.
    const shift = k * dilation - before;
    const [first, end] = [Math.max(0, -shift), Math.min(outLength, length - shift)];
    if (first >= end) return [];
    const met = reshape(block(x, first + shift, end + shift), [(end - first) * batch, inChannels]) as Tensor2D;
    return withSilence(matMul(met, tap), first * batch, (outLength - end) * batch);
  });
  // Where every tap meets zeros alone, one of them does, so that the weights have gradients.
  if (products.length === 0)
    products.push(matMul(zeros([outLength * batch, inChannels]) as Tensor2D, taps[0] as Tensor2D));
  return reshape(withBias(addN(products), parameters.bias), [outLength, batch, outChannels]);
}

/** The times from `start` to before `end`. Not by tf.slice: its gradient, tf.pad, is slow on the cpu backend. */
function block(x: Tensor3D, start: number, end: number): Tensor3D {
  const sizes = [start, end - start, x.shape[0] - end].filter((size) => size > 0);
  return sizes.length > 1 ? (split(x, sizes, 0)[start > 0 ? 1 : 0] as Tensor3D) : x;
}

/** As many rows of zeros before and behind. */
function withSilence(rows: Tensor2D, before: number, behind: number): Tensor2D {
  const silences = (count: number) => (count > 0 ? [zeros([count, rows.shape[1]]) as Tensor2D] : []);
  return before + behind > 0 ? concat([...silences(before), rows, ...silences(behind)], 0) : rows;
}

/** The weights of each tap of the kernel, [in, out]. */
const tapsOf = ({ weight }: LayerParameters) => timeSteps(transpose(weight as Tensor3D, [2, 1, 0]));

const withBias = <T extends Tensor>(sum: T, bias: Tensor | undefined): T => (bias ? add(sum, bias) : sum);
