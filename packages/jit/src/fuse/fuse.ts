/** Makes fewer steps of a program: copies that are not needed go, and what can be computed in one pass is. */

import { type Shape, sizeOf } from '../graph/graph.ts';
import {
  type BufferId,
  type Expression,
  intern,
  mapViews,
  reshapeStrides,
  stridesOf,
  type View,
  viewsIn,
} from '../program/expression.ts';
import { matrix, rows } from '../program/matrices.ts';
import { collapse } from '../program/nest.ts';
import type { Buffer, MapStep, Matrix, ProductStep, Rows, Step, Store } from '../program/program.ts';
import { compose, type Placement } from './compose-views.ts';
import { StepList } from './step-list.ts';

/** Limits of what one pass computes, so that its values stay in registers. */
const MOST_OPERATIONS = 96;
const MOST_VIEWS = 32;

/** @param kept buffers that are read from outside */
export function fuse(steps: readonly Step[], buffers: readonly Buffer[]): Step[] {
  const list = new StepList(steps);
  const context = { list, buffers };
  for (let i = list.length - 1; i >= 0; i--) placeDirectly(context, i);
  for (let i = 0; i < list.length; i++) accumulate(context, i);
  for (let i = 0; i < list.length; i++) intoProduct(context, i);
  for (let i = 0; i < list.length; i++) merge(context, i);
  for (let i = 0; i < list.length; i++) dropUnread(context, i);
  return list.steps;
}

interface Context {
  readonly list: StepList;
  readonly buffers: readonly Buffer[];
}

/** Whether a view walks a whole buffer, row-major. */
function isWhole({ offset, strides }: View, shape: Shape, buffer: Buffer): boolean {
  if (offset !== 0 || sizeOf(shape) !== buffer.size) return false;
  const plain = stridesOf(shape);
  return shape.every((size, d) => size === 1 || strides[d] === plain[d]);
}

const isTemporary = ({ permanent, values }: Buffer) => !permanent && !values;

// Copies.

/** A value that is only copied elsewhere is computed there in the first place, and read there. */
function placeDirectly({ list, buffers }: Context, i: number): void {
  const step = list.at(i);
  if (step?.kind !== 'map') return;
  const [store] = step.stores;
  if (step.stores.length !== 1 || store?.expression.kind !== 'view') return;
  const from = store.expression;
  const buffer = buffers[from.buffer] as Buffer;
  if (!isTemporary(buffer) || from.dtype !== store.output.dtype || from.buffer === store.output.buffer) return;
  if (!isWhole(from, step.shape, buffer)) return;
  const strides = reshapeStrides(step.shape, store.output.strides, buffer.shape);
  if (!strides) return;
  const placement = { shape: buffer.shape, target: { ...store.output, strides } };
  const places = new Set([...list.readers(from.buffer), ...list.writers(from.buffer)]);
  places.delete(i);
  if (isOverwritten({ list, buffers }, store.output.buffer, i, places)) return;
  const moved: [number, Step][] = [];
  for (const place of places) {
    const other = moveStep(list.at(place) as Step, from.buffer, placement);
    if (!other) return;
    moved.push([place, other]);
  }
  for (const [place, other] of moved) list.replace(place, other);
  list.replace(i, undefined);
}

/**
 * Whether a value that step i copies into a part of a buffer would meet others there in the steps that use it: what is read and written
 * again, or written all over (the margins of a padded tensor). Other writers write other parts.
 */
function isOverwritten({ list, buffers }: Context, buffer: BufferId, i: number, places: ReadonlySet<number>): boolean {
  const [first, last] = [Math.min(i, ...places), Math.max(i, ...places)];
  const readers = list.readers(buffer);
  const writesAll = (step: Step | undefined) =>
    step?.kind === 'map' &&
    step.stores.some(
      ({ output }) => output.buffer === buffer && isWhole(output, step.shape, buffers[buffer] as Buffer),
    );
  return list
    .writers(buffer)
    .some((w) => w > first && w < last && w !== i && (readers.includes(w) || writesAll(list.at(w))));
}

/** The step with what it reads and writes of a buffer found inside another; undefined where it cannot be. */
function moveStep(step: Step, buffer: BufferId, placement: Placement): Step | undefined {
  let possible = true;
  const move = (view: View, sizes: readonly number[]): View => {
    if (view.buffer !== buffer) return view;
    const moved = compose(view, sizes, placement);
    if (!moved) possible = false;
    return moved ?? view;
  };
  const moveAll = (expression: Expression, sizes: readonly number[]) =>
    mapViews(expression, (view) => move(view, sizes));
  const moveMatrix = (m: Matrix, columns: number, repeats: readonly (readonly [number, number])[]) => {
    if (m.buffer !== buffer) return { matrix: m, repeats: repeats.map(([, stride]) => stride) };
    const { groups, size, groupStride, stride } = inDimensions(m.rows, placement.shape);
    const sizes = [...repeats.map(([count]) => count), groups, size, columns];
    const view: View = {
      kind: 'view',
      dtype: 'float32',
      buffer,
      offset: m.offset,
      strides: [...repeats.map(([, s]) => s), groupStride, stride, 1],
    };
    const moved = move(view, sizes);
    const [group, row, column] = moved.strides.slice(-3) as [number, number, number];
    if (column !== 1 && columns !== 1) possible = false;
    return { matrix: matrix(moved, rows(groups, size, group, row)), repeats: moved.strides.slice(0, -3) };
  };
  let moved: Step;
  switch (step.kind) {
    case 'map':
      moved = {
        ...step,
        stores: step.stores.map(({ expression, output }) => ({
          expression: moveAll(expression, step.shape),
          output: move(output, step.shape),
        })),
      };
      break;
    case 'reduce':
      moved = {
        ...step,
        expression: moveAll(step.expression, step.shape),
        output: move(step.output, step.shape.slice(0, step.kept)),
      };
      break;
    case 'product': {
      const repeats = (name: 'a' | 'b' | 'c') => step.loops.map((loop) => [loop.count, loop[name]] as const);
      const isTransposed = step.variant === 'TN';
      const a = moveMatrix(step.a, isTransposed ? step.m : step.k, repeats('a'));
      const b = moveMatrix(step.b, step.variant === 'NT' ? step.k : step.n, repeats('b'));
      const c = moveMatrix(step.c, step.n, repeats('c'));
      if (step.bias?.view.buffer === buffer) return undefined;
      // B has its rows in one level, and in TN so has C.
      if (!isTransposed && b.matrix.rows.groups > 1) return undefined;
      if (isTransposed && c.matrix.rows.groups > 1) return undefined;
      moved = {
        ...step,
        a: a.matrix,
        b: b.matrix,
        c: c.matrix,
        loops: step.loops.map(({ count }, d) => ({
          count,
          a: a.repeats[d] as number,
          b: b.repeats[d] as number,
          c: c.repeats[d] as number,
        })),
      };
      if (isTransposed) {
        const [x, y] = [inGroupsOf(moved.a, moved.b), inGroupsOf(moved.b, moved.a)];
        if (x.rows.groups !== y.rows.groups || x.rows.size !== y.rows.size) return undefined;
        if (step.sparse && x.rows.groups > 1) return undefined;
        moved = { ...moved, a: x, b: y };
      }
      break;
    }
    default:
      return undefined;
  }
  return possible ? moved : undefined;
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

// Products.

/** The only step that writes a temporary, where that is a product and writes all of it. */
function productOf({ list, buffers }: Context, view: View, shape: Shape, reader: number): number | undefined {
  const buffer = buffers[view.buffer] as Buffer;
  if (!isTemporary(buffer) || !isWhole(view, shape, buffer)) return undefined;
  const [writer, ...others] = list.writers(view.buffer);
  const readers = list.readers(view.buffer);
  if (writer === undefined || others.length > 0 || readers.length !== 1 || readers[0] !== reader) return undefined;
  return list.at(writer)?.kind === 'product' ? writer : undefined;
}

/** The terms of a sum. */
function termsOf(e: Expression): Expression[] {
  return e.kind === 'operation' && e.op === 'Add' ? e.args.flatMap(termsOf) : [e];
}

/** A sum of products: the first one writes it, the others add to it. */
function accumulate(context: Context, i: number): void {
  const { list } = context;
  const step = list.at(i);
  if (step?.kind !== 'map' || step.stores.length !== 1) return;
  const [{ expression, output }] = step.stores as [Store];
  const terms = termsOf(expression);
  if (terms.length < 2 || output.dtype !== 'float32') return;
  const found = terms.map((term) => (term.kind === 'view' ? productOf(context, term, step.shape, i) : undefined));
  const places = [...new Set(found.filter((place) => place !== undefined))].sort((a, b) => a - b);
  const views = terms.filter((_, t) => found[t] !== undefined) as View[];
  // A product that is added twice counts twice.
  if (places.length < 2 || places.length !== views.length) return;
  const products = places.map((place) => list.at(place) as ProductStep);
  const [first] = products as [ProductStep];
  const shapeOf = (p: ProductStep) =>
    `${p.m},${p.n},${p.c.rows.groups},${p.c.rows.stride},${p.loops.map(({ count, c }) => `${count}:${c}`)}`;
  if (products.some((p) => p.relu || p.bias || p.accumulate || shapeOf(p) !== shapeOf(first))) return;
  products.forEach((p, n) => {
    if (n > 0) list.replace(places[n] as number, { ...p, c: first.c, accumulate: true });
  });
  const sum = { ...(views[0] as View), buffer: first.c.buffer };
  const rest = terms.filter((_, t) => found[t] === undefined);
  const whole = rest.reduce<Expression>(
    (total, term) => ({ kind: 'operation', op: 'Add', dtype: 'float32', args: [total, term] }),
    sum,
  );
  list.replace(i, { ...step, stores: [{ expression: whole, output }] });
  if (rest.length === 0) placeDirectly(context, i);
}

/** A bias and ReLU behind a product become part of it. */
function intoProduct(context: Context, i: number): void {
  const { list, buffers } = context;
  const step = list.at(i);
  if (step?.kind !== 'map' || step.stores.length !== 1) return;
  const [{ expression, output }] = step.stores as [Store];
  if (expression.kind !== 'operation' || output.dtype !== 'float32') return;
  const relu = expression.op === 'Relu';
  const sum = relu ? (expression.args[0] as Expression) : expression;
  const terms = sum.kind === 'operation' && sum.op === 'Add' ? sum.args : [sum];
  if (terms.some((term) => term.kind !== 'view')) return;
  for (const [t, term] of (terms as View[]).entries()) {
    const place = productOf(context, term, step.shape, i);
    const bias = terms[1 - t] as View | undefined;
    if (place === undefined || (bias && !list.writers(bias.buffer).every((writer) => writer < place))) continue;
    const product = list.at(place) as ProductStep;
    if (product.accumulate || product.bias || product.relu) continue;
    const along = bias && biasAlong(bias, step.shape, product);
    // A sparse product has its rows side by side.
    if (bias && (!along || (product.sparse && along === 'rows'))) continue;
    const placement = placementOf(step.shape, output, buffers[term.buffer] as Buffer);
    const moved = placement && (moveStep(product, term.buffer, placement) as ProductStep | undefined);
    if (!moved) continue;
    list.replace(place, { ...moved, relu, ...(bias && along && { bias: { view: bias, along } }) });
    list.replace(i, undefined);
    return;
  }
}

function placementOf(shape: Shape, output: View, buffer: Buffer): Placement | undefined {
  const strides = reshapeStrides(shape, output.strides, buffer.shape);
  return strides && { shape: buffer.shape, target: { ...output, strides } };
}

/** Whether a view repeats one value per column of a product, or per row. */
function biasAlong(bias: View, shape: Shape, { m, n, loops }: ProductStep): 'columns' | 'rows' | undefined {
  const walk = collapse({ sizes: shape, strides: [stridesOf(shape), bias.strides] });
  const [, strides] = walk.strides as [number[], number[]];
  const { sizes } = walk;
  const repeats = strides.slice(0, -1).every((stride) => stride === 0);
  if (sizes.length === 1 && n === 1) return undefined;
  if (repeats && strides.at(-1) === 1 && sizes.at(-1) === n) return 'columns';
  const isColumn = sizes.length === 2 && strides[0] === 1 && strides[1] === 0 && sizes[0] === m;
  return isColumn && loops.length === 0 ? 'rows' : undefined;
}

// Passes.

/** Joins a map with one before it that computes what it reads, or reads what it reads, over the same elements. */
function merge(context: Context, j: number): void {
  const { list } = context;
  for (let again = true; again; ) {
    again = false;
    const step = list.at(j);
    if (step?.kind !== 'map') return;
    const inputs = viewsIn(step.stores.map(({ expression }) => expression)).map(({ buffer }) => buffer);
    const near = new Set<number>();
    for (const buffer of new Set(inputs))
      for (const place of [...list.writers(buffer), ...list.readers(buffer)]) if (place < j) near.add(place);
    for (const i of [...near].sort((a, b) => b - a)) {
      const other = list.at(i);
      if (other?.kind !== 'map') continue;
      const target = placeForBoth(context, i, j);
      if (target === undefined) continue;
      const joined = join(other, step, context, [i, j]);
      if (!joined) continue;
      list.replace(i, undefined);
      list.replace(j, undefined);
      list.replace(target, joined);
      if (target !== j) return;
      again = true;
      break;
    }
  }
}

/** Where steps i and j > i can run as one: at i, if all that j reads is there, or at j, if nobody needs i's results before. */
function placeForBoth({ list }: Context, i: number, j: number): number | undefined {
  const [first, second] = [list.at(i) as MapStep, list.at(j) as MapStep];
  const made = new Set(first.stores.map(({ output }) => output.buffer));
  const read = viewsIn(second.stores.map(({ expression }) => expression));
  const early = read.every(({ buffer }) => {
    const writers = list.writers(buffer);
    return made.has(buffer) ? writers.every((w) => w <= i) : writers.every((w) => w < i);
  });
  const untouched = second.stores.every(({ output }) =>
    [...list.readers(output.buffer), ...list.writers(output.buffer)].every((place) => place <= i || place >= j),
  );
  if (early && untouched) return i;
  const late = first.stores.every(({ output }) =>
    [...list.readers(output.buffer), ...list.writers(output.buffer)].every((place) => place <= i || place >= j),
  );
  const unchanged = viewsIn(first.stores.map(({ expression }) => expression)).every(({ buffer }) =>
    list.writers(buffer).every((place) => place <= i || place >= j),
  );
  return late && unchanged ? j : undefined;
}

/** Two maps as one, or undefined where one reads what the other computes in another place. */
function join(
  first: MapStep,
  second: MapStep,
  { list, buffers }: Context,
  places: readonly number[],
): MapStep | undefined {
  const shape = commonShape(first.shape, second.shape);
  if (!shape) return undefined;
  const [a, b] = [inShape(first, shape), inShape(second, shape)];
  const known = new Map<string, Expression>();
  const made = new Map<BufferId, Store[]>();
  for (const store of a.stores) made.set(store.output.buffer, [...(made.get(store.output.buffer) ?? []), store]);
  let possible = true;
  const same = (x: View, y: View) =>
    x.offset === y.offset && shape.every((size, d) => size === 1 || x.strides[d] === y.strides[d]);
  const stores = [
    ...a.stores,
    ...b.stores.map(({ expression, output }) => ({
      output,
      expression: mapViews(expression, (view) => {
        const writers = made.get(view.buffer);
        if (!writers) return view;
        const store = writers.find(({ output: written }) => same(written, view));
        if (!store) possible = false;
        return store?.expression ?? view;
      }),
    })),
  ];
  // What the first reads, the second must not overwrite.
  const written = new Set(b.stores.map(({ output }) => output.buffer));
  if (!possible || viewsIn(a.stores.map(({ expression }) => expression)).some(({ buffer }) => written.has(buffer)))
    return undefined;
  const needed = stores.filter(({ output: { buffer } }) => {
    const temporary = isTemporary(buffers[buffer] as Buffer);
    return !temporary || list.readers(buffer).some((reader) => !places.includes(reader));
  });
  const interned = needed.map((store) => ({ ...store, expression: intern(store.expression, known) }));
  const roots = interned.map(({ expression }) => expression);
  const operations = [...known.values()].filter(({ kind }) => kind === 'operation').length;
  if (operations > MOST_OPERATIONS || viewsIn(roots).length + interned.length > MOST_VIEWS) return undefined;
  return { kind: 'map', shape, stores: interned };
}

/** The coarsest shape into which the dimensions of both can be split. */
function commonShape(a: Shape, b: Shape): Shape | undefined {
  if (sizeOf(a) !== sizeOf(b) || sizeOf(a) === 0) return undefined;
  const cuts = (shape: Shape) => {
    let product = 1;
    return [...shape].reverse().map((size) => {
      product *= size;
      return product;
    });
  };
  const all = [...new Set([1, ...cuts(a), ...cuts(b)])].sort((x, y) => x - y);
  const sizes = all.slice(1).map((cut, i) => cut / (all[i] as number));
  return sizes.every(Number.isInteger) ? sizes.reverse() : undefined;
}

/** A map over another shape, into which its own can be split. */
function inShape(step: MapStep, shape: Shape): MapStep {
  const change = (view: View): View => ({
    ...view,
    strides: reshapeStrides(step.shape, view.strides, shape) as number[],
  });
  return {
    ...step,
    shape,
    stores: step.stores.map(({ expression, output }) => ({
      expression: mapViews(expression, change),
      output: change(output),
    })),
  };
}

/** Leaves out what nobody reads. */
function dropUnread({ list, buffers }: Context, i: number): void {
  const step = list.at(i);
  if (step?.kind !== 'map') return;
  const stores = step.stores.filter(
    ({ output: { buffer } }) => !isTemporary(buffers[buffer] as Buffer) || list.readers(buffer).length > 0,
  );
  if (stores.length < step.stores.length) list.replace(i, stores.length > 0 ? { ...step, stores } : undefined);
}

// State.

/**
 * Lets the value that a program hands on take the place of the one that it was given, where nobody needs that any more.
 *
 * @param pairs buffers: given, handed on
 * @returns the steps, and what stands in for each buffer that is handed on
 */
export function shareState(
  steps: readonly Step[],
  buffers: readonly Buffer[],
  pairs: readonly (readonly [BufferId, BufferId])[],
): { steps: Step[]; shared: ReadonlyMap<BufferId, BufferId> } {
  const list = new StepList(steps);
  const shared = new Map<BufferId, BufferId>();
  for (const [given, handed] of pairs) {
    const writers = list.writers(handed);
    const [writer] = writers;
    if (given === handed || writer === undefined || writers.length > 1 || list.writers(given).length > 0) continue;
    const step = list.at(writer) as Step;
    if (step.kind !== 'map' || list.readers(given).some((reader) => reader > writer)) continue;
    const output = step.stores.find((store) => store.output.buffer === handed)?.output as View;
    const old = viewsIn(step.stores.map(({ expression }) => expression)).filter(({ buffer }) => buffer === given);
    const inPlace = old.every(
      (view) =>
        view.offset === output.offset &&
        step.shape.every((size, d) => size === 1 || view.strides[d] === output.strides[d]),
    );
    if (!inPlace || (buffers[given] as Buffer).size !== (buffers[handed] as Buffer).size) continue;
    const { shape } = buffers[handed] as Buffer;
    const target: View = { ...output, buffer: given, offset: 0, strides: stridesOf(shape) };
    const moved = [...new Set([writer, ...list.readers(handed)])].map(
      (place) => [place, moveStep(list.at(place) as Step, handed, { shape, target })] as const,
    );
    if (moved.some(([, other]) => !other)) continue;
    for (const [place, other] of moved) list.replace(place, other);
    shared.set(handed, given);
  }
  return { steps: list.steps, shared };
}
