/** Parameters as tensors and as plain arrays. */
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { ArrayParameter, ArrayParams, Params } from '../model.ts';

/** Tensors of parameters that are plain arrays; the caller owns them. */
export function toTensors<K extends string>(
  arrays: { readonly [key in K]: ArrayParameter },
): {
  readonly [key in K]: Tensor;
} {
  const entries = Object.entries<ArrayParameter>(arrays);
  return Object.fromEntries(
    entries.map(([name, { shape, data }]) => [name, tensor(data, [...shape], 'float32')]),
  ) as Record<K, Tensor>;
}

/** Plain arrays of float32 parameters, which are copied and not disposed. */
export async function toArrays<P extends Params>(params: P): Promise<ArrayParams<P>> {
  const entries = Object.entries(params).map(
    async ([name, values]) => [name, { shape: values.shape, data: Float32Array.from(await values.data()) }] as const,
  );
  return Object.fromEntries(await Promise.all(entries)) as unknown as ArrayParams<P>;
}
