/** The same graph with less to compute: equal nodes are one, and nodes that change nothing are passed over. */
import type { Graph, Node } from './graph.ts';
import { printAttributes, sizeOf } from './graph.ts';
import { isOf } from './kernels.ts';

/** Nodes keep their places; those that are not read any more are left for the lowering to leave out. */
export function simplify({ nodes, outputs }: Graph): Graph {
  const same: number[] = [];
  const known = new Map<string, number>();
  const relus = new Map<number, number>();
  const simpler: Node[] = nodes.map((node) => {
    const inputs = node.inputs.map((id) => same[id] as number);
    const renamed = { ...node, inputs };
    same[node.id] = node.id;
    if (changesNothing(renamed, nodes)) {
      same[node.id] = inputs[0] as number;
      return renamed;
    }
    // The step of x is that of relu(x), which is there already: so x need not be kept for it.
    if (isOf(node, 'Step') && (node.attrs.alpha ?? 0) === 0 && relus.has(inputs[0] as number))
      renamed.inputs = [relus.get(inputs[0] as number) as number];
    const key = keyOf(renamed);
    const before = key === undefined ? undefined : known.get(key);
    if (before !== undefined) same[node.id] = before;
    else if (key !== undefined) known.set(key, node.id);
    if (node.kernel === 'Relu') relus.set(inputs[0] as number, same[node.id] as number);
    return renamed;
  });
  return { nodes: simpler, outputs: outputs.map((id) => same[id] as number) };
}

function changesNothing(node: Node, nodes: readonly Node[]): boolean {
  const { kernel, inputs, shape, dtype } = node;
  const [input] = inputs;
  if (input === undefined) return false;
  const from = nodes[input] as Node;
  if (from.dtype !== dtype || from.shape.join() !== shape.join()) return false;
  switch (kernel) {
    case 'Identity':
    case 'Reshape':
    case 'ExpandDims':
    case 'Cast':
    case 'BroadcastTo':
    case 'Slice':
    case 'Tile':
    case 'PadV2':
      return true;
    case 'AddN':
    case 'Concat':
      return inputs.length === 1;
    default:
      return isOf(node, 'Transpose') && node.attrs.perm.every((axis, d) => axis === d);
  }
}

/** Constants up to this size are compared by their values. */
const SMALL = 64;

/** Equal keys, equal values; undefined for what is only equal to itself. */
function keyOf({ kernel, inputs, attrs, shape, dtype, values, control }: Node): string | undefined {
  if (kernel === 'Input' || control) return undefined;
  if (values && sizeOf(shape) > SMALL) return undefined;
  const numbers = values ? [...values].map((value) => (Object.is(value, -0) ? '-0' : value)) : '';
  return `${kernel}(${inputs})${printAttributes(attrs)}${dtype}[${shape}]${numbers}`;
}
