/** Kernels of tfjs that are recorded as the kernels that they consist of: the compiler fuses in its own way. */
import type * as tf from '@tensorflow/tfjs-core';

/** Records kernels and constants. */
export interface Composer {
  call(kernel: string, inputs: tf.NamedTensorInfoMap, attrs?: tf.NamedAttrMap): tf.TensorInfo;
  scalar(value: number): tf.TensorInfo;
}

type Composite = (to: Composer, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap) => tf.TensorInfo;

const activations: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
};

/** A product, a bias and an activation. */
const fused =
  (product: string): Composite =>
  (to, { bias, preluActivationWeights: alpha, ...operands }, { activation, leakyreluAlpha, ...attrs }) => {
    const plain = to.call(product, operands as tf.NamedTensorInfoMap, attrs);
    const x = bias ? to.call('Add', { a: plain, b: bias }) : plain;
    const kernel = activations[activation as string];
    if (activation === undefined || activation === 'linear') return x;
    if (!kernel) throw new TypeError(`the activation ${activation} of a fused product cannot be recorded`);
    const leak = kernel === 'LeakyRelu' ? { alpha: leakyreluAlpha as number } : {};
    return to.call(kernel, alpha && kernel === 'Prelu' ? { x, alpha } : { x }, leak);
  };

export const composites: Readonly<Record<string, Composite>> = {
  _FusedMatMul: fused('BatchMatMul'),
  FusedConv2D: fused('Conv2D'),
  FusedDepthwiseConv2D: fused('DepthwiseConv2dNative'),
  FusedBatchNorm: (to, { x, mean, variance, offset, scale }, { varianceEpsilon }) => {
    const deviation = to.call('Sqrt', {
      x: to.call('Add', { a: variance as tf.TensorInfo, b: to.scalar(varianceEpsilon as number) }),
    });
    const centred = to.call('Sub', { a: x as tf.TensorInfo, b: mean as tf.TensorInfo });
    const scaled = scale ? to.call('Multiply', { a: centred, b: scale }) : centred;
    const normal = to.call('RealDiv', { a: scaled, b: deviation });
    return offset ? to.call('Add', { a: normal, b: offset }) : normal;
  },
};
