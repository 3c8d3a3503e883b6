/** Parameters as one vector: for whoever ranks, draws or differentiates all of them at once. */
import type { ArrayParameter } from '../model.ts';
import { sizeOf } from '../size-of.ts';

/**
 * All values, parameter after parameter in the order of the keys, each row-major. Of a model with buffers, those that are trained are
 * `withoutBuffers(model, params)`.
 */
export function flattenParameters(params: Readonly<Record<string, ArrayParameter>>): Float32Array {
  const parts = Object.values(params);
  const values = new Float32Array(parts.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const { data } of parts) {
    values.set(data, at);
    at += data.length;
  }
  return values;
}

/**
 * The parameters that `flattenParameters` made a vector of. They are copies.
 *
 * @param shapes in the order of the vector, as a model's `shapes` are, or `withoutBuffers(model, model.shapes)`
 * @throws RangeError when the shapes take more or fewer values than there are
 */
export function unflattenParameters<K extends string>(
  values: Float32Array,
  shapes: { readonly [key in K]: readonly number[] },
): { readonly [key in K]: ArrayParameter } {
  const entries = Object.entries<readonly number[]>(shapes);
  const size = entries.reduce((sum, [, shape]) => sum + sizeOf(shape), 0);
  if (values.length !== size) {
    throw new RangeError(`unflattenParameters: values must be ${size} numbers for these shapes, got ${values.length}`);
  }
  let at = 0;
  const params: Record<string, ArrayParameter> = {};
  for (const [name, shape] of entries) {
    const from = at;
    at += sizeOf(shape);
    params[name] = { shape, data: values.slice(from, at) };
  }
  return params as Record<K, ArrayParameter>;
}
