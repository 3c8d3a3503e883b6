/** Matrix products. */

import type { Shape } from '../graph/graph.ts';
import type { NodeOf } from '../graph/kernels.ts';
import { broadcastTo, stridesOf, type Value } from '../program/expression.ts';
import { matrix, rows } from '../program/matrices.ts';
import { permute } from '../program/move-views.ts';
import { collapse } from '../program/nest.ts';
import type { ProductStep, Rows } from '../program/program.ts';
import type { Lowering, Operand, Rules, Stored } from './lowering.ts';
import { type Elements, type ProductSizes, sampled, skipZeros, sparsity } from './sparse.ts';

type ProductNode = NodeOf<'BatchMatMul' | 'SampledMatMul'>;

/** The operands of a product as [batch…, m, k] and [batch…, k, n]. */
function factors(to: Lowering, { attrs, shape }: ProductNode, [a, b]: readonly Value[]): readonly [Value, Value] {
  const { transposeA = false, transposeB = false } = attrs;
  const batch = shape.slice(0, -2);
  const factor = (value: Value, transposed: boolean): Value => {
    const rank = value.shape.length;
    const turned = transposed ? permute(value, [...value.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2)) : value;
    return to.broadcast(turned, [...batch, ...turned.shape.slice(-2)]);
  };
  return [factor(a as Value, transposeA), factor(b as Value, transposeB)];
}

export const products = {
  BatchMatMul: (to, node, operands) => {
    const [a, b] = factors(to, node, operands);
    return product(to, a, b, node.shape, skippedZeros(a, b, node, operands[1] as Operand));
  },
  SampledMatMul: (to, node, operands) => {
    const [a, b] = factors(to, node, operands);
    const mask = operands[2] as Operand;
    const samples = isProduct(a, b) ? sampled(sizesOf(a, b), mask.support) : undefined;
    const value = product(to, a, b, node.shape, samples);
    return samples && mask.support?.isMask ? value : to.operation('Multiply', 'float32', [value, mask], node.shape);
  },
} satisfies Partial<Rules>;

/** How the zeros of a product's second operand are left out, where that is faster. */
function skippedZeros(a: Value, b: Value, { shape, attrs }: ProductNode, { support, shape: given }: Operand) {
  if (!support?.isMasked || shape.length !== 2 || given.length !== 2 || !isProduct(a, b)) return undefined;
  const [, columns = 0] = given;
  return skipZeros(
    sizesOf(a, b),
    (k, n) => support.positions[attrs.transposeB ? n * columns + k : k * columns + n] === 1,
  );
}

function sizesOf(a: Value, b: Value): ProductSizes {
  const [m, k] = a.shape.slice(-2) as [number, number];
  return { variant: variantOf(a, b), m, n: b.shape.at(-1) as number, k };
}

/** Whether there is something to reuse in a product: where one of m, k and n is 1 there is not. */
function isProduct({ shape }: Value, b: Value): boolean {
  const [m, k] = shape.slice(-2) as [number, number];
  return m !== 1 && k > 1 && b.shape.at(-1) !== 1;
}

/**
 * a · b for values [batch…, m, k] and [batch…, k, n].
 *
 * Where there is nothing to reuse, elementwise products, summed, join the passes around them.
 */
function product(to: Lowering, a: Value, b: Value, shape: Shape, elements?: Elements): Value {
  const batch = shape.slice(0, -2);
  const [m, k] = a.shape.slice(-2) as [number, number];
  const n = shape.at(-1) as number;
  const { dtype } = a.expression;
  if (k === 1) return to.operation('Multiply', dtype, [a, b], shape);
  // Integers are multiplied element by element: the kernels of products are those of floats.
  if (!isProduct(a, b) || dtype !== 'float32') {
    const domain = [...batch, m, n, k];
    const left = broadcastTo(to.reshape(a, [...batch, m, 1, k]), domain);
    const turned = permute(b, [...batch.keys(), shape.length - 1, shape.length - 2]);
    const right = broadcastTo(to.reshape(turned, [...batch, 1, n, k]), domain);
    return to.reduce('sum', to.operation('Multiply', dtype, [left, right], domain), [domain.length - 1], shape);
  }
  // What is not computed of a sampled product is zero from the start.
  const c = to.room(shape, dtype, elements?.of === 'c' ? { permanent: true, zeroed: true } : {});
  multiply(to, to.inMemory(a), to.inMemory(b), c, { elements });
  return c;
}

/** How a · b is carried out. */
interface Multiplication {
  /** c += a · b */
  readonly accumulate?: boolean;
  /** Those that count, where others are left out. */
  readonly elements?: Elements | undefined;
}

/** Appends the steps for c = a · b, all in memory; c's columns are contiguous. */
export function multiply(
  to: Lowering,
  a: Stored,
  b: Stored,
  c: Stored,
  { accumulate = false, elements }: Multiplication = {},
): void {
  const [row, column] = [c.shape.length - 2, c.shape.length - 1];
  const stride = ({ expression }: Stored, d: number) => expression.strides[d] as number;
  const hasRows = (stored: Stored) => stride(stored, column) === 1;
  if (!hasRows(b) && stride(b, row) !== 1) b = copyOnce(to, b);
  if (!hasRows(a) && (stride(a, row) !== 1 || !hasRows(b))) a = copyOnce(to, a);
  const variant = variantOf(a, b);
  const [aTransposed, bTransposed] = [variant === 'TN', variant === 'NT'];

  const [m, k] = a.shape.slice(-2) as [number, number];
  let loops = loopsOver(a, b, c);
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
    n: c.shape[column] as number,
    k,
    a: matrix(a.expression, aRows),
    b: matrix(
      b.expression,
      rows(1, bTransposed ? (c.shape[column] as number) : k, 0, stride(b, bTransposed ? column : row)),
    ),
    c: matrix(c.expression, cRows),
    loops,
    accumulate,
    relu: false,
    ...(elements && { sparse: sparsity(to, elements) }),
  });
}

/** How a product's operands stand in memory, once they are there: what has no contiguous dimension is copied. */
function variantOf(a: Value, b: Value): ProductStep['variant'] {
  const isContiguous = ({ shape, expression }: Value, fromBehind: 1 | 2) =>
    (expression.kind === 'view' ? expression.strides : stridesOf(shape)).at(-fromBehind) === 1;
  if (!isContiguous(b, 1) && isContiguous(b, 2)) return 'NT';
  return !isContiguous(a, 1) && isContiguous(a, 2) ? 'TN' : 'NN';
}

/** The batch dimensions of a product. */
function loopsOver(...operands: readonly [a: Stored, b: Stored, c: Stored]): ProductStep['loops'] {
  const { sizes, strides } = collapse({
    sizes: operands[2].shape.slice(0, -2),
    strides: operands.map(({ expression }) => expression.strides.slice(0, -2)),
  });
  return sizes.map((count, d) => {
    const [a, b, c] = strides.map((along) => along[d] as number) as [number, number, number];
    return { count, a, b, c };
  });
}

/** A copy of matrices without gaps; those that are the same all along a dimension are copied once. */
function copyOnce(to: Lowering, value: Stored): Stored {
  const { strides } = value.expression;
  const batch = value.shape.length - 2;
  const shape = value.shape.map((size, d) => (d < batch && strides[d] === 0 ? 1 : size));
  return broadcastTo(to.copy({ shape, expression: value.expression }), value.shape) as Stored;
}
