/** The convolutional network that pools between its layers. */
import {
  add,
  div,
  maximum,
  mul,
  relu,
  reshape,
  slice,
  sqrt,
  square,
  squeeze,
  step,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  transpose,
  unstack,
} from '@tensorflow/tfjs-core';
import { checkChoice, checkSizes } from '../check-arguments.ts';
import { conv1dByKernel, conv1dByProducts, conv1dLength, hasFastConvolution } from '../layers/conv1d.ts';
import { layer, linear } from '../layers/linear.ts';
import { conv1dParameters, linearParameters } from '../layers/parameter-specs.ts';
import type { Pass } from '../layers/pass.ts';
import { channelsFirst, toSignal } from '../layers/signals.ts';
import type { Classifier, Params } from '../model.ts';
import { defineClassifier } from './define-classifier.ts';

/** How a layer's output is halved: not at all, by a stride of 2 in the convolution, or by pooling neighbours. */
export const poolings = ['none', 'stride', 'max', 'average', 'l2'] as const;
export type Pooling = (typeof poolings)[number];

/** The sizes of {@link poolingCnn}. */
export interface PoolingCnnOptions {
  /** Features of a sample, the length of the signal; at least 4. Default 40. */
  readonly inputSize?: number;
  /** Channels of each of the two convolutions. Default 20. */
  readonly channels?: number;
  /** Classes. Default 10. */
  readonly outputSize?: number;
  /** Default `max`. */
  readonly pooling?: Pooling;
}

/** The parameters of {@link poolingCnn}: convolution weights [out, in, 3], the linear weight [out, channels · time]. */
export type PoolingCnnParams = {
  readonly 'conv1.weight': Tensor3D;
  readonly 'conv1.bias': Tensor1D;
  readonly 'conv2.weight': Tensor3D;
  readonly 'conv2.bias': Tensor1D;
  readonly 'linear.weight': Tensor2D;
  readonly 'linear.bias': Tensor1D;
};

/**
 * Two convolutions with kernels of 3 and padding 1, each followed by a ReLU and pooling of width 2, then a linear layer
 * (the paper's Figure 9). L2 pooling is the root of the sum of squares; its gradient at a pair of zeros is zero.
 *
 * @throws RangeError on an unknown option, an unknown pooling, a size that is not a positive integer, or an inputSize
 * under 4
 */
export function poolingCnn({ pooling = 'max', ...options }: PoolingCnnOptions = {}): Classifier<PoolingCnnParams> {
  checkChoice('poolingCnn', 'pooling', pooling, poolings);
  const sizes = checkSizes('poolingCnn', options, { inputSize: 40, channels: 20, outputSize: 10 }, { inputSize: 4 });
  const { inputSize, channels, outputSize } = sizes;
  const convolution = { stride: pooling === 'stride' ? 2 : 1, padding: 1 };
  const halve = (length: number) =>
    pooling === 'none' || pooling === 'stride' ? conv1dLength(length, 3, convolution) : Math.floor(length / 2);
  const time = halve(halve(inputSize));

  /** The features [batch, channels, time]. */
  const byKernel = (p: Params, x: Tensor2D, { observe }: Pass): Tensor3D => {
    let h: Tensor4D = reshape(x, [-1, 1, x.shape[1], 1]);
    const inFront = (): Tensor3D => transpose(squeeze(h, [1]), [0, 2, 1]);
    for (const name of layers) {
      h = pool(relu(conv1dByKernel(h, layer(p, name), convolution)), pooling, 2);
      observe(name, inFront);
    }
    return inFront();
  };
  /** The same, with time outermost in between. */
  const byProducts = (p: Params, x: Tensor2D, { observe }: Pass): Tensor3D => {
    let h = toSignal(x);
    for (const name of layers) {
      h = pool(relu(conv1dByProducts(h, layer(p, name), convolution)), pooling, 0);
      observe(name, () => channelsFirst(h));
    }
    return channelsFirst(h);
  };

  return defineClassifier({
    name: 'pooling-cnn',
    options: { ...sizes, pooling },
    parameters: {
      ...conv1dParameters('conv1', 1, channels, 3),
      ...conv1dParameters('conv2', channels, channels, 3),
      ...linearParameters('linear', channels * time, outputSize),
    },
    forward: (p, x, pass) => {
      const features = (hasFastConvolution() ? byKernel : byProducts)(p, x, pass);
      return linear(reshape(features, [-1, channels * time]), layer(p, 'linear'));
    },
  });
}

const layers = ['conv1', 'conv2'] as const;

/** Pools times 2t and 2t + 1 along an axis; an odd one at the end is left out, as in PyTorch. Two halves need no kernel of their own. */
function pool<T extends Tensor>(x: T, pooling: Pooling, axis: number): T {
  if (pooling === 'none' || pooling === 'stride') return x;
  const [before, length, behind] = [x.shape.slice(0, axis), x.shape[axis] as number, x.shape.slice(axis + 1)];
  const half = Math.floor(length / 2);
  const whole =
    length % 2 === 0
      ? x
      : slice(
          x,
          x.shape.map(() => 0),
          [...before, 2 * half, ...behind],
        );
  const [even, odd] = unstack(reshape(whole, [...before, half, 2, ...behind]), axis + 1) as [Tensor, Tensor];
  return combine[pooling](even, odd) as T;
}

const combine: Readonly<Record<'max' | 'average' | 'l2', (a: Tensor, b: Tensor) => Tensor>> = {
  max: maximum,
  average: (a, b) => div(add(a, b), 2),
  l2(a, b) {
    const sum = add(square(a), square(b));
    // 1 under the root where the sum is 0: the root's gradient is infinite there.
    const isPositive = step(sum);
    return mul(sqrt(add(sum, sub(1, isPositive))), isPositive);
  },
};
