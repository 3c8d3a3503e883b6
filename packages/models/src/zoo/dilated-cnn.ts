/** The convolutional network with dilated kernels. */
import { relu } from '@tensorflow/tfjs-core';
import { checkSizes } from '../check-arguments.ts';
import { conv1d } from '../layers/conv1d.ts';
import { layer, linear } from '../layers/linear.ts';
import { conv1dParameters, linearParameters } from '../layers/parameter-specs.ts';
import { channelsFirst, globalAveragePool, toSignal } from '../layers/signals.ts';
import type { Classifier } from '../model.ts';
import { defineClassifier, type ParamsOf } from './define-classifier.ts';

/** The sizes of {@link dilatedCnn}. */
export interface DilatedCnnOptions {
  /** Features of a sample, the length of the signal. Default 40. */
  readonly inputSize?: number;
  /** Channels of each of the three convolutions. Default 64. */
  readonly channels?: number;
  /** Classes. Default 10. */
  readonly outputSize?: number;
  /** Time steps between the taps of a kernel. Default 2. */
  readonly dilation?: number;
}

/** The parameters of {@link dilatedCnn}: conv1 … conv3, and linear [out, channels]. */
export type DilatedCnnParams = ParamsOf<ReturnType<typeof parametersOf>>;

const parametersOf = (channels: number, outputSize: number) => ({
  ...conv1dParameters('conv1', 1, channels, 3),
  ...conv1dParameters('conv2', channels, channels, 3),
  ...conv1dParameters('conv3', channels, channels, 3),
  ...linearParameters('linear', channels, outputSize),
});

/**
 * Three convolutions with dilated kernels of 3 that keep the length, each followed by a ReLU, and a linear layer of the means over
 * time (Yu & Koltun 2016). 25,610 parameters at the default sizes.
 *
 * @throws TypeError on an option of another type, RangeError on an unknown one or a size that is not a positive integer
 */
export function dilatedCnn(options: DilatedCnnOptions = {}): Classifier<DilatedCnnParams> {
  const sizes = checkSizes('dilatedCnn', options, { inputSize: 40, channels: 64, outputSize: 10, dilation: 2 });
  const { channels, outputSize, dilation } = sizes;
  return defineClassifier({
    name: 'dilated-cnn',
    options: sizes,
    parameters: parametersOf(channels, outputSize),
    forward(p, x, pass) {
      let h = toSignal(x);
      for (const name of ['conv1', 'conv2', 'conv3']) {
        h = relu(conv1d(h, layer(p, name), { dilation, padding: dilation }));
        pass.observe(name, () => channelsFirst(h));
      }
      return linear(globalAveragePool(h), layer(p, 'linear'));
    },
  });
}
