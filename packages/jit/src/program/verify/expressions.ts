/** What a valid expression is. */
import type { Shape } from '../../graph/graph.ts';
import { type Expression, type Operation, typedOperation } from '../expression.ts';

/** The rule that an expression over a shape breaks, or undefined. */
export function brokenByExpression(root: Expression, shape: Shape): string | undefined {
  const seen = new Set<Expression>();
  const visit = (e: Expression): string | undefined => {
    if (seen.has(e)) return undefined;
    seen.add(e);
    switch (e.kind) {
      case 'view':
        return e.strides.length === shape.length
          ? undefined
          : `a view of #${e.buffer} must have ${shape.length} strides, and has ${e.strides.length}`;
      case 'literal':
        return e.dtype === 'float32' || (e.value | 0) === e.value
          ? undefined
          : `the literal ${e.value} must be a 32-bit integer, for it is of type ${e.dtype}`;
      case 'operation':
        for (const arg of e.args) {
          const broken = visit(arg);
          if (broken) return broken;
        }
        return brokenByOperation(e);
    }
  };
  return visit(root);
}

function brokenByOperation(operation: Operation): string | undefined {
  try {
    typedOperation(operation);
    return undefined;
  } catch (refusal) {
    return (refusal as Error).message.replace('jit: ', '');
  }
}
