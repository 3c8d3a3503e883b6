/**
 * Fused arithmetic: a multiplication and the addition of its result are rounded once. In products; in expressions, where the
 * addition alone needs what is multiplied; and in exponential functions. What was known while compiling is not touched: initial
 * values and folded constants are the same in both classes of arithmetic.
 */
import type { OperationName } from '../program/arithmetic/operations.ts';
import { type Expression, type Operation, operation, usesIn } from '../program/expression.ts';
import type { Step } from '../program/program.ts';
import type { Pass } from './step-list.ts';

export const contract: Pass = (draft) => ({ ...draft, steps: draft.steps.map(contracted) });

function contracted(step: Step): Step {
  switch (step.kind) {
    case 'product':
      return { ...step, fused: true };
    case 'map': {
      const fuse = fusion(step.stores.map(({ expression }) => expression));
      return { ...step, stores: step.stores.map((store) => ({ ...store, expression: fuse(store.expression) })) };
    }
    case 'reduce':
      return { ...step, expression: fusion([step.expression])(step.expression) };
    default:
      return step;
  }
}

/** Functions that have another formula in fused arithmetic. */
const formulas: Partial<Record<OperationName, OperationName>> = {
  Exp: 'FusedExp',
  Sigmoid: 'FusedSigmoid',
  Tanh: 'FusedTanh',
};

/** Rewrites the expressions of a step; parts that are shared stay shared. */
function fusion(roots: readonly Expression[]): (root: Expression) => Expression {
  const uses = usesIn(roots);
  const factorsOf = (e: Expression | undefined): readonly [Expression, Expression] | undefined => {
    if (e?.kind !== 'operation' || uses.get(e) !== 1) return undefined;
    const [a, b = a] = e.args;
    return a && b && (e.op === 'Multiply' || e.op === 'Square') ? [a, b] : undefined;
  };
  const done = new Map<Expression, Expression>();
  const visit = (e: Expression): Expression => {
    if (e.kind !== 'operation') return e;
    const before = done.get(e);
    if (before) return before;
    const after = e.dtype === 'float32' ? fused(e) : { ...e, args: e.args.map(visit) };
    done.set(e, after);
    return after;
  };
  const join = (op: 'MultiplyAdd' | 'SubtractProduct', factors: readonly Expression[], term: Expression) =>
    operation(op, [...factors, term].map(visit), 'float32');
  const fused = (e: Operation): Expression => {
    const [a, b] = e.args as readonly [Expression, Expression];
    const [ofA, ofB] = e.op === 'Add' || e.op === 'Sub' ? [factorsOf(a), factorsOf(b)] : [];
    if (ofB) return join(e.op === 'Add' ? 'MultiplyAdd' : 'SubtractProduct', ofB, a);
    if (ofA && e.op === 'Add') return join('MultiplyAdd', ofA, b);
    return { ...e, op: formulas[e.op] ?? e.op, args: e.args.map(visit) };
  };
  return visit;
}
