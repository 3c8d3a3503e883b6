/**
 * What a valid graph is. This is the definition:
 *
 * **Order.** A node's number is its place. It reads nodes that stand before it; so there are no circles.
 *
 * **Types.** What a kernel gives has the type that its rule infers (infer-types.ts). A constant has a value for each of its
 * elements. What a kernel gives that runs in the cpu backend is one of its results, and so is what a node gives that carries
 * out other graphs: these are valid, and each of their inputs has the type of what it gets.
 *
 * **Outside.** Outputs are nodes of the graph. What is written from outside are inputs of it; what an output hands on to an
 * input has its type.
 */
import { type Graph, type Node, type Source, sizeOf } from './graph.ts';
import { inferTypes } from './infer-types.ts';
import { type ControlNode, isControl, isOf, runsOnHost } from './kernels.ts';
import { isSameType, printType, type TensorType } from './tensor-type.ts';

/**
 * Checks a graph.
 *
 * @param when in the words of the message
 * @throws Error when it is not valid, with the number of the node, its kernel, and the rule that it breaks
 */
export function verifyGraph({ graph, inputs, carried = [] }: Source, when: string): void {
  const { nodes, outputs } = graph;
  const fail = (rule: string) => {
    throw new Error(`jit: the graph ${when} is not valid: ${rule}`);
  };
  nodes.forEach((node, place) => {
    const rule = brokenByNode(node, place, nodes);
    if (rule) fail(`%${place} = ${node.kernel}: ${rule}`);
  });
  for (const id of outputs) if (!nodes[id]) fail(`the output %${id} is no node`);
  for (const id of inputs)
    if (nodes[id]?.kernel !== 'Input') fail(`%${id}, which is written from outside, is no Input`);
  for (const [input, output] of carried) {
    const [to, from] = [nodes[inputs[input] as number], nodes[outputs[output] as number]];
    if (!to || !from) fail(`output ${output} cannot be handed on to input ${input}, which there are not both`);
    else if (!isSameType(to, from))
      fail(`output ${output}, ${printType(from)}, is handed on to an input of ${printType(to)}`);
  }
}

function brokenByNode(node: Node, place: number, nodes: Graph['nodes']): string | undefined {
  const { id, inputs, shape, values } = node;
  if (id !== place) return `its number must be its place, and is ${id}`;
  const later = inputs.find((input) => !(input < place && nodes[input]));
  if (later !== undefined) return `it reads %${later}, which does not stand before it`;
  switch (node.kernel) {
    case 'Input':
      return undefined;
    case 'Constant':
      return values?.length === sizeOf(shape)
        ? undefined
        : `it must have ${sizeOf(shape)} values, and has ${values?.length}`;
  }
  if (runsOnHost(node) || isControl(node)) {
    const { output, outputs } = node.attrs;
    if (output >= outputs) return `it is result ${output} of ${outputs}`;
    return isControl(node) ? brokenByBodies(node, nodes) : undefined;
  }
  return brokenByType(
    node,
    inputs.map((input) => nodes[input] as Node),
  );
}

function brokenByBodies({ control, inputs }: ControlNode, nodes: Graph['nodes']): string | undefined {
  const { flow, bodies, scan } = control;
  const [from, to] = scan ? [scan.carried, scan.carried + scan.stacked] : [0, 0];
  for (const { source, takes } of bodies) {
    verifyGraph(source, `of a ${flow}`);
    for (const [i, take] of takes.entries()) {
      const given = nodes[inputs[take] as number] as Node;
      const type = take >= from && take < to ? { ...given, shape: given.shape.slice(1) } : given;
      const taken = source.graph.nodes[source.inputs[i] as number] as Node;
      if (!isSameType(taken, type)) return `its body takes ${printType(taken)}, and gets ${printType(type)}`;
    }
  }
  return undefined;
}

function brokenByType(node: Node, inputs: readonly TensorType[]): string | undefined {
  const { kernel, attrs } = node;
  // What a pass makes of a product gives what the product gave.
  const called = isOf(node, 'SampledMatMul') ? 'BatchMatMul' : kernel;
  try {
    const inferred = inferTypes(called, inputs, attrs)[Number(attrs.output ?? 0)];
    return inferred && isSameType(inferred, node)
      ? undefined
      : `it is ${printType(node)}, and its rule infers ${inferred && printType(inferred)}`;
  } catch (error) {
    return (error as Error).message;
  }
}
