/** The three convolutions that the CNN and the encoder share. */
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
import { conv1dByKernel, conv1dByProducts, conv1dLength, hasFastConvolution } from './conv1d.ts';
import { conv1dSpecs, type ParameterSpec } from './initial-parameters.ts';

/** Weights [out, in, kernel] and biases [out]. */
export type ConvStackParams = {
  readonly 'conv1.weight': Tensor3D;
  readonly 'conv1.bias': Tensor1D;
  readonly 'conv2.weight': Tensor3D;
  readonly 'conv2.bias': Tensor1D;
  readonly 'conv3.weight': Tensor3D;
  readonly 'conv3.bias': Tensor1D;
};

const kernelSizes = [5, 3, 3] as const;
const stride = 2;
const padding = 1;

/** The parameters, in the order in which PyTorch draws them. */
export function convStackSpecs(channels: number): { readonly [K in keyof ConvStackParams]: ParameterSpec } {
  const [weight1, bias1] = conv1dSpecs(1, channels, kernelSizes[0]);
  const [weight2, bias2] = conv1dSpecs(channels, channels, kernelSizes[1]);
  const [weight3, bias3] = conv1dSpecs(channels, channels, kernelSizes[2]);
  return {
    'conv1.weight': weight1,
    'conv1.bias': bias1,
    'conv2.weight': weight2,
    'conv2.bias': bias2,
    'conv3.weight': weight3,
    'conv3.bias': bias3,
  };
}

/** Features that come out of all three, for signals of `inputSize` points. */
export function convStackSize(inputSize: number, channels: number): number {
  return channels * kernelSizes.reduce((length, kernel) => conv1dLength(length, kernel, stride, padding), inputSize);
}

/**
 * The first `depth` convolutions (1 … 3), each followed by a ReLU.
 *
 * @param x [batch, inputSize]
 * @returns [batch, channels · time]
 */
export function convStack(p: ConvStackParams, x: Tensor2D, depth = 3): Tensor2D {
  const chosen = layers.slice(0, depth);
  const features = hasFastConvolution() ? byKernel(p, x, chosen) : byProducts(p, x, chosen);
  const [, channels, time] = features.shape;
  return reshape(features, [-1, channels * time]);
}

type Layers = readonly (readonly [weight: `conv${1 | 2 | 3}.weight`, bias: `conv${1 | 2 | 3}.bias`])[];

const layers: Layers = [
  ['conv1.weight', 'conv1.bias'],
  ['conv2.weight', 'conv2.bias'],
  ['conv3.weight', 'conv3.bias'],
];

/** The features [batch, channels, time]. */
function byKernel(p: ConvStackParams, x: Tensor2D, chosen: Layers): Tensor3D {
  let h: Tensor4D = reshape(x, [-1, 1, x.shape[1], 1]);
  for (const [weight, bias] of chosen) h = relu(conv1dByKernel(h, p[weight], p[bias], stride, padding));
  return transpose(squeeze(h, [1]), [0, 2, 1]);
}

/** The same, with time outermost in between. */
function byProducts(p: ConvStackParams, x: Tensor2D, chosen: Layers): Tensor3D {
  let h: Tensor3D = reshape(transpose(x), [x.shape[1], -1, 1]);
  for (const [weight, bias] of chosen) h = relu(conv1dByProducts(h, p[weight], p[bias], stride, padding));
  return transpose(h, [1, 2, 0]);
}
