/** Which of a model's parameters are trained. */

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
