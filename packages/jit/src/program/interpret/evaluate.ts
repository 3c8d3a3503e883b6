/** Elementwise expressions, computed by hand over a whole shape. */
import { type Numbers, type Shape, sizeOf } from '../../graph/graph.ts';
import { compute } from '../arithmetic/compute.ts';
import type { Expression, Operation, View } from '../expression.ts';
import { forEachPlace } from '../regions.ts';
import { arrayOf, type Memory, numbersOf } from './memory.ts';

/** The values of expressions over a shape, row-major; what is shared is computed once. */
export function evaluate(roots: readonly Expression[], shape: Shape, memory: Memory): Numbers[] {
  const known = new Map<Expression, Numbers>();
  const size = sizeOf(shape);
  const valuesOf = (e: Expression): Numbers => {
    const before = known.get(e);
    if (before) return before;
    const values =
      e.kind === 'view'
        ? readView(e, shape, memory)
        : e.kind === 'literal'
          ? numbersOf(e.dtype, size).fill(e.value)
          : operate(e, e.args.map(valuesOf), size);
    known.set(e, values);
    return values;
  };
  return roots.map(valuesOf);
}

function operate(operation: Operation, args: readonly Numbers[], size: number): Numbers {
  const values = numbersOf(operation.dtype, size);
  for (let i = 0; i < size; i++)
    values[i] = compute(
      operation,
      args.map((arg) => arg[i] as number),
    );
  return values;
}

function readView(view: View, sizes: Shape, memory: Memory): Numbers {
  const from = arrayOf(memory, view.buffer);
  const values = numbersOf(view.dtype, sizeOf(sizes));
  let i = 0;
  forEachPlace({ ...view, sizes }, (place) => {
    values[i++] = from[place] as number;
  });
  return values;
}

/** Stores values, row-major over a shape, where a view says. */
export function writeView(view: View, sizes: Shape, values: Numbers, memory: Memory): void {
  const to = arrayOf(memory, view.buffer);
  let i = 0;
  forEachPlace({ ...view, sizes }, (place) => {
    to[place] = values[i++] as number;
  });
}
