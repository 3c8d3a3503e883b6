/** What records a kernel as others. */
import type * as tf from '@tensorflow/tfjs-core';

/** Records kernels and constants. */
export interface Composer {
  call(kernel: string, inputs: tf.NamedTensorInfoMap, attrs?: tf.NamedAttrMap): tf.TensorInfo;
  scalar(value: number): tf.TensorInfo;
}

export type Composite = (to: Composer, inputs: tf.NamedTensorInfoMap, attrs: tf.NamedAttrMap) => tf.TensorInfo;
