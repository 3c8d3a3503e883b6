/** A bias and ReLU behind a product become part of it. */
import type { Shape } from '../graph/graph.ts';
import { type Expression, stridesOf, type View } from '../program/expression.ts';
import { collapse } from '../program/nest.ts';
import type { ProductStep, Store } from '../program/program.ts';
import { placementOf } from './compose-views.ts';
import { moveStep } from './move-step.ts';
import { productOf } from './product-of.ts';
import { inTurn, type StepList } from './step-list.ts';

export const intoProduct = inTurn(joinProduct);

function joinProduct(list: StepList, i: number): void {
  const step = list.at(i);
  if (step?.kind !== 'map' || step.stores.length !== 1) return;
  const [{ expression, output }] = step.stores as [Store];
  if (expression.kind !== 'operation' || output.dtype !== 'float32') return;
  const relu = expression.op === 'Relu';
  const sum = relu ? (expression.args[0] as Expression) : expression;
  const terms = sum.kind === 'operation' && sum.op === 'Add' ? sum.args : [sum];
  if (terms.some((term) => term.kind !== 'view')) return;
  for (const [t, term] of (terms as View[]).entries()) {
    const place = productOf(list, term, step.shape, i);
    const bias = terms[1 - t] as View | undefined;
    if (place === undefined || (bias && !list.writers(bias.buffer).every((writer) => writer < place))) continue;
    const product = list.at(place) as ProductStep;
    if (product.accumulate || product.bias || product.relu) continue;
    const along = bias && biasAlong(bias, step.shape, product);
    // A sparse product has its rows side by side.
    if (bias && (!along || (product.sparse && along === 'rows'))) continue;
    const placement = placementOf(step.shape, output, list.buffer(term.buffer));
    const moved = placement && (moveStep(product, term.buffer, placement) as ProductStep | undefined);
    if (!moved) continue;
    list.replace(place, { ...moved, relu, ...(bias && along && { bias: { view: bias, along } }) });
    list.replace(i, undefined);
    return;
  }
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
