/** Kernels of tfjs that are recorded as the kernels that they consist of: the compiler fuses in its own way. */
import type * as tf from '@tensorflow/tfjs-core';
import { check } from '../graph/type-rule.ts';
import type { Composer, Composite } from './composer.ts';
import { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise-convolution.ts';
import { einsum } from './einsum.ts';

const activations: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
};

const float = (to: Composer, x: tf.TensorInfo | undefined): tf.TensorInfo =>
  x?.dtype === 'float32' ? x : to.call('Cast', { x: x as tf.TensorInfo }, { dtype: 'float32' });

/** With the channels in front, a vector goes along them. */
const alongChannels = (to: Composer, x: tf.TensorInfo, dataFormat: unknown): tf.TensorInfo =>
  dataFormat === 'NCHW' && x.shape.length === 1 && x.shape[0] !== 1
    ? to.call('Reshape', { x }, { shape: [x.shape[0] as number, 1, 1] })
    : x;

/** A product, a bias and an activation. */
const fused =
  (product: Composite): Composite =>
  (to, { bias, preluActivationWeights: alpha, ...operands }, { activation, leakyreluAlpha, ...attrs }) => {
    const plain = product(to, operands as tf.NamedTensorInfoMap, attrs);
    check(
      !bias || (bias.dtype === 'float32') === (plain.dtype === 'float32'),
      () => `a fused product and its bias must be of one type, got ${plain.dtype} and ${bias?.dtype}; cast them`,
    );
    const x = bias ? to.call('Add', { a: plain, b: alongChannels(to, bias, attrs.dataFormat) }) : plain;
    const kernel = activations[activation as string];
    if (activation === undefined || activation === null || activation === 'linear') return x;
    check(kernel !== undefined, () => `the activation ${activation} of a fused product cannot be recorded`);
    const leak = kernel === 'LeakyRelu' ? { alpha: leakyreluAlpha as number } : {};
    const weights = alpha && kernel === 'Prelu' ? { alpha: alongChannels(to, alpha, attrs.dataFormat) } : {};
    return to.call(kernel as string, { x, ...weights }, leak);
  };

const turned = (to: Composer, x: tf.TensorInfo, perm: number[]) => to.call('Transpose', { x }, { perm });
const channelsLast = (to: Composer, x: tf.TensorInfo) => turned(to, x, [0, 2, 3, 1]);
const channelsFirst = (to: Composer, x: tf.TensorInfo) => turned(to, x, [0, 3, 1, 2]);

/** In float32, with the channels behind. `images` are the inputs that have channels. */
const convolution =
  (kernel: string, images: readonly string[], givesImage: boolean): Composite =>
  (to, inputs, attrs) => {
    const isFirst = attrs.dataFormat === 'NCHW';
    const given = Object.entries(inputs).map(([name, input]) => {
      const x = float(to, input);
      return [name, isFirst && images.includes(name) ? channelsLast(to, x) : x];
    });
    const inputShape = attrs.inputShape as number[] | undefined;
    const [batch, channels, ...sizes] = inputShape ?? [];
    const pad = attrs.pad as unknown;
    const result = to.call(kernel, Object.fromEntries(given), {
      ...attrs,
      dataFormat: 'NHWC',
      ...(isFirst && Array.isArray(pad) && { pad: [pad[0], pad[2], pad[3], pad[1]] }),
      ...(isFirst && inputShape && { inputShape: [batch as number, ...sizes, channels as number] }),
    });
    return isFirst && givesImage ? channelsFirst(to, result) : result;
  };

const convolve = convolution('Conv2D', ['x'], true);

export const composites: Readonly<Record<string, Composite>> = {
  Conv2D: convolve,
  Conv2DBackpropFilter: convolution('Conv2DBackpropFilter', ['x', 'dy'], false),
  Conv2DBackpropInput: convolution('Conv2DBackpropInput', ['dy'], true),
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropFilter: depthwiseFilterGradient,
  DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
  Einsum: einsum,
  _FusedMatMul: fused((to, inputs, attrs) => to.call('BatchMatMul', inputs, attrs)),
  FusedConv2D: fused(convolve),
  FusedDepthwiseConv2D: fused(depthwise),
  FusedBatchNorm: (to, { x, ...given }, { varianceEpsilon }) => {
    check(x?.dtype === 'float32', () => `batchNorm: x must be float32, got ${x?.dtype}; cast it`);
    const floats = Object.entries(given).flatMap(([name, input]) => (input ? [[name, float(to, input)]] : []));
    const { mean, variance, offset, scale } = Object.fromEntries(floats) as Record<string, tf.TensorInfo>;
    const deviation = to.call('Sqrt', {
      x: to.call('Add', { a: variance as tf.TensorInfo, b: to.scalar(varianceEpsilon as number) }),
    });
    const centred = to.call('Sub', { a: x as tf.TensorInfo, b: mean as tf.TensorInfo });
    const scaled = scale ? to.call('Multiply', { a: centred, b: scale }) : centred;
    const normal = to.call('RealDiv', { a: scaled, b: deviation });
    return offset ? to.call('Add', { a: normal, b: offset }) : normal;
  },
};
