/** Joins a map with one before it that computes what it reads, or reads what it reads, over the same elements. */
import { type Shape, sizeOf } from '../graph/graph.ts';
import {
  type BufferId,
  type Expression,
  intern,
  isSamePlace,
  keyOf,
  mapViews,
  reshapeStrides,
  type View,
  viewsIn,
} from '../program/expression.ts';
import { type MapStep, readBy, type Store, writtenBy } from '../program/program.ts';
import { overlap } from '../program/regions.ts';
import { inTurn, type StepList } from './step-list.ts';

/** Limits of what one pass computes, so that its values stay in registers. */
const MOST_OPERATIONS = 96;
const MOST_VIEWS = 32;

export const mergeMaps = inTurn((list, j) => {
  // As long as it stays at its place, it may be joined with more.
  while (mergeWithEarlier(list, j) === j);
});

/** Joins map j with the last map before it that it can be joined with. Returns where they are. */
function mergeWithEarlier(list: StepList, j: number): number | undefined {
  const step = list.at(j);
  if (step?.kind !== 'map') return undefined;
  const near = new Set<number>();
  for (const buffer of new Set(readBy(step)))
    for (const place of [...list.writers(buffer), ...list.readers(buffer)]) if (place < j) near.add(place);
  for (const i of [...near].sort((a, b) => b - a)) {
    const other = list.at(i);
    if (other?.kind !== 'map') continue;
    const target = placeForBoth(list, i, j);
    const joined = target !== undefined && join(other, step, list, [i, j]);
    if (!joined) continue;
    list.replace(i, undefined);
    list.replace(j, undefined);
    list.replace(target, joined);
    return target;
  }
  return undefined;
}

/** Where steps i and j > i can run as one: at i, if all that j reads is there, or at j, if nobody needs i's results before. */
function placeForBoth(list: StepList, i: number, j: number): number | undefined {
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

/** Two maps as one, or undefined where one reads what the other computes in another place, or that is too much for one pass. */
function join(first: MapStep, second: MapStep, list: StepList, places: readonly number[]): MapStep | undefined {
  const shape = commonShape(first.shape, second.shape);
  if (!shape) return undefined;
  const [a, b] = [inShape(first, shape), inShape(second, shape)];
  const added = reading(b, a);
  // What the first reads, the second must not overwrite.
  const written = new Set(writtenBy(b));
  if (!added || readBy(a).some((buffer) => written.has(buffer))) return undefined;
  // What the second writes over is not written.
  const stay = a.stores.filter(({ output }) => !added.some((store) => isOver(store.output, output, shape)));
  if (stay.some(({ output }) => added.some((store) => isAcross(store.output, output, shape)))) return undefined;
  const needed = [...stay, ...added].filter(
    ({ output: { buffer } }) =>
      !list.isTemporary(buffer) || list.readers(buffer).some((reader) => !places.includes(reader)),
  );
  const known = new Map<string, Expression>();
  const stores = needed.map((store) => ({ ...store, expression: intern(store.expression, known) }));
  const operations = [...known.values()].filter(({ kind }) => kind === 'operation').length;
  const views = viewsIn(stores.map(({ expression }) => expression));
  if (operations > MOST_OPERATIONS || views.length + stores.length > MOST_VIEWS) return undefined;
  return { kind: 'map', shape, stores };
}

/** Whether two views over a shape have the same elements, index by index. */
const isOver = (a: View, b: View, shape: Shape) => a.buffer === b.buffer && isSamePlace(a, b, shape);

/** Whether two views over a shape share elements. */
const isAcross = (a: View, b: View, shape: Shape) =>
  a.buffer === b.buffer && overlap({ ...a, name: keyOf(a), sizes: shape }, { ...b, name: keyOf(b), sizes: shape });

/** The stores of a map that reads what another one over the same shape computes, as expressions of what that one reads. */
function reading({ shape, stores }: MapStep, other: MapStep): Store[] | undefined {
  const made = new Map<BufferId, Store[]>();
  for (const store of other.stores) made.set(store.output.buffer, [...(made.get(store.output.buffer) ?? []), store]);
  let possible = true;
  const replaced = stores.map(({ expression, output }) => ({
    output,
    expression: mapViews(expression, (view) => {
      const writers = made.get(view.buffer);
      if (!writers) return view;
      const store = writers.find(({ output: written }) => isSamePlace(written, view, shape));
      if (!store) possible = false;
      return store?.expression ?? view;
    }),
  }));
  return possible ? replaced : undefined;
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
