/** Operations whose result is known before the program runs, or is one of their arguments as it is. */
import type { DType } from '../../graph/graph.ts';
import type { Value } from '../expression.ts';
import { type OperationName, operations } from './operations.ts';

/** The result of an operation on float32 values of one shape, where it is known; the table of operations says how. */
export function foldConstants(op: OperationName, dtype: DType, args: readonly Value[]): Value | undefined {
  const { fold } = operations[op];
  if (!fold || dtype !== 'float32' || args.some(({ expression }) => expression.dtype !== 'float32')) return undefined;
  const values = args.map(({ expression }) => (expression.kind === 'literal' ? expression.value : undefined));
  const known = values.filter((value) => value !== undefined);
  if (known.length === values.length) {
    const [a = 0, b = 0] = known;
    return { shape: [], expression: { kind: 'literal', value: Math.fround(fold.of(a, b)), dtype } };
  }
  const [a, b] = values;
  if (a !== undefined && a === fold.first) return args[1];
  return b !== undefined && b === fold.second ? args[0] : undefined;
}
