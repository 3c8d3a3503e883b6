/** Kernels that reduce dimensions. */
import type { Value } from './expression.ts';
import { sizeOf } from './graph.ts';
import { axesFrom, type Rule } from './lowering.ts';
import type { Reducer } from './program.ts';

const reduction =
  (reducer: Reducer): Rule =>
  (to, { attrs, dtype, shape }, [x]) => {
    const value = x as Value;
    return to.reduce(reducer, value, axesFrom(attrs.axis ?? attrs.reductionIndices, value.shape.length), shape, dtype);
  };

export const reductions: Readonly<Record<string, Rule>> = {
  Sum: reduction('sum'),
  Max: reduction('max'),
  Min: reduction('min'),
  Prod: reduction('prod'),
  Mean: (to, node, args) => {
    const { shape, dtype } = node;
    const share = sizeOf(shape) / sizeOf((args[0] as Value).shape);
    return to.operation('Multiply', dtype, [reduction('sum')(to, node, args), to.literal(share, dtype)], shape);
  },
};
