/** Kernels that compute with indices. */

import { axisOf } from '../graph/axes.ts';
import { type Shape, sizeOf } from '../graph/graph.ts';
import { rangeOf } from '../graph/range.ts';
import { stridesOf, type Value } from '../program/expression.ts';
import { faultOf } from '../program/faults.ts';
import { reverse, slice } from '../program/move-views.ts';
import { cast } from './elementwise.ts';
import type { Lowering, Rules, Stored } from './lowering.ts';

interface Gather {
  readonly table: Stored;
  readonly axis: number;
  readonly batchDims: number;
  readonly indices: Stored;
  readonly shape: Shape;
  readonly kernel: 'GatherV2' | 'GatherNd';
}

/** Rows along an axis. */
function gather(to: Lowering, { table, axis, batchDims, indices, shape, kernel }: Gather): Stored {
  const batch = sizeOf(table.shape.slice(0, batchDims));
  const result = to.room(shape, table.expression.dtype);
  to.steps.push({
    kind: 'call',
    kernel: 'gather',
    args: [
      batch,
      sizeOf(table.shape.slice(batchDims, axis)),
      table.shape[axis] as number,
      4 * sizeOf(table.shape.slice(axis + 1)),
      table.expression,
      batch === 0 ? 0 : sizeOf(indices.shape) / batch,
      indices.expression,
      result.expression,
      faultOf(kernel),
    ],
    reads: [table.expression.buffer, indices.expression.buffer],
    writes: [result.expression.buffer],
  });
  return result;
}

/** Sums of the rows that have the same segment, [segments, …]; rows of no segment are left out, or the fault of a kernel. */
function segmentSum(to: Lowering, rows: Stored, segments: Stored, shape: Shape, kernel: '' | 'ScatterNd'): Stored {
  const { dtype } = rows.expression;
  const result = to.room(shape, dtype);
  to.steps.push({
    kind: 'call',
    kernel: 'segmentSum',
    args: [
      sizeOf(segments.shape),
      sizeOf(shape.slice(1)),
      segments.expression,
      rows.expression,
      shape[0] as number,
      result.expression,
      Number(dtype === 'float32'),
      faultOf(kernel),
    ],
    reads: [segments.expression.buffer, rows.expression.buffer],
    writes: [result.expression.buffer],
  });
  return result;
}

/** Places in the leading dimensions of a tensor, each a row of `indices`, as places in them taken as one. */
function flatIndices(to: Lowering, indices: Value, leading: Shape): Stored {
  const rank = indices.shape.length;
  const stored = to.inMemory(indices);
  const shape = indices.shape.slice(0, -1);
  const parts = stridesOf(leading).map((stride, d) => {
    const begin = indices.shape.map((_, i) => (i === rank - 1 ? d : 0));
    const column = to.reshape(slice(stored, begin, [...shape, 1]), shape);
    return to.operation('Multiply', 'int32', [column, to.literal(stride, 'int32')], shape);
  });
  return to.contiguous(parts.reduce((sum, part) => to.operation('Add', 'int32', [sum, part], shape)));
}

export const indexing = {
  OneHot: (to, { attrs, dtype, shape }, [x]) => {
    const indices = x as Value;
    const depth = attrs.depth;
    const classes = to.table(
      Int32Array.from({ length: depth }, (_, i) => i),
      [depth],
      'int32',
    );
    const hit = to.operation('Equal', 'bool', [to.reshape(indices, [...indices.shape, 1]), classes], shape);
    const number = (value: number) => to.literal(value, dtype);
    return to.operation('Select', dtype, [hit, number(attrs.onValue), number(attrs.offValue)], shape);
  },
  Range: (to, { attrs, dtype, shape }) => to.table(rangeOf(attrs), shape, dtype),
  GatherV2: (to, { attrs, shape }, [x, indices]) => {
    const table = to.contiguous(x as Value);
    const axis = axisOf(attrs.axis ?? 0, table.shape.length);
    const batchDims = attrs.batchDims ?? 0;
    return gather(to, { table, axis, batchDims, indices: to.contiguous(indices as Value), shape, kernel: 'GatherV2' });
  },
  GatherNd: (to, { shape }, [x, indices]) => {
    const params = to.contiguous(x as Value);
    const places = indices as Value;
    const leading = params.shape.slice(0, places.shape.at(-1));
    const rows = to.reshape(params, [sizeOf(leading), ...params.shape.slice(leading.length)]) as Stored;
    const flat = flatIndices(to, places, leading);
    return gather(to, { table: rows, axis: 0, batchDims: 0, indices: flat, shape, kernel: 'GatherNd' });
  },
  /** What has the same place is added up. */
  ScatterNd: (to, { shape }, [given, updates]) => {
    const indices = given as Value;
    const places = indices.shape.length > 1 ? indices : to.reshape(indices, [...indices.shape, 1]);
    const leading = shape.slice(0, places.shape.at(-1));
    const rows = [sizeOf(leading), ...shape.slice(leading.length)];
    return to.reshape(
      segmentSum(to, to.contiguous(updates as Value), flatIndices(to, places, leading), rows, 'ScatterNd'),
      shape,
    );
  },
  /** In float32, whatever is summed, as in tfjs. */
  UnsortedSegmentSum: (to, { shape }, [x, segments]) =>
    segmentSum(to, to.contiguous(cast(to, x as Value, 'float32')), to.contiguous(segments as Value), shape, ''),
  /** One axis after another: what lies before and behind is the value backwards. */
  MirrorPad: (to, { attrs, shape }, [x]) => {
    const apart = attrs.mode === 'reflect' ? 1 : 0;
    let value = x as Value;
    attrs.paddings.forEach(([before, behind], axis) => {
      if (before + behind === 0) return;
      const inside = to.inMemory(value);
      const size = inside.shape[axis] as number;
      const along = (length: number) => inside.shape.map((other, d) => (d === axis ? length : other));
      const mirrored = (begin: number, length: number) =>
        reverse(
          slice(
            inside,
            inside.shape.map((_, d) => (d === axis ? begin : 0)),
            along(length),
          ),
          [axis],
        );
      const parts = [mirrored(apart, before), inside, mirrored(size - behind - apart, behind)];
      value = to.join(parts, axis, along(shape[axis] as number), inside.expression.dtype);
    });
    return value;
  },
} satisfies Partial<Rules>;
