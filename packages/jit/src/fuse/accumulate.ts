/** A sum of products: the first one writes it, the others add to it. */
import { type Expression, operation, type View } from '../program/expression.ts';
import type { ProductStep, Store } from '../program/program.ts';
import { placeCopy } from './place-directly.ts';
import { productOf } from './product-of.ts';
import { inTurn, type StepList } from './step-list.ts';

export const accumulate = inTurn(accumulateSum);

function accumulateSum(list: StepList, i: number): void {
  const step = list.at(i);
  if (step?.kind !== 'map' || step.stores.length !== 1) return;
  const [{ expression, output }] = step.stores as [Store];
  const terms = termsOf(expression);
  if (terms.length < 2 || output.dtype !== 'float32') return;
  const found = terms.map((term) => (term.kind === 'view' ? productOf(list, term, step.shape, i) : undefined));
  const places = [...new Set(found.filter((place) => place !== undefined))].sort((a, b) => a - b);
  const views = terms.filter((_, t) => found[t] !== undefined) as View[];
  // A product that is added twice counts twice.
  if (places.length < 2 || places.length !== views.length) return;
  const products = places.map((place) => list.at(place) as ProductStep);
  const [first] = products as [ProductStep];
  if (products.some((p) => p.relu || p.bias || p.accumulate || shapeOf(p) !== shapeOf(first))) return;
  products.forEach((p, n) => {
    if (n > 0) list.replace(places[n] as number, { ...p, c: first.c, accumulate: true });
  });
  const sum = { ...(views[0] as View), buffer: first.c.buffer };
  const rest = terms.filter((_, t) => found[t] === undefined);
  const whole = rest.reduce<Expression>((total, term) => operation('Add', [total, term], 'float32'), sum);
  list.replace(i, { ...step, stores: [{ expression: whole, output }] });
  if (rest.length === 0) placeCopy(list, i);
}

/** Products with the same one have their results in the same places of their buffers. */
const shapeOf = ({ m, n, c, loops }: ProductStep) =>
  `${m},${n},${c.rows.groups},${c.rows.stride},${loops.map((loop) => `${loop.count}:${loop.c}`)}`;

/** The terms of a sum. */
function termsOf(e: Expression): Expression[] {
  return e.kind === 'operation' && e.op === 'Add' ? e.args.flatMap(termsOf) : [e];
}
