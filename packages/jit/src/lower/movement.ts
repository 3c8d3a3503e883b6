/** Kernels that move values: index maps where they can be, copies where they must. */

import { slice_util } from '@tensorflow/tfjs-core';
import { axesOf, axisOf } from '../graph/axes.ts';
import { sliceInfoOf } from '../graph/infer-movement.ts';
import { inferTypes } from '../graph/infer-types.ts';
import type { Value } from '../program/expression.ts';
import { permute, reverse, slice, strided } from '../program/move-views.ts';
import { cast } from './elementwise.ts';
import type { Lowering, Rule, Rules } from './lowering.ts';

const reshape: Rule = (to, { shape }, [x]) => to.reshape(x as Value, shape);

/** One output of SplitV. */
const part: Rule<'SplitV'> = (_, { kernel, attrs, shape }, [x]) => {
  const input = x as Value;
  const axis = axisOf(attrs.axis, input.shape.length);
  const before = inferTypes(kernel, [{ shape: input.shape, dtype: input.expression.dtype }], attrs).slice(
    0,
    attrs.output ?? 0,
  );
  const begin = input.shape.map((__, d) =>
    d === axis ? before.reduce((sum, type) => sum + (type.shape[axis] as number), 0) : 0,
  );
  return slice(input, begin, shape);
};

/** One output of Unpack. */
const row: Rule<'Unpack'> = (_, { attrs }, [x]) => {
  const input = x as Value;
  const dims = [...input.shape.keys()];
  const axis = axisOf(attrs.axis, dims.length);
  const begin = dims.map((d) => (d === axis ? (attrs.output ?? 0) : 0));
  return permute(
    slice(input, begin, input.shape),
    dims.filter((d) => d !== axis),
  );
};

export const movement = {
  Identity: reshape,
  Reshape: reshape,
  ExpandDims: reshape,
  BroadcastTo: (to, { shape }, [x]) => to.broadcast(x as Value, shape),
  Transpose: (_, { attrs }, [x]) => permute(x as Value, attrs.perm),
  /** Of a place's depth first the rows of its block, then the columns. */
  DepthToSpace: (to, { attrs, shape }, [x]) => {
    const value = x as Value;
    const { blockSize } = attrs;
    const apart = to.reshape(value, [...value.shape.slice(0, 3), blockSize, blockSize, shape[3] as number]);
    return to.reshape(permute(apart, [0, 1, 3, 2, 4, 5]), shape);
  },
  Slice: (_, { attrs, shape }, [x]) => slice(x as Value, [attrs.begin].flat(), shape),
  StridedSlice: (to, { attrs, shape }, [x]) => {
    const value = x as Value;
    const { begin, end, strides } = sliceInfoOf(value.shape, attrs);
    // With the axes that go, and without those that come.
    const size = slice_util.computeOutShape(begin, end, strides);
    return to.reshape(strided(value, begin, strides, size), shape);
  },
  Reverse: (_, { attrs, shape }, [x]) => reverse(x as Value, axesOf(attrs.dims, shape.length)),
  SplitV: part,
  Unpack: row,
  Pack: (to, { attrs, shape, dtype }, args) => {
    const axis = axisOf(attrs.axis, shape.length);
    const one = shape.map((size, d) => (d === axis ? 1 : size));
    return to.join(
      args.map((arg) => to.reshape(arg, one)),
      axis,
      shape,
      dtype,
    );
  },
  /** What comes behind is cast to the type of what is in front. */
  Concat: (to, { attrs, shape, dtype }, args) =>
    to.join(
      args.map((arg) => cast(to, arg, dtype)),
      axisOf(attrs.axis, shape.length),
      shape,
      dtype,
    ),
  PadV2: (to, { attrs, shape }, [x]) => pad(to, x as Value, attrs.paddings, attrs.constantValue, shape),
  Tile: (to, { shape }, [x]) => {
    const value = x as Value;
    const apart = to.reshape(
      value,
      value.shape.flatMap((size) => [1, size]),
    );
    const repeated = to.broadcast(
      apart,
      value.shape.flatMap((size, d) => [size === 0 ? 0 : (shape[d] as number) / size, size]),
    );
    return to.reshape(repeated, shape);
  },
} satisfies Partial<Rules>;

/** Zeros around a value are written once, before the first run. Another number is cut off where the values are integers, as in an array of them. */
function pad(
  to: Lowering,
  x: Value,
  paddings: readonly (readonly [number, number])[],
  number: number,
  shape: readonly number[],
): Value {
  const { dtype } = x.expression;
  const filling = dtype === 'float32' ? number : dtype === 'int32' ? number | 0 : number & 255;
  const whole = to.room(shape, dtype, Object.is(filling, 0) ? { permanent: true, zeroed: true } : {});
  const { strides } = whole.expression;
  if (!Object.is(filling, 0)) to.map(shape, to.literal(filling, dtype).expression, whole.expression);
  const offset = paddings.reduce((sum, [before], d) => sum + before * (strides[d] as number), 0);
  if (!x.shape.includes(0)) to.map(x.shape, x.expression, { ...whole.expression, offset });
  return whole;
}
