/** The temporal convolutional network. */
import { add, relu, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { checkSizes } from '../check-arguments.ts';
import { conv1d } from '../layers/conv1d.ts';
import { layer, linear } from '../layers/linear.ts';
import {
  batchNormParameters,
  conv1dParameters,
  linearParameters,
  type ParameterSpecs,
} from '../layers/parameter-specs.ts';
import type { Pass } from '../layers/pass.ts';
import { channelsFirst, lastTimeStep, toSignal } from '../layers/signals.ts';
import type { Classifier, Params } from '../model.ts';
import { defineClassifier } from './define-classifier.ts';

/** The sizes of {@link tcn}. */
export interface TcnOptions {
  /** Features of a sample, the length of the signal. Default 40. */
  readonly inputSize?: number;
  /** Channels of each convolution. Default 32. */
  readonly channels?: number;
  /** Classes. Default 10. */
  readonly outputSize?: number;
  /** Taps of each kernel. Default 3. */
  readonly kernelSize?: number;
  /** Blocks, at most 16; the dilation is 1 in the first and doubles from each to the next. Default 4. */
  readonly blocks?: number;
}

/** The parameters of {@link tcn}: block1.conv1 …, block1.bn1 …, block1.down, and linear [out, channels]. */
export type TcnParams = {
  readonly [name: `block${number}.${'conv1' | 'conv2' | 'down'}.weight`]: Tensor3D;
} & {
  readonly [name: `block${number}.${'conv1' | 'conv2' | 'down'}.bias`]: Tensor1D;
} & {
  readonly [name: `block${number}.${'bn1' | 'bn2'}.${'weight' | 'bias' | 'running_mean' | 'running_var'}`]: Tensor1D;
} & {
  readonly 'linear.weight': Tensor2D;
  readonly 'linear.bias': Tensor1D;
};

/**
 * Residual blocks of two causal dilated convolutions, each with batch normalisation and ReLU, and a linear layer of the last time
 * step (Bai et al. 2018, with batch for weight normalisation). Where a block changes the number of channels, a convolution with a
 * kernel of 1 is around it. 22,762 parameters at the default sizes.
 *
 * @throws TypeError on an option of another type, RangeError on an unknown one or a size that is not a positive integer
 */
export function tcn(options: TcnOptions = {}): Classifier<TcnParams> {
  const defaults = { inputSize: 40, channels: 32, outputSize: 10, kernelSize: 3, blocks: 4 };
  const sizes = checkSizes('tcn', options, defaults, {}, { blocks: 16 });
  const { channels, outputSize, kernelSize, blocks } = sizes;
  const all = Array.from({ length: blocks }, (_, i) => ({
    name: `block${i + 1}`,
    inChannels: i === 0 ? 1 : channels,
    dilation: 2 ** i,
  }));
  const parameters = all.map(({ name, inChannels }) => ({
    ...conv1dParameters(`${name}.conv1`, inChannels, channels, kernelSize),
    ...batchNormParameters(`${name}.bn1`, channels),
    ...conv1dParameters(`${name}.conv2`, channels, channels, kernelSize),
    ...batchNormParameters(`${name}.bn2`, channels),
    ...(inChannels === channels ? {} : conv1dParameters(`${name}.down`, inChannels, channels, 1)),
  }));
  const block = (p: Params, pass: Pass, x: Tensor3D, name: string, dilation: number): Tensor3D => {
    const causal = { dilation, padding: 'causal' } as const;
    let h = x;
    for (const i of [1, 2]) {
      h = relu(pass.batchNorm(conv1d(h, layer(p, `${name}.conv${i}`), causal), `${name}.bn${i}`));
    }
    const isWider = x.shape[2] !== channels;
    const sum: Tensor3D = relu(add(h, isWider ? conv1d(x, layer(p, `${name}.down`)) : x));
    pass.observe(name, () => channelsFirst(sum));
    return sum;
  };
  return defineClassifier({
    name: 'tcn',
    options: sizes,
    parameters: Object.assign({}, ...parameters, linearParameters('linear', channels, outputSize)) as ParameterSpecs,
    forward(p, x, pass) {
      const h = all.reduce((h, { name, dilation }) => block(p, pass, h, name, dilation), toSignal(x));
      return linear(lastTimeStep(h), layer(p, 'linear'));
    },
  }) as Classifier<never> as Classifier<TcnParams>;
}
