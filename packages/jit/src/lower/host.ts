/** Kernels that are not compiled: in `jit`, the cpu backend of tfjs carries them out. */
import type { DType, Shape } from '../graph/graph.ts';
import type { Rule, Stored } from './lowering.ts';

/** One result of a kernel that falls back; the step is made with the first of them. */
export const host: Rule = (to, node, args) => {
  const { output = 0, outputs = 1, ...attrs } = node.attrs as { output?: number; outputs?: number };
  const first = node.id - output;
  const known = to.hostResults.get(first);
  if (known) return known[output] as Stored;
  const inputs = args.map((arg) => to.contiguous(arg));
  const results = Array.from({ length: outputs }, (_, i) => {
    const { shape, dtype } = to.graph.nodes[first + i] as { shape: Shape; dtype: DType };
    return to.room(shape, dtype);
  });
  to.steps.push({
    kind: 'host',
    kernel: node.kernel,
    names: node.names as readonly string[],
    inputs: inputs.map(({ shape, expression }) => ({ shape, view: expression })),
    attrs,
    outputs: results.map(({ expression }) => expression),
  });
  to.hostResults.set(first, results);
  return results[output] as Stored;
};
