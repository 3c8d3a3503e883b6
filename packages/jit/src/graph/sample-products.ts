/** Products of which a mask lets only some elements through. */
import { countUses } from './count-uses.ts';
import { type Graph, type Node, sizeOf } from './graph.ts';
import { isOf } from './kernels.ts';
import type { Support } from './supports.ts';

/**
 * The graph with products of matrices that are multiplied by what is known to be zero in places (the gradient of masked
 * weights) as kernels `SampledMatMul`, whose third input is the mask.
 */
export function sampleProducts(graph: Graph, supports: readonly (Support | undefined)[]): Graph {
  const { nodes, outputs } = graph;
  const uses = countUses(graph);
  const sampled = nodes.map((node) => {
    const { kernel, inputs, shape, dtype } = node;
    if (kernel !== 'Multiply' || dtype !== 'float32' || shape.length !== 2) return node;
    for (const [p, id] of inputs.entries()) {
      const product = nodes[id] as Node;
      const mask = inputs[1 - p] as number;
      if (!isOf(product, 'BatchMatMul') || uses[id] !== 1) continue;
      const { transposeA, transposeB } = product.attrs;
      if (!transposeA || transposeB) continue;
      if (supports[mask]?.positions.length !== sizeOf(shape)) continue;
      return { ...node, kernel: 'SampledMatMul', inputs: [...product.inputs, mask], attrs: product.attrs };
    }
    return node;
  });
  return { nodes: sampled, outputs };
}
