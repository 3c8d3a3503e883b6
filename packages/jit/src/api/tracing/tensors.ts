/** Tensors and their values in memory. */
import * as tf from '@tensorflow/tfjs-core';
import type { Numbers } from '../../graph/graph.ts';
import { recordableType, type TensorType } from '../../graph/tensor-type.ts';
import { ExecutionError } from '../../program/faults.ts';
import { unreadable } from '../../record/engine.ts';
import type { Flat } from './structure.ts';

/**
 * The types of tensors.
 *
 * @throws TypeError when one of them is disposed, or of a type that is not compiled
 */
export const typesOf = ({
  tensors,
  names,
}: { readonly tensors: readonly tf.Tensor[] } & Pick<Flat, 'names'>): TensorType[] =>
  tensors.map((tensor, i) => {
    if (tensor.isDisposed) throw new TypeError(`jit: ${names[i]} is disposed`);
    return { shape: [...tensor.shape], dtype: recordableType(tensor.dtype, names[i]) };
  });

/**
 * Writes a tensor's values to their place in memory.
 *
 * @throws ExecutionError when its backend gives values asynchronously alone
 */
export function writeTensor(place: Numbers | undefined, tensor: tf.Tensor): void {
  let values: Float32Array;
  try {
    values = tensor.dataSync<'float32'>();
  } catch (cause) {
    throw new ExecutionError(`jit: ${unreadable(tensor, cause)}`, { cause });
  }
  place?.set(values);
}

/** A tensor of values in memory, copied. */
export function toTensor(
  values: Numbers,
  { shape, dtype }: Pick<tf.Tensor, 'shape' | 'dtype'> | TensorType,
): tf.Tensor {
  const copy = dtype === 'bool' ? Uint8Array.from(values) : values.slice();
  return tf.tensor(copy, [...shape], dtype);
}
