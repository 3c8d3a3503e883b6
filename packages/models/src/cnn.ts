/** The convolutional network. */
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
import { checkSizes } from './check-arguments.ts';
import { conv1dByKernel, conv1dByProducts, conv1dLength, hasFastConvolution } from './conv1d.ts';
import { defineClassifier } from './define-classifier.ts';
import { conv1dSpecs, linearSpecs } from './initial-parameters.ts';
import { linear } from './linear.ts';
import type { Classifier } from './model.ts';

/** The sizes of {@link cnn}. */
export interface CnnOptions {
  /** Features of a sample, the length of the signal; at least 3. Default 40. */
  readonly inputSize?: number;
  /** Channels of each of the three convolutions. Default 25. */
  readonly channels?: number;
  /** Classes. Default 10. */
  readonly outputSize?: number;
}

/** The parameters of {@link cnn}: convolution weights [out, in, kernel], the linear weight [out, channels · time]. */
export type CnnParams = {
  readonly 'conv1.weight': Tensor3D;
  readonly 'conv1.bias': Tensor1D;
  readonly 'conv2.weight': Tensor3D;
  readonly 'conv2.bias': Tensor1D;
  readonly 'conv3.weight': Tensor3D;
  readonly 'conv3.bias': Tensor1D;
  readonly 'linear.weight': Tensor2D;
  readonly 'linear.bias': Tensor1D;
};

const stride = 2;
const padding = 1;

/**
 * Three convolutions with kernels of 5, 3 and 3, stride 2 and padding 1, each followed by a ReLU, then a linear layer.
 * 5,210 parameters at the default sizes (the paper's Figure 2, "CNN").
 *
 * @throws TypeError on an unknown option, RangeError on a size that is not a positive integer or an inputSize under 3
 */
export function cnn(options: CnnOptions = {}): Classifier<CnnParams> {
  const sizes = checkSizes('cnn', options, { inputSize: 40, channels: 25, outputSize: 10 }, { inputSize: 3 });
  const { inputSize, channels, outputSize } = sizes;
  const time = [5, 3, 3].reduce((length, kernel) => conv1dLength(length, kernel, stride, padding), inputSize);
  const [weight1, bias1] = conv1dSpecs(1, channels, 5);
  const [weight2, bias2] = conv1dSpecs(channels, channels, 3);
  const [weight3, bias3] = conv1dSpecs(channels, channels, 3);
  const [weight, bias] = linearSpecs(channels * time, outputSize);
  return defineClassifier<CnnParams>({
    name: 'cnn',
    options: sizes,
    parameters: {
      'conv1.weight': weight1,
      'conv1.bias': bias1,
      'conv2.weight': weight2,
      'conv2.bias': bias2,
      'conv3.weight': weight3,
      'conv3.bias': bias3,
      'linear.weight': weight,
      'linear.bias': bias,
    },
    forward: (p, x) => {
      const features = hasFastConvolution() ? byKernel(p, x) : byProducts(p, x);
      return linear(reshape(features, [-1, channels * time]), p['linear.weight'], p['linear.bias']);
    },
  });
}

/** The features [batch, channels, time] of x [batch, time]. */
function byKernel(p: CnnParams, x: Tensor2D): Tensor3D {
  let h: Tensor4D = reshape(x, [-1, 1, x.shape[1], 1]);
  for (const [weight, bias] of layers) h = relu(conv1dByKernel(h, p[weight], p[bias], stride, padding));
  return transpose(squeeze(h, [1]), [0, 2, 1]);
}

/** The same, with time outermost in between. */
function byProducts(p: CnnParams, x: Tensor2D): Tensor3D {
  let h: Tensor3D = reshape(transpose(x), [x.shape[1], -1, 1]);
  for (const [weight, bias] of layers) h = relu(conv1dByProducts(h, p[weight], p[bias], stride, padding));
  return transpose(h, [1, 2, 0]);
}

const layers = [
  ['conv1.weight', 'conv1.bias'],
  ['conv2.weight', 'conv2.bias'],
  ['conv3.weight', 'conv3.bias'],
] as const;
