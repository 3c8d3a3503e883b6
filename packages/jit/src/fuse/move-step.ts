/** Steps that find a buffer they read or write inside another. */
import type { Shape } from '../graph/graph.ts';
import { type BufferId, type Expression, mapViews, stridesOf, type View } from '../program/expression.ts';
import { matrix, rows } from '../program/matrices.ts';
import type { MapStep, Matrix, ProductStep, ReduceStep, Rows, Step } from '../program/program.ts';
import { compose, type Placement } from './compose-views.ts';

/** A buffer, and where it stands now. */
interface Moved extends Placement {
  readonly buffer: BufferId;
}

/** The step with what it reads and writes of a buffer found inside another; undefined where it cannot be. */
export function moveStep(step: Step, buffer: BufferId, placement: Placement): Step | undefined {
  const moved = { ...placement, buffer };
  switch (step.kind) {
    case 'map':
      return moveMap(step, moved);
    case 'reduce':
      return moveReduce(step, moved);
    case 'product':
      return moveProduct(step, moved);
    default:
      return undefined;
  }
}

/** @param sizes the sizes of the dimensions that the view walks */
const moveView = (view: View, sizes: readonly number[], moved: Moved): View | undefined =>
  view.buffer === moved.buffer ? compose(view, sizes, moved) : view;

function moveExpression(expression: Expression, sizes: readonly number[], moved: Moved): Expression | undefined {
  let possible = true;
  const result = mapViews(expression, (view) => {
    const found = moveView(view, sizes, moved);
    if (!found) possible = false;
    return found ?? view;
  });
  return possible ? result : undefined;
}

function moveMap(step: MapStep, moved: Moved): MapStep | undefined {
  const stores = step.stores.flatMap((store) => {
    const expression = moveExpression(store.expression, step.shape, moved);
    const output = moveView(store.output, step.shape, moved);
    return expression && output ? [{ expression, output }] : [];
  });
  return stores.length === step.stores.length ? { ...step, stores } : undefined;
}

function moveReduce(step: ReduceStep, moved: Moved): ReduceStep | undefined {
  const expression = moveExpression(step.expression, step.shape, moved);
  const output = moveView(step.output, step.shape.slice(0, step.kept), moved);
  return expression && output && { ...step, expression, output };
}

function moveProduct(step: ProductStep, moved: Moved): ProductStep | undefined {
  if (step.bias?.view.buffer === moved.buffer) return undefined;
  const { variant, m, n, k, loops } = step;
  const isTransposed = variant === 'TN';
  const find = (name: 'a' | 'b' | 'c', columns: number) =>
    moveMatrix(
      step[name],
      columns,
      loops.map((loop) => [loop.count, loop[name]]),
      moved,
    );
  const [a, b, c] = [find('a', isTransposed ? m : k), find('b', variant === 'NT' ? k : n), find('c', n)];
  if (!a || !b || !c) return undefined;
  // B has its rows in one level, and in TN so has C.
  if ((isTransposed ? c : b).matrix.rows.groups > 1) return undefined;
  const found: ProductStep = {
    ...step,
    a: a.matrix,
    b: b.matrix,
    c: c.matrix,
    loops: loops.map(({ count }, d) => ({
      count,
      a: a.repeats[d] as number,
      b: b.repeats[d] as number,
      c: c.repeats[d] as number,
    })),
  };
  return isTransposed ? inEqualGroups(found) : found;
}

/** @param repeats how often the matrix is moved on, and how far, outermost first */
function moveMatrix(
  given: Matrix,
  columns: number,
  repeats: readonly (readonly [count: number, stride: number])[],
  moved: Moved,
): { matrix: Matrix; repeats: readonly number[] } | undefined {
  const strides = repeats.map(([, stride]) => stride);
  if (given.buffer !== moved.buffer) return { matrix: given, repeats: strides };
  const { groups, size, groupStride, stride } = inDimensions(given.rows, moved.shape);
  const sizes = [...repeats.map(([count]) => count), groups, size, columns];
  const { buffer, offset } = given;
  const view: View = { kind: 'view', dtype: 'float32', buffer, offset, strides: [...strides, groupStride, stride, 1] };
  const found = moveView(view, sizes, moved);
  if (!found) return undefined;
  const [group, row, column] = found.strides.slice(-3) as [number, number, number];
  if (column !== 1 && columns !== 1) return undefined;
  return { matrix: matrix(found, rows(groups, size, group, row)), repeats: found.strides.slice(0, -3) };
}

/** In TN the rows of A and B are the same: in the same groups. */
function inEqualGroups(step: ProductStep): ProductStep | undefined {
  const [a, b] = [inGroupsOf(step.a, step.b), inGroupsOf(step.b, step.a)];
  if (a.rows.groups !== b.rows.groups || a.rows.size !== b.rows.size) return undefined;
  if (step.sparse && a.rows.groups > 1) return undefined;
  return { ...step, a, b };
}

/** Rows in one level that walk over more than one dimension of a shape, in two. */
function inDimensions(at: Rows, shape: Shape): Rows {
  if (at.groups > 1) return at;
  const plain = stridesOf(shape);
  const size = shape.find((length, d) => length > 1 && plain[d] === at.stride);
  if (size === undefined || at.size <= size || at.size % size !== 0) return at;
  return { groups: at.size / size, size, groupStride: size * at.stride, stride: at.stride };
}

/** Rows in one level as groups of another matrix's. */
function inGroupsOf(m: Matrix, { rows: { groups, size } }: Matrix): Matrix {
  const { stride } = m.rows;
  return m.rows.groups === 1 && groups > 1 && m.rows.size === groups * size
    ? { ...m, rows: { groups, size, groupStride: size * stride, stride } }
    : m;
}
