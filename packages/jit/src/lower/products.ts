/** Matrix products. */

import type { Shape } from '../graph/graph.ts';
import type { Support } from '../graph/supports.ts';
import { broadcastTo, type Value } from '../program/expression.ts';
import { matrix, rows } from '../program/matrices.ts';
import { permute } from '../program/move-views.ts';
import { collapse } from '../program/nest.ts';
import type { Rows } from '../program/program.ts';
import type { Lowering, Rule, Stored } from './lowering.ts';
import { sample, skipZeros } from './sparse.ts';

const matMul: Rule = (to, { attrs, shape }, args) => {
  const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
  const batch = shape.slice(0, -2);
  const operand = (value: Value, transposed: boolean): Value => {
    const rank = value.shape.length;
    const turned = transposed ? permute(value, [...value.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2)) : value;
    return to.broadcast(turned, [...batch, ...turned.shape.slice(-2)]);
  };
  return product(to, operand(args[0] as Value, transposeA), operand(args[1] as Value, transposeB), shape);
};

export const products: Readonly<Record<string, Rule>> = {
  BatchMatMul: (to, node, args) => {
    const steps = to.steps.length;
    const value = matMul(to, node, args);
    const support = to.supports[node.inputs[1] as number];
    const [, columns = 0, ...more] = (args[1] as Value).shape;
    if (support && node.shape.length === 2 && more.length === 0 && to.steps.length > steps) {
      const { transposeB } = node.attrs;
      skipZeros(to, (k, n) => support.positions[transposeB ? n * columns + k : k * columns + n] === 1);
    }
    return value;
  },
  SampledMatMul: (to, node, args) => {
    const steps = to.steps.length;
    const value = matMul(to, node, args);
    const mask = args[2] as Value;
    const [, columns = 0] = node.shape;
    const { positions, isMask } = to.supports[node.inputs[2] as number] as Support;
    const isSampled = to.steps.length > steps && sample(to, (m, n) => positions[m * columns + n] === 1);
    return isSampled && isMask ? value : to.operation('Multiply', 'float32', [value, mask], node.shape);
  },
};

/**
 * a · b for values [batch…, m, k] and [batch…, k, n].
 *
 * Where one of m, k and n is 1 there is nothing to reuse, and elementwise products, summed, join the passes around them.
 */
function product(to: Lowering, a: Value, b: Value, shape: Shape): Value {
  const batch = shape.slice(0, -2);
  const [m, k] = a.shape.slice(-2) as [number, number];
  const n = shape.at(-1) as number;
  const { dtype } = a.expression;
  if (k === 1) return to.operation('Multiply', dtype, [a, b], shape);
  if (m === 1 || n === 1 || k === 0) {
    const domain = [...batch, m, n, k];
    const left = broadcastTo(to.reshape(a, [...batch, m, 1, k]), domain);
    const turned = permute(b, [...batch.keys(), shape.length - 1, shape.length - 2]);
    const right = broadcastTo(to.reshape(turned, [...batch, 1, n, k]), domain);
    return to.reduce('sum', to.operation('Multiply', dtype, [left, right], domain), [domain.length - 1], shape);
  }
  const c = to.room(shape, dtype);
  multiply(to, to.inMemory(a), to.inMemory(b), c);
  return c;
}

/** Appends the steps for c = a · b, all in memory; c's columns are contiguous. */
export function multiply(to: Lowering, a: Stored, b: Stored, c: Stored, accumulate = false): void {
  const rank = c.shape.length;
  const [row, column] = [rank - 2, rank - 1];
  const [m, k] = a.shape.slice(-2) as [number, number];
  const n = c.shape[column] as number;
  const stride = ({ expression }: Stored, d: number) => expression.strides[d] as number;
  if (stride(b, column) !== 1 && stride(b, row) !== 1) b = copyOnce(to, b);
  const bTransposed = stride(b, column) !== 1;
  if (stride(a, column) !== 1 && (stride(a, row) !== 1 || bTransposed)) a = copyOnce(to, a);
  const aTransposed = stride(a, column) !== 1;
  const variant = aTransposed ? 'TN' : bTransposed ? 'NT' : 'NN';

  const operands = [a, b, c];
  const batches = collapse({
    sizes: c.shape.slice(0, -2),
    strides: operands.map(({ expression }) => expression.strides.slice(0, -2)),
  });
  let loops = batches.sizes.map((count, d) => ({
    count,
    a: batches.strides[0]?.[d] as number,
    b: batches.strides[1]?.[d] as number,
    c: batches.strides[2]?.[d] as number,
  }));
  let aRows: Rows = rows(1, aTransposed ? k : m, 0, stride(a, aTransposed ? column : row));
  let cRows: Rows = rows(1, m, 0, stride(c, row));
  let count = m;
  const inner = loops.at(-1);
  // The same b for all: the innermost batch dimension becomes more rows.
  if (inner && inner.b === 0 && !aTransposed) {
    aRows = rows(inner.count, m, inner.a, aRows.stride);
    cRows = rows(inner.count, m, inner.c, cRows.stride);
    count = m * inner.count;
    loops = loops.slice(0, -1);
  }
  to.steps.push({
    kind: 'product',
    variant,
    m: count,
    n,
    k,
    a: matrix(a.expression, aRows),
    b: matrix(b.expression, rows(1, bTransposed ? n : k, 0, stride(b, bTransposed ? column : row))),
    c: matrix(c.expression, cRows),
    loops,
    accumulate,
    relu: false,
  });
}

/** A copy of matrices without gaps; those that are the same all along a dimension are copied once. */
function copyOnce(to: Lowering, value: Stored): Stored {
  const { strides } = value.expression;
  const batch = value.shape.length - 2;
  const shape = value.shape.map((size, d) => (d < batch && strides[d] === 0 ? 1 : size));
  return broadcastTo(to.copy({ shape, expression: value.expression }), value.shape) as Stored;
}
