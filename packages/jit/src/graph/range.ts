/** The values of tf.range, which tfjs adds up step by step in the type that they have. */
import type { Numbers } from './graph.ts';
import type { AttributesOf } from './kernels.ts';

export function rangeOf({ start, stop, step: given, dtype }: AttributesOf<'Range'>): Numbers {
  // Downwards by itself, unless a step was asked for.
  const step = stop < start && given === 1 ? -1 : given;
  const length = (stop - start) * step > 0 ? Math.abs(Math.ceil((stop - start) / step)) : 0;
  const values = dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
  for (let i = 0; i < length; i++) values[i] = i === 0 ? start : (values[i - 1] as number) + step;
  return values;
}
