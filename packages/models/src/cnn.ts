/** The convolutional network. */
import {
  relu,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  transpose,
} from '@tensorflow/tfjs-core';
import { checkSizes } from './check-arguments.ts';
import { conv1d, conv1dLength } from './conv1d.ts';
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
    forward(p, x) {
      // [time, batch, channel]
      let h: Tensor3D = reshape(transpose(x), [inputSize, -1, 1]);
      h = relu(conv1d(h, p['conv1.weight'], p['conv1.bias'], stride, padding));
      h = relu(conv1d(h, p['conv2.weight'], p['conv2.bias'], stride, padding));
      h = relu(conv1d(h, p['conv3.weight'], p['conv3.bias'], stride, padding));
      const features: Tensor = reshape(transpose(h, [1, 2, 0]), [-1, channels * time]);
      return linear(features as Tensor2D, p['linear.weight'], p['linear.bias']);
    },
  });
}
