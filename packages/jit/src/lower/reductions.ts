/** Kernels that reduce dimensions, or walk along one. */

import { axesOf } from '../graph/axes.ts';
import { sizeOf } from '../graph/graph.ts';
import type { NodeOf } from '../graph/kernels.ts';
import type { Value } from '../program/expression.ts';
import type { CalledKernel, Reducer } from '../program/program.ts';
import type { Lowering, Rule, Rules } from './lowering.ts';

const reduction =
  (reducer: Reducer): Rule<'All' | 'Any' | 'Max' | 'Mean' | 'Min' | 'Prod' | 'Sum'> =>
  (to, { attrs, dtype, shape }, [x]) => {
    const value = x as Value;
    // The largest of nothing is what tfjs reads behind its array.
    if (value.shape.includes(0) && (reducer === 'max' || reducer === 'min'))
      return to.literal(dtype === 'float32' ? Number.NaN : 0, dtype, shape);
    return to.reduce(reducer, value, axesOf(attrs.axis ?? attrs.reductionIndices, value.shape.length), shape, dtype);
  };

/** Calls a kernel for every line of a value along an axis: (outer, size, inner, input, output, …). */
const alongAxis =
  <K extends 'ArgMax' | 'ArgMin' | 'Cumprod' | 'Cumsum'>(
    kernel: CalledKernel,
    more: (node: NodeOf<K>, input: Value) => readonly number[],
  ): Rule<K> =>
  (to, node, [x]) => {
    const value = to.contiguous(x as Value);
    const [axis = 0] = axesOf(node.attrs.axis ?? 0, value.shape.length);
    const { shape, expression } = value;
    const result = to.room(node.shape, node.dtype);
    to.steps.push({
      kind: 'call',
      kernel,
      args: [
        sizeOf(shape.slice(0, axis)),
        shape[axis] as number,
        sizeOf(shape.slice(axis + 1)),
        expression,
        result.expression,
        ...more(node, value),
      ],
      reads: [expression.buffer],
      writes: [result.expression.buffer],
    });
    return result;
  };

const isFloat = ({ expression }: Value) => Number(expression.dtype === 'float32');

const cumulative = (kernel: 'cumulativeSum' | 'cumulativeProduct') =>
  alongAxis<'Cumprod' | 'Cumsum'>(kernel, ({ attrs }, value) => [
    isFloat(value),
    Number(attrs.exclusive),
    Number(attrs.reverse),
  ]);

/** Over the last dimension. */
function softmax(to: Lowering, x: Value): { shifted: Value; exponentials: Value; sum: Value } {
  const logits = to.inMemory(x);
  const { shape } = logits;
  const last = [shape.length - 1];
  const column = shape.map((size, d) => (last.includes(d) ? 1 : size));
  const shifted = to.copy(to.operation('Sub', 'float32', [logits, to.reduce('max', logits, last, column)], shape));
  const exponentials = to.copy(to.operation('Exp', 'float32', [shifted], shape));
  return { shifted, exponentials, sum: to.reduce('sum', exponentials, last, column) };
}

export const reductions = {
  Sum: reduction('sum'),
  Max: reduction('max'),
  Min: reduction('min'),
  Prod: reduction('prod'),
  All: reduction('min'),
  Any: reduction('max'),
  Mean: (to, node, args) => {
    const { shape, dtype } = node;
    const value = args[0] as Value;
    const floats = value.expression.dtype === 'float32' ? value : to.operation('Cast', dtype, [value], value.shape);
    // The mean of nothing is 0.
    const share = sizeOf(shape) / Math.max(sizeOf(value.shape), 1);
    return to.operation('Multiply', dtype, [reduction('sum')(to, node, [floats]), to.literal(share, dtype)], shape);
  },
  ArgMax: alongAxis('argExtreme', (_, value) => [isFloat(value), 1]),
  ArgMin: alongAxis('argExtreme', (_, value) => [isFloat(value), 0]),
  Cumsum: cumulative('cumulativeSum'),
  Cumprod: cumulative('cumulativeProduct'),
  Softmax: (to, { shape }, [x]) => {
    const { exponentials, sum } = softmax(to, x as Value);
    return to.operation('RealDiv', 'float32', [exponentials, sum], shape);
  },
  LogSoftmax: (to, { shape }, [x]) => {
    const { shifted, sum } = softmax(to, x as Value);
    return to.operation('Sub', 'float32', [shifted, to.copy(to.operation('Log', 'float32', [sum], sum.shape))], shape);
  },
} satisfies Partial<Rules>;
