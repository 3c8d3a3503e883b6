/** Kernels that compute with indices. */
import type { Value } from './expression.ts';
import { sizeOf } from './graph.ts';
import { axisFrom, type Rule } from './lowering.ts';

export const indexing: Readonly<Record<string, Rule>> = {
  OneHot: (to, { attrs, dtype, shape }, [x]) => {
    const indices = x as Value;
    const depth = attrs.depth as number;
    const classes = to.table(
      Int32Array.from({ length: depth }, (_, i) => i),
      [depth],
      'int32',
    );
    const hit = to.operation('Equal', 'bool', [to.reshape(indices, [...indices.shape, 1]), classes], shape);
    const number = (value: unknown) => to.literal(Number(value), dtype);
    return to.operation('Select', dtype, [hit, number(attrs.onValue), number(attrs.offValue)], shape);
  },
  Range: (to, { attrs, dtype, shape }) => {
    const { start, step } = attrs as { start: number; step: number };
    const values = Array.from({ length: shape[0] as number }, (_, i) => start + i * step);
    return to.table(dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values), shape, dtype);
  },
  /** Indices outside of the axis read zeros, as tfjs does on the graphics card. */
  GatherV2: (to, { attrs, dtype, shape }, [x, given]) => {
    const table = to.contiguous(x as Value);
    const indices = to.contiguous(given as Value);
    const axis = axisFrom((attrs.axis as number | undefined) ?? 0, table.shape.length);
    const batchDims = (attrs.batchDims as number | undefined) ?? 0;
    const batch = sizeOf(table.shape.slice(0, batchDims));
    const result = to.room(shape, dtype);
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
      ],
      reads: [table.expression.buffer, indices.expression.buffer],
      writes: [result.expression.buffer],
    });
    return result;
  },
  UnsortedSegmentSum: (to, { attrs, dtype, shape }, [x, given]) => {
    const rows = to.contiguous(x as Value);
    const segments = to.contiguous(given as Value);
    const result = to.room(shape, dtype);
    const count = sizeOf(segments.shape);
    to.steps.push({
      kind: 'call',
      kernel: 'segmentSum',
      args: [
        count,
        sizeOf(shape.slice(1)),
        segments.expression,
        rows.expression,
        attrs.numSegments as number,
        result.expression,
        Number(dtype === 'float32'),
      ],
      reads: [segments.expression.buffer, rows.expression.buffer],
      writes: [result.expression.buffer],
    });
    return result;
  },
};
