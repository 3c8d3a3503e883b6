/** One-dimensional convolution, as fast as each backend allows. */
import {
  add,
  addN,
  concat,
  conv2d,
  getBackend,
  getKernel,
  matMul,
  reshape,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import { timeSteps } from './time-steps.ts';

/** Time steps that come out of a convolution. */
export function conv1dLength(length: number, kernelSize: number, stride: number, padding: number): number {
  return Math.floor((length + 2 * padding - kernelSize) / stride) + 1;
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
 * torch.nn.functional.conv1d by the backend's own convolution.
 *
 * @param x [batch, 1, time, in]
 * @param weight [out, in, kernel]
 * @param bias [out]
 * @returns [batch, 1, conv1dLength(time, …), out]
 */
export function conv1dByKernel(
  x: Tensor4D,
  weight: Tensor3D,
  bias: Tensor1D,
  stride: number,
  padding: number,
): Tensor4D {
  const [outChannels, inChannels, kernelSize] = weight.shape;
  const filter: Tensor4D = reshape(transpose(weight, [2, 1, 0]), [1, kernelSize, inChannels, outChannels]);
  const pads: [[number, number], [number, number], [number, number], [number, number]] = [
    [0, 0],
    [0, 0],
    [padding, padding],
    [0, 0],
  ];
  return add(conv2d(x, filter, [1, stride], pads, 'NHWC', 1, 'floor'), bias);
}

/**
 * torch.nn.functional.conv1d by matrix products, with time as the outermost dimension.
 *
 * A sum over the taps of the kernel, each a matrix product over all times and samples at once. With time outermost, one
 * step of it is a block of memory: picking steps, padding and their gradients are copies of whole blocks (Unpack,
 * Concat, and their gradients Pack and SplitV).
 *
 * @param x [time, batch, in]
 * @param weight [out, in, kernel]
 * @param bias [out]
 * @returns [conv1dLength(time, …), batch, out]
 */
export function conv1dByProducts(
  x: Tensor3D,
  weight: Tensor3D,
  bias: Tensor1D,
  stride: number,
  padding: number,
): Tensor3D {
  const [length, batch, inChannels] = x.shape;
  const [outChannels, , kernelSize] = weight.shape;
  const outLength = conv1dLength(length, kernelSize, stride, padding);
  const steps = timeSteps(x);
  const silence = zeros([batch, inChannels]) as Tensor2D;
  const taps = timeSteps(transpose(weight, [2, 1, 0]));
  const products = taps.map((tap, k) => {
    const inputs = Array.from({ length: outLength }, (_, t) => steps[t * stride + k - padding] ?? silence);
    return matMul(concat(inputs, 0), tap);
  });
  return reshape(add(addN(products), bias), [outLength, batch, outChannels]);
}
