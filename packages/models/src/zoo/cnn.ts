/** The convolutional network. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { checkSizes } from '../check-arguments.ts';
import { type ConvStackParams, convStack, convStackSize, convStackSpecs } from '../layers/conv-stack.ts';
import { linearSpecs } from '../layers/initial-parameters.ts';
import { linear } from '../layers/linear.ts';
import type { Classifier } from '../model.ts';
import { defineClassifier } from './define-classifier.ts';

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
export type CnnParams = ConvStackParams & {
  readonly 'linear.weight': Tensor2D;
  readonly 'linear.bias': Tensor1D;
};

/**
 * Three convolutions with kernels of 5, 3 and 3, stride 2 and padding 1, each followed by a ReLU, then a linear layer.
 * 5,210 parameters at the default sizes (the paper's Figure 2, "CNN").
 *
 * @throws RangeError on an unknown option, a size that is not a positive integer, or an inputSize under 3
 */
export function cnn(options: CnnOptions = {}): Classifier<CnnParams> {
  const sizes = checkSizes('cnn', options, { inputSize: 40, channels: 25, outputSize: 10 }, { inputSize: 3 });
  const { inputSize, channels, outputSize } = sizes;
  const [weight, bias] = linearSpecs(convStackSize(inputSize, channels), outputSize);
  return defineClassifier<CnnParams>({
    name: 'cnn',
    options: sizes,
    parameters: { ...convStackSpecs(channels), 'linear.weight': weight, 'linear.bias': bias },
    forward: (p, x) => linear(convStack(p, x), p['linear.weight'], p['linear.bias']),
  });
}
