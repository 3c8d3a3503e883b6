/** How often nodes are read. */
import type { Graph, Node } from './graph.ts';

/** How often each node is read by nodes that the outputs need. */
export function countUses({ nodes, outputs }: Graph): number[] {
  const uses = new Array<number>(nodes.length).fill(0);
  for (const id of outputs) uses[id] = (uses[id] as number) + 1;
  for (let id = nodes.length - 1; id >= 0; id--) {
    if (uses[id] === 0) continue;
    for (const input of (nodes[id] as Node).inputs) uses[input] = (uses[input] as number) + 1;
  }
  return uses;
}
