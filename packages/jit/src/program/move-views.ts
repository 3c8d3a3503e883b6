/** Movement of values without moving them: other index maps for the same memory. */

import type { Shape } from '../graph/graph.ts';
import { type Expression, mapViews, type Value } from './expression.ts';

function permuteViews(expression: Expression, order: readonly number[]): Expression {
  return mapViews(expression, (view) => ({ ...view, strides: order.map((i) => view.strides[i] as number) }));
}

export function permute<V extends Value>({ shape, expression }: V, order: readonly number[]): V {
  return { shape: order.map((i) => shape[i] as number), expression: permuteViews(expression, order) } as unknown as V;
}

export function slice({ expression }: Value, begin: readonly number[], shape: Shape): Value {
  const moved = mapViews(expression, (view) => ({
    ...view,
    offset: begin.reduce((sum, b, i) => sum + b * (view.strides[i] as number), view.offset),
  }));
  return { shape, expression: moved };
}

export function reverse({ shape, expression }: Value, dims: readonly number[]): Value {
  const turned = mapViews(expression, (view) => ({
    ...view,
    offset: dims.reduce((sum, d) => sum + ((shape[d] as number) - 1) * (view.strides[d] as number), view.offset),
    strides: view.strides.map((stride, d) => (dims.includes(d) ? -stride : stride)),
  }));
  return { shape, expression: turned };
}

/** Every `step`-th element from `begin` on, `size` of them in each dimension; a step may be negative. */
export function strided({ expression }: Value, begin: readonly number[], step: readonly number[], size: Shape): Value {
  const moved = mapViews(expression, (view) => ({
    ...view,
    offset: begin.reduce((sum, b, i) => sum + b * (view.strides[i] as number), view.offset),
    strides: view.strides.map((stride, d) => stride * (step[d] as number)),
  }));
  return { shape: size, expression: moved };
}
