/** Fused kernels as the ops that they consist of, whose gradients tfjs knows: for what a gradient keeps of them. */
import * as tf from '@tensorflow/tfjs-core';

type Inputs = Readonly<Record<string, tf.Tensor | undefined>>;
type Attributes = Readonly<Record<string, unknown>>;
type Convolution = Parameters<typeof tf.conv2d>;

const convolution =
  (op: (...args: Convolution) => tf.Tensor) =>
  ({ x, filter }: Inputs, { strides, pad, dataFormat, dilations, dimRoundingMode }: Attributes) =>
    op(...([x, filter, strides, pad, dataFormat, dilations, dimRoundingMode] as Convolution));

const products: Readonly<Record<string, (inputs: Inputs, attrs: Attributes) => tf.Tensor>> = {
  _FusedMatMul: ({ a, b }, { transposeA, transposeB }) =>
    tf.matMul(a as tf.Tensor, b as tf.Tensor, transposeA as boolean, transposeB as boolean),
  FusedConv2D: convolution(tf.conv2d),
  FusedDepthwiseConv2D: convolution(tf.depthwiseConv2d as typeof tf.conv2d),
};

const activations: Readonly<Record<string, (x: tf.Tensor, alpha: tf.Tensor, leak: number) => tf.Tensor>> = {
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  elu: (x) => tf.elu(x),
  sigmoid: (x) => tf.sigmoid(x),
  leakyrelu: (x, _, leak) => tf.leakyRelu(x, leak),
  prelu: (x, alpha) => tf.prelu(x, alpha),
};

/** What a fused kernel gives, computed by ops; undefined for another kernel. */
export function unfused(kernel: string, inputs: Inputs, attrs: Attributes): tf.Tensor | undefined {
  const product = products[kernel]?.(inputs, attrs);
  if (!product) return undefined;
  const alongChannels = (x: tf.Tensor) =>
    attrs.dataFormat === 'NCHW' && x.rank === 1 && x.size > 1 ? tf.reshape(x, [x.size, 1, 1]) : x;
  const { bias, preluActivationWeights: alpha } = inputs;
  const x = bias ? tf.add(product, alongChannels(bias)) : product;
  const activation = activations[String(attrs.activation)];
  return activation ? activation(x, (alpha && alongChannels(alpha)) as tf.Tensor, Number(attrs.leakyreluAlpha)) : x;
}
