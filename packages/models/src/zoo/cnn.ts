/** The convolutional network. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { checkChoice, checkOptions, checkSizes } from '../check-arguments.ts';
import {
  type ConvStackParams,
  convStack,
  convStackMinimum,
  convStackParameters,
  convStackSize,
} from '../layers/conv-stack.ts';
import { type Initialisation, initialisations } from '../layers/initial-parameters.ts';
import { layer, linear } from '../layers/linear.ts';
import { linearParameters } from '../layers/parameter-specs.ts';
import type { Classifier } from '../model.ts';
import { defineClassifier } from './define-classifier.ts';
import { inShort, layersOf, type SizePerLayer, sizePerLayer, unlessDefault } from './layer-options.ts';

/** The sizes of {@link cnn}. What stands for each convolution is one value for all or a list, which tells how many there are. */
export interface CnnOptions {
  /** Features of a sample, the length of the signal; long enough for all kernels: by default at least 3. Default 40. */
  readonly inputSize?: number;
  /** Channels of each convolution. Default 25. */
  readonly channels?: SizePerLayer;
  /** Classes. Default 10. */
  readonly outputSize?: number;
  /** Taps of each convolution. Default [5, 3, 3]. */
  readonly kernelSize?: SizePerLayer;
  /** Of each convolution. Default 2. */
  readonly stride?: SizePerLayer;
  /** Zeros at both ends, of each convolution. Default 1. */
  readonly padding?: SizePerLayer;
  /** Default `default`. */
  readonly initialisation?: Initialisation;
}

/**
 * The parameters of {@link cnn} by default: convolution weights [out, in, kernel], the linear weight [out, channels · time]. Another
 * number of convolutions has as many more or fewer.
 */
export type CnnParams = ConvStackParams & {
  readonly 'linear.weight': Tensor2D;
  readonly 'linear.bias': Tensor1D;
};

const defaults = { kernelSize: [5, 3, 3], stride: 2, padding: 1, initialisation: 'default' } as const;

/**
 * Convolutions, each followed by a ReLU, then a linear layer: by default three with kernels of 5, 3 and 3, stride 2 and padding 1.
 * 5,210 parameters at the default sizes (the paper's Figure 2, "CNN").
 *
 * The model's `options` have kernelSize, stride, padding and initialisation only where they are not the default.
 *
 * @throws TypeError on an option of another type, RangeError on an unknown one, a size that is not a positive integer, lists of
 * different lengths, or an inputSize that is too short for a kernel
 */
export function cnn(options: CnnOptions = {}): Classifier<CnnParams> {
  checkOptions('cnn', options, ['inputSize', 'channels', 'outputSize', ...Object.keys(defaults)]);
  const { inputSize, outputSize, channels = 25, kernelSize, stride, padding } = options;
  const depth = layersOf([channels, kernelSize, stride, padding]) ?? defaults.kernelSize.length;
  const channelsOf = sizePerLayer('cnn', 'channels', channels, depth);
  const rest = {
    kernelSize: sizePerLayer('cnn', 'kernelSize', kernelSize ?? defaults.kernelSize, depth),
    stride: sizePerLayer('cnn', 'stride', stride ?? defaults.stride, depth),
    padding: sizePerLayer('cnn', 'padding', padding ?? defaults.padding, depth, 0),
  };
  const convolutions = channelsOf.map((channels, i) => ({
    channels,
    kernelSize: rest.kernelSize[i] as number,
    stride: rest.stride[i] as number,
    padding: rest.padding[i] as number,
  }));
  const initialisation = checkChoice('cnn', 'initialisation', options.initialisation, initialisations);
  const sizes = checkSizes(
    'cnn',
    { inputSize, outputSize },
    { inputSize: 40, outputSize: 10 },
    { inputSize: convStackMinimum(convolutions) },
  );
  const others = {
    kernelSize: inShort(rest.kernelSize),
    stride: inShort(rest.stride),
    padding: inShort(rest.padding),
    initialisation,
  };
  return defineClassifier({
    name: 'cnn',
    options: Object.freeze({
      inputSize: sizes.inputSize,
      // A list tells how many convolutions there are.
      channels: depth === defaults.kernelSize.length ? inShort(channelsOf) : [...channelsOf],
      outputSize: sizes.outputSize,
      ...unlessDefault(others, defaults),
    }),
    parameters: {
      ...convStackParameters(convolutions),
      ...linearParameters('linear', convStackSize(sizes.inputSize, convolutions), sizes.outputSize),
    },
    initialisation,
    forward: (p, x, { observe }) => linear(convStack(p, x, convolutions, observe), layer(p, 'linear')),
  }) as Classifier<never> as Classifier<CnnParams>;
}
