/** One-dimensional convolution in operations that are fast and twice differentiable on every backend. */
import {
  add,
  addN,
  concat,
  matMul,
  reshape,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  transpose,
  zeros,
} from '@tensorflow/tfjs-core';
import { timeSteps } from './time-steps.ts';

/** Time steps that come out of a convolution. */
export function conv1dLength(length: number, kernelSize: number, stride: number, padding: number): number {
  return Math.floor((length + 2 * padding - kernelSize) / stride) + 1;
}

/**
 * torch.nn.functional.conv1d with time as the outermost dimension.
 *
 * A sum over the taps of the kernel, each a matrix product over all times and samples at once. With time outermost, one
 * step of it is a block of memory: picking steps, padding and their gradients are copies of whole blocks (Unpack,
 * Concat, and their gradients Pack and SplitV). tf.conv1d would do the same, but training with it is far slower on the
 * cpu backend, and impossible on the wasm backend, which has no Conv2DBackpropFilter.
 *
 * @param x [time, batch, in]
 * @param weight [out, in, kernel]
 * @param bias [out]
 * @returns [conv1dLength(time, …), batch, out]
 */
export function conv1d(x: Tensor3D, weight: Tensor3D, bias: Tensor1D, stride: number, padding: number): Tensor3D {
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
