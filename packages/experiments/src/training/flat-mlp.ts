/** A network of two linear layers whose parameters are one vector: for recipes that take gradients through its training. */
import { drawLinear, flattenParameters, type TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';

export interface FlatMlp {
  /** PyTorch's initial parameters, drawn from `random`: weight and bias of the first layer, then of the second. */
  init(random: TorchRandom): Float32Array;
  /**
   * @param params [parameters]
   * @param x [rows, inputs]
   * @param activation of the hidden layer, [rows, hidden]
   * @returns [rows, outputs]
   */
  apply(params: tf.Tensor, x: tf.Tensor2D, activation: (z: tf.Tensor2D) => tf.Tensor2D): tf.Tensor2D;
}

export function flatMlp(inputs: number, hidden: number, outputs: number): FlatMlp {
  const shapes: readonly number[][] = [[hidden, inputs], [hidden], [outputs, hidden], [outputs]];
  return {
    init(random) {
      const first = drawLinear(random, inputs, hidden);
      const second = drawLinear(random, hidden, outputs);
      return flattenParameters({ w1: first.weight, b1: first.bias, w2: second.weight, b2: second.bias });
    },
    apply(params, x, activation) {
      const parts: tf.Tensor[] = tf.split(
        params,
        shapes.map((shape) => tf.util.sizeFromShape(shape)),
      );
      const [w1, b1, w2, b2] = parts.map((part, i) => tf.reshape(part, shapes[i] as [number])) as [
        tf.Tensor2D,
        tf.Tensor1D,
        tf.Tensor2D,
        tf.Tensor1D,
      ];
      const h = activation(tf.add(tf.matMul(x, w1, false, true), b1));
      return tf.add(tf.matMul(h, w2, false, true), b2);
    },
  };
}
