/** Which values of a graph are zero whatever its inputs are, for a constant mask makes them so. */
import type { Graph, Node } from './graph.ts';

/** Where a value may differ from zero, as long as all numbers are finite. */
export interface Support {
  /** By element, row-major: 1 where it may. */
  readonly positions: Uint8Array;
  /** Whether the value is 1 at all of them. */
  readonly isMask: boolean;
  /** Whether something was multiplied by a constant: one that happens to have zeros of its own leaves nothing out. */
  readonly isMasked: boolean;
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
            isMasked: false,
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
        isMasked: a.isMasked || b.isMasked || inputs.some((id) => nodes[id]?.kernel !== 'Constant'),
      };
    }
    default:
      return undefined;
  }
}
