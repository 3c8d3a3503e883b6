/** Convolutions one after another, each followed by a ReLU, as the CNN and the encoder have them. */
import {
  relu,
  reshape,
  squeeze,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import type { Params } from '../model.ts';
import { type Conv1dOptions, conv1dByKernel, conv1dByProducts, conv1dLength, hasFastConvolution } from './conv1d.ts';
import { layer } from './linear.ts';
import { conv1dParameters, type ParameterSpecs } from './parameter-specs.ts';
import type { Pass } from './pass.ts';
import { channelsFirst, flattenSignal, toSignal } from './signals.ts';

/** Weights [out, in, kernel] and biases [out] of the paper's three convolutions. */
export type ConvStackParams = {
  readonly 'conv1.weight': Tensor3D;
  readonly 'conv1.bias': Tensor1D;
  readonly 'conv2.weight': Tensor3D;
  readonly 'conv2.bias': Tensor1D;
  readonly 'conv3.weight': Tensor3D;
  readonly 'conv3.bias': Tensor1D;
};

/** One of the convolutions. */
export interface Convolution extends Conv1dOptions {
  readonly channels: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;
}

/** The paper's three. */
export function paperConvolutions(channels: number): readonly Convolution[] {
  return [5, 3, 3].map((kernelSize) => ({ channels, kernelSize, stride: 2, padding: 1 }));
}

/** The parameters, named conv1, conv2, …, in the order in which PyTorch draws them. */
export function convStackParameters(convolutions: readonly Convolution[]): ParameterSpecs {
  const all = convolutions.map(({ channels, kernelSize }, i) =>
    conv1dParameters(`conv${i + 1}`, convolutions[i - 1]?.channels ?? 1, channels, kernelSize),
  );
  return Object.assign({}, ...all) as ParameterSpecs;
}

/** Features that come out of all of them, for signals of `inputSize` points. */
export function convStackSize(inputSize: number, convolutions: readonly Convolution[]): number {
  const length = convolutions.reduce((length, each) => conv1dLength(length, each.kernelSize, each), inputSize);
  return length * (convolutions.at(-1)?.channels ?? 1);
}

/** Points of the shortest signal that has a place for each kernel. */
export function convStackMinimum(convolutions: readonly Convolution[]): number {
  return convolutions.reduceRight(
    (length, { kernelSize, stride, padding }) => Math.max(1, (length - 1) * stride + kernelSize - 2 * padding),
    1,
  );
}

/**
 * The convolutions, each followed by a ReLU.
 *
 * @param x [batch, inputSize]
 * @returns [batch, channels · time]
 */
export function convStack(
  p: Params,
  x: Tensor2D,
  convolutions: readonly Convolution[],
  observe: Pass['observe'] = () => {},
): Tensor2D {
  return (hasFastConvolution() ? byKernel : byProducts)(p, x, convolutions, observe);
}

type Stack = (p: Params, x: Tensor2D, convolutions: readonly Convolution[], observe: Pass['observe']) => Tensor2D;

const byKernel: Stack = (p, x, convolutions, observe) => {
  let h: Tensor4D = reshape(x, [-1, 1, x.shape[1], 1]);
  const inFront = (): Tensor3D => transpose(squeeze(h, [1]), [0, 2, 1]);
  for (const [i, options] of convolutions.entries()) {
    h = relu(conv1dByKernel(h, layer(p, `conv${i + 1}`), options));
    observe(`conv${i + 1}`, inFront);
  }
  const features = inFront();
  const [, channels, time] = features.shape;
  return reshape(features, [-1, channels * time]);
};

/** The same, with time outermost in between. */
const byProducts: Stack = (p, x, convolutions, observe) => {
  let h = toSignal(x);
  for (const [i, options] of convolutions.entries()) {
    h = relu(conv1dByProducts(h, layer(p, `conv${i + 1}`), options));
    observe(`conv${i + 1}`, () => channelsFirst(h));
  }
  return flattenSignal(h);
};
