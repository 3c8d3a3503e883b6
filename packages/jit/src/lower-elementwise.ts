/** Kernels that compute element by element, with broadcasting. */
import type { Value } from './expression.ts';
import type { Rule } from './lowering.ts';

/** Kernels that are one operation of the emitter each. */
const direct =
  'Abs Add Ceil Equal Exp Floor Greater GreaterEqual Less LessEqual Log LogicalAnd LogicalNot LogicalOr Maximum Minimum Multiply Neg NotEqual RealDiv Reciprocal Relu Round Rsqrt Select Sigmoid Sqrt Square SquaredDifference Step Sub Tanh'.split(
    ' ',
  );

export const elementwise: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    direct.map((kernel): [string, Rule] => [
      kernel,
      (to, { dtype, shape, attrs }, args) => to.operation(kernel, dtype, args, shape, attrs.alpha as number | undefined),
    ]),
  ),
  AddN: (to, { dtype, shape }, args) => args.reduce((sum, arg) => to.operation('Add', dtype, [sum, arg], shape)),
  Cast: (to, { dtype, shape }, [x]) => {
    const value = x as Value;
    const from = value.expression.dtype;
    if (from === dtype) return value;
    // A boolean is 0 or 1 in memory.
    if (from === 'bool' && dtype === 'int32')
      return to.operation('Identity:int32', dtype, [value], shape);
    const source = from === 'float32' ? dtype : dtype === 'bool' ? 'bool:int32' : 'float32';
    return to.operation(`Cast:${source}`, dtype, [value], shape);
  },
  ZerosLike: (to, { dtype, shape }) => to.literal(0, dtype, shape),
  OnesLike: (to, { dtype, shape }) => to.literal(1, dtype, shape),
  Fill: (to, { attrs, dtype, shape }) => to.literal(Number(attrs.value), dtype, shape),
};
