/** Which values of a graph are zero whatever its inputs are, for a constant mask makes them so. */
import { type Graph, type Node, sizeOf } from './graph.ts';

/** Where a value may differ from zero, as long as all numbers are finite. */
export interface Support {
  /** By element, row-major: 1 where it may. */
  readonly positions: Uint8Array;
  /** Whether the value is 1 at all of them. */
  readonly isMask: boolean;
}

/** The supports of a graph's nodes; undefined where nothing is known to be zero. */
export function supportsOf({ nodes }: Graph): readonly (Support | undefined)[] {
  const supports: (Support | undefined)[] = [];
  for (const node of nodes) supports.push(supportOf(node, nodes, supports));
  return supports;
}

function supportOf(
  { kernel, inputs, shape, values }: Node,
  nodes: readonly Node[],
  supports: readonly (Support | undefined)[],
): Support | undefined {
  const [first] = inputs.map((id) => supports[id]);
  switch (kernel) {
    case 'Constant':
      return values?.includes(0)
        ? {
            positions: Uint8Array.from(values, (value) => Number(value !== 0)),
            isMask: values.every((v) => v * v === v),
          }
        : undefined;
    case 'Identity':
    case 'Reshape':
    case 'ExpandDims':
    case 'Cast':
      return first;
    case 'Transpose': {
      const [rows = 0, columns = 0] = shape;
      if (!first || shape.length !== 2 || nodes[inputs[0] as number]?.shape[0] !== columns) return undefined;
      const at = (_: unknown, i: number) => first.positions[(i % columns) * rows + Math.floor(i / columns)] as number;
      return { ...first, positions: Uint8Array.from({ length: rows * columns }, at) };
    }
    case 'Multiply': {
      const known = inputs.flatMap((id) => (nodes[id]?.shape.join() === shape.join() ? (supports[id] ?? []) : []));
      const [a, b = a] = known;
      if (!a || !b) return undefined;
      return {
        positions: a === b ? a.positions : a.positions.map((position, i) => position & (b.positions[i] as number)),
        isMask: known.length === 2 && a.isMask && b.isMask,
      };
    }
    default:
      return undefined;
  }
}

/**
 * The graph with products of matrices that are multiplied by what is known to be zero in places (the gradient of masked
 * weights) as kernels `SampledMatMul`, whose third input is the mask.
 *
 * @param uses how often each node is read
 */
export function sampleProducts(
  graph: Graph,
  supports: readonly (Support | undefined)[],
  uses: readonly number[],
): Graph {
  const { nodes, outputs } = graph;
  const sampled = nodes.map((node) => {
    const { kernel, inputs, shape, dtype } = node;
    if (kernel !== 'Multiply' || dtype !== 'float32' || shape.length !== 2) return node;
    for (const [p, id] of inputs.entries()) {
      const product = nodes[id] as Node;
      const mask = inputs[1 - p] as number;
      const { transposeA, transposeB } = product.attrs;
      if (product.kernel !== 'BatchMatMul' || uses[id] !== 1 || !transposeA || transposeB) continue;
      if (supports[mask]?.positions.length !== sizeOf(shape)) continue;
      return { ...node, kernel: 'SampledMatMul', inputs: [...product.inputs, mask], attrs: product.attrs };
    }
    return node;
  });
  return { nodes: sampled, outputs };
}
