/** Layers of the networks that `@mnist1d/models` does not have. */
import { type Params, TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';

export interface LinearLayer {
  readonly name: string;
  readonly in: number;
  readonly out: number;
}

/** Weights [out, in] and biases, uniform in ±1/√in, PyTorch's default. */
export function parametersOf(layers: readonly LinearLayer[], seed = 0): Params {
  const random = new TorchRandom(seed);
  const uniform = (shape: number[], bound: number) =>
    tf.tensor(random.uniform(tf.util.sizeFromShape(shape), -bound, bound), shape);
  return Object.fromEntries(
    layers.flatMap(({ name, in: inputs, out }) => [
      [`${name}.weight`, uniform([out, inputs], inputs ** -0.5)],
      [`${name}.bias`, uniform([out], inputs ** -0.5)],
    ]),
  );
}

/** x · weightᵀ + bias. */
export function linear(params: Params, name: string, x: tf.Tensor2D): tf.Tensor2D {
  return tf.add(
    tf.matMul(x, params[`${name}.weight`] as tf.Tensor2D, false, true),
    params[`${name}.bias`] as tf.Tensor,
  );
}
