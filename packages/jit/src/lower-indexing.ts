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
  /** Indices outside of the axis read zeros, as tfjs does on the graphics card. */
  GatherV2: (to, { attrs, dtype, shape }, [x, given]) => {
    const table = to.contiguous(x as Value);
    const indices = to.contiguous(given as Value);
    const axis = axisFrom(attrs.axis as number, table.shape.length);
    const batchDims = (attrs.batchDims as number | undefined) ?? 0;
    const batch = sizeOf(table.shape.slice(0, batchDims));
    const result = to.room(shape, dtype);
    const [from, at, into] = [table, indices, result].map(({ expression: { buffer, offset } }) => ({ buffer, offset }));
    to.steps.push({
      kind: 'call',
      kernel: 'gather',
      args: [
        batch,
        sizeOf(table.shape.slice(batchDims, axis)),
        table.shape[axis] as number,
        4 * sizeOf(table.shape.slice(axis + 1)),
        from as Place,
        sizeOf(indices.shape) / batch,
        at as Place,
        into as Place,
      ],
      reads: [table.expression.buffer, indices.expression.buffer],
      writes: [result.expression.buffer],
    });
    return result;
  },
};

type Place = { readonly buffer: number; readonly offset: number };
