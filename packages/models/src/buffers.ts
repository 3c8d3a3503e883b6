/** Which of a model's parameters are trained. */
import { sizeOf } from './size-of.ts';

/**
 * Of what is known by the names of a model's parameters, such as tensors, arrays, shapes: that of the trained ones, which are all
 * but its buffers, in their order.
 */
export function withoutBuffers<V>(
  model: { readonly buffers?: readonly string[] },
  named: Readonly<Record<string, V>>,
): Record<string, V> {
  return Object.fromEntries(Object.entries(named).filter(([name]) => !model.buffers?.includes(name)));
}

/** How many numbers gradients train: the values of all of a model's parameters but its buffers. */
export function countParameters(model: {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly buffers?: readonly string[];
}): number {
  return Object.values(withoutBuffers(model, model.shapes)).reduce((sum, shape) => sum + sizeOf(shape), 0);
}
