/** Kernels that are not compiled: in `jit`, the cpu backend of tfjs carries them out. */
import type { Node } from '../graph/graph.ts';
import type { HostNode } from '../graph/kernels.ts';
import type { Value } from '../program/expression.ts';
import type { Lowering, Stored } from './lowering.ts';

/** The nodes of one call of a kernel, one for each of its results; they stand one behind the other in the graph. */
export function nodesOfCall(
  { id, attrs: { output, outputs } }: Pick<HostNode, 'id' | 'attrs'>,
  nodes: readonly Node[],
): readonly Node[] {
  return nodes.slice(id - output, id - output + outputs);
}

/** All results of a call. */
export function host(
  to: Lowering,
  { kernel, names, attrs: given }: HostNode,
  results: readonly Node[],
  operands: readonly Value[],
): readonly Stored[] {
  const { output, outputs, ...attrs } = given;
  const inputs = operands.map((operand) => to.contiguous(operand));
  const rooms = results.map(({ shape, dtype }) => to.room(shape, dtype));
  to.steps.push({
    kind: 'host',
    kernel,
    names,
    inputs: inputs.map(({ shape, expression }) => ({ shape, view: expression })),
    attrs,
    outputs: rooms.map(({ expression }) => expression),
  });
  return rooms;
}
