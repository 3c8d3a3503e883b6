/** Which values are written to memory once and read there, and which are computed wherever they are read. */

import { type Graph, type Node, sizeOf } from '../graph/graph.ts';
import { isOf } from '../graph/kernels.ts';
import { operations } from '../program/arithmetic/operations.ts';
import { type Expression, operationsIn, type Value, viewsIn } from '../program/expression.ts';
import { elementwise } from './elementwise.ts';
import { movement } from './movement.ts';
import { reductions } from './reductions.ts';

/** An expression of more operations than this gets a buffer, so that its values stay in registers. */
const LONGEST = 64;

/** Tells of a node's value whether it is kept. */
export function keptValues(graph: Graph, uses: readonly number[]): (node: Node, value: Value) => boolean {
  const inMemory = readInMemory(graph);
  return ({ id }, value) => {
    const count = operationsIn(value.expression);
    const isReadAgain = (uses[id] as number) > 1;
    return (count > 0 && isReadAgain && !isCheaper(value, count, inMemory.has(id))) || count > LONGEST;
  };
}

/** From so many elements on, what is computed from one array of them is cheaper computed again than written and read. */
const LARGE = 2 ** 15;
const MOST_QUICK = 3;

function isCheaper({ shape, expression }: Value, count: number, isInMemory: boolean): boolean {
  if (isInMemory || count > MOST_QUICK || sizeOf(shape) < LARGE) return false;
  const isQuick = (e: Expression): boolean =>
    e.kind !== 'operation' || (operations[e.op].quick === true && e.args.every(isQuick));
  const large = viewsIn([expression]).filter(({ strides }) => shape.every((size, d) => size === 1 || strides[d] !== 0));
  return large.length < 2 && isQuick(expression);
}

/** Nodes that a step reads from memory, which so must be there: elementwise kernels and reductions compute as they read. */
function readInMemory({ nodes }: Graph): Set<number> {
  const passes = (node: Node) =>
    node.kernel in elementwise || node.kernel in reductions || node.kernel in movement || isOuterProduct(node, nodes);
  return new Set(nodes.flatMap((node) => (passes(node) ? [] : node.inputs)));
}

/** Products where one dimension is 1 are elementwise, and sums of such. */
function isOuterProduct(node: Node, nodes: readonly Node[]): boolean {
  if (!isOf(node, 'BatchMatMul')) return false;
  const { inputs, shape, attrs } = node;
  const a = nodes[inputs[0] as number]?.shape.slice(-2) ?? [];
  return [...shape.slice(-2), attrs.transposeA ? a[0] : a[1]].includes(1);
}
