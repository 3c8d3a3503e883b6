/** The convolutional network with a residual connection and batch normalisation. */
import { add, relu, type Tensor3D } from '@tensorflow/tfjs-core';
import { checkSizes } from '../check-arguments.ts';
import { conv1d } from '../layers/conv1d.ts';
import { layer, linear } from '../layers/linear.ts';
import { batchNormParameters, conv1dParameters, linearParameters } from '../layers/parameter-specs.ts';
import { channelsFirst, globalAveragePool, toSignal } from '../layers/signals.ts';
import type { Classifier } from '../model.ts';
import { defineClassifier, type ParamsOf } from './define-classifier.ts';

/** The sizes of {@link resnet}. */
export interface ResnetOptions {
  /** Features of a sample, the length of the signal. Default 40. */
  readonly inputSize?: number;
  /** Channels of each of the three convolutions. Default 64. */
  readonly channels?: number;
  /** Classes. Default 10. */
  readonly outputSize?: number;
}

/** The parameters of {@link resnet}: conv1 … conv3 with bn1 … bn3, and linear [out, channels]. */
export type ResnetParams = ParamsOf<ReturnType<typeof parametersOf>>;

const parametersOf = (channels: number, outputSize: number) => ({
  ...conv1dParameters('conv1', 1, channels, 7),
  ...batchNormParameters('bn1', channels),
  ...conv1dParameters('conv2', channels, channels, 3),
  ...batchNormParameters('bn2', channels),
  ...conv1dParameters('conv3', channels, channels, 3),
  ...batchNormParameters('bn3', channels),
  ...linearParameters('linear', channels, outputSize),
});

/**
 * A convolution with a kernel of 7 and stride 2, then two with kernels of 3 inside a residual connection, all with batch
 * normalisation, and a linear layer of the means over time (He et al. 2016). 26,250 parameters at the default sizes.
 *
 * @throws TypeError on an option of another type, RangeError on an unknown one or a size that is not a positive integer
 */
export function resnet(options: ResnetOptions = {}): Classifier<ResnetParams> {
  const sizes = checkSizes('resnet', options, { inputSize: 40, channels: 64, outputSize: 10 });
  return defineClassifier({
    name: 'resnet',
    options: sizes,
    parameters: parametersOf(sizes.channels, sizes.outputSize),
    forward(p, x, pass) {
      const h1 = conv1d(toSignal(x), layer(p, 'conv1'), { stride: 2, padding: 3 });
      const h: Tensor3D = relu(pass.batchNorm(h1, 'bn1'));
      const h2: Tensor3D = relu(pass.batchNorm(conv1d(h, layer(p, 'conv2'), { padding: 1 }), 'bn2'));
      const h3 = pass.batchNorm(conv1d(h2, layer(p, 'conv3'), { padding: 1 }), 'bn3');
      const sum: Tensor3D = relu(add(h3, h));
      for (const [i, each] of [h, h2, sum].entries()) pass.observe(`conv${i + 1}`, () => channelsFirst(each));
      return linear(globalAveragePool(sum), layer(p, 'linear'));
    },
  });
}
