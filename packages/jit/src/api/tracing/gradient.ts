/** Gradients of what is compiled. */
import * as tf from '@tensorflow/tfjs-core';
import { engineOf } from '../../record/engine.ts';

/** Which of these tensors are differentiated. */
export const differentiable = (types: readonly { readonly dtype: tf.DataType }[]): number[] =>
  [...types.keys()].filter((i) => types[i]?.dtype === 'float32');

/** Those of these tensors that are differentiated. */
export const floatsOf = <T extends { readonly dtype: tf.DataType }>(tensors: readonly T[]): T[] =>
  tensors.filter(({ dtype }) => dtype === 'float32');

const toFloat = (tensor: tf.Tensor) => (tensor.dtype === 'float32' ? tensor : tf.cast(tensor, 'float32'));

/** The gradient of the sum of ⟨results, cotangents⟩ with respect to `moving`; zeros for those that no result depends on. */
export function vectorJacobianProduct(
  results: () => readonly tf.Tensor[],
  cotangents: readonly tf.Tensor[],
  moving: readonly tf.Tensor[],
): tf.Tensor[] {
  if (moving.length === 0) return [];
  const product = () => {
    const terms = results().map((result, i) => tf.sum(tf.mul(toFloat(result), cotangents[i] as tf.Tensor)));
    // Terms of 0 connect what no result depends on, as tf.grads wants it.
    const links = moving.map((tensor) => tf.mul(0, tf.sum(toFloat(tensor))));
    return tf.addN([...terms, ...links]) as tf.Scalar;
  };
  return tf.grads(product)([...moving]);
}

/**
 * Tells a gradient that is being taken how `outputs` came from `inputs`.
 *
 * @param gradient from the inputs, as they were, and the cotangents of the outputs to those of the inputs, each computed when it
 * is asked for
 */
export function putOnTape(
  name: string,
  inputs: readonly tf.Tensor[],
  outputs: readonly tf.Tensor[],
  gradient: (inputs: readonly tf.Tensor[], cotangents: readonly tf.Tensor[]) => readonly (() => tf.Tensor)[],
): void {
  if (inputs.length === 0 || outputs.length === 0) return;
  // The function that is differentiated may dispose them; tfjs disposes these with its tape.
  const saved = inputs.map((tensor) => tf.keep(tf.clone(tensor)));
  engineOf().addTapeNode(
    name,
    Object.fromEntries(inputs.entries()),
    outputs,
    (cotangents) => Object.fromEntries(gradient(saved, [cotangents].flat().map(toFloat)).entries()),
    saved,
    {},
  );
}

/** Gradients with respect to inputs: of floats all at once; of integers, which tfjs asks for where it goes through them, one by one. */
export function whenAsked(
  inputs: readonly tf.Tensor[],
  gradientsOf: (moving: readonly tf.Tensor[]) => readonly tf.Tensor[],
): (() => tf.Tensor)[] {
  const floats = differentiable(inputs);
  const known = floats.length > 0 ? gradientsOf(floatsOf(inputs)) : [];
  return inputs.map(
    (input, i) => () => (floats.includes(i) ? known[floats.indexOf(i)] : gradientsOf([input])[0]) as tf.Tensor,
  );
}
