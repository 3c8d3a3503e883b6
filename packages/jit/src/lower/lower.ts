/** From a graph of kernels to steps over buffers: elementwise chains become one pass, movement becomes index maps. */

import { fuse, shareState } from '../fuse/fuse.ts';
import { type Graph, type Node, type Source, sizeOf } from '../graph/graph.ts';
import { simplify } from '../graph/simplify.ts';
import { sampleProducts, supportsOf } from '../graph/supports.ts';
import { type BufferId, type Expression, operationsIn, type Value, type View, viewsIn } from '../program/expression.ts';
import type { Buffer, Program } from '../program/program.ts';
import { convolutions } from './convolution.ts';
import { elementwise } from './elementwise.ts';
import { host } from './host.ts';
import { indexing } from './indexing.ts';
import { Lowering, type Rule } from './lowering.ts';
import { movement } from './movement.ts';
import { pooling } from './pooling.ts';
import { products } from './products.ts';
import { random } from './random.ts';
import { reductions } from './reductions.ts';

/** An expression of more operations than this gets a buffer, so that its values stay in registers. */
const LONGEST = 64;

const given: Readonly<Record<string, Rule>> = {
  Input: (to, { shape, dtype }) => to.room(shape, dtype, { permanent: true }),
  Constant: (to, { shape, dtype, values }) => {
    const constant = values as Float32Array | Int32Array;
    const [only] = constant;
    return constant.length > 0 && constant.every((value) => Object.is(value, only))
      ? to.literal(only as number, dtype, shape)
      : to.table(constant, shape, dtype);
  },
};

const rules: Readonly<Record<string, Rule>> = {
  ...given,
  ...elementwise,
  ...movement,
  ...reductions,
  ...products,
  ...convolutions,
  ...pooling,
  ...indexing,
  ...random,
};

/** Lowers the nodes that the outputs need; buffers are appended to `buffers`. */
export function lower({ graph: recorded, inputs, carried = [] }: Source, buffers: Buffer[]): Program {
  const simpler = simplify(recorded);
  const supports = supportsOf(simpler);
  const graph = sampleProducts(simpler, supports, countUses(simpler));
  const uses = countUses(graph);
  const inMemory = readInMemory(graph);
  const to = new Lowering(graph, buffers, supports);
  for (const node of graph.nodes) {
    const count = uses[node.id] as number;
    if (count === 0 && node.kernel !== 'Input') continue;
    const rule = node.names ? host : rules[node.kernel];
    if (!rule) throw new Error(`jit: the kernel ${node.kernel} is not compiled yet`);
    const value = rule(
      to,
      node,
      node.inputs.map((id) => to.values[id] as Value),
    );
    const operations = operationsIn(value.expression);
    const isKept =
      (operations > 0 && count > 1 && !isCheaper(value, operations, inMemory.has(node.id))) || operations > LONGEST;
    to.values[node.id] = isKept ? to.copy(value) : value;
  }
  const given = inputs.map((id) => ((to.values[id] as Value).expression as View).buffer);
  // What is handed on as it is stays where it is.
  const same = new Map(
    carried.flatMap(([input, output]) =>
      graph.outputs[output] === inputs[input] ? [[output, given[input] as BufferId] as const] : [],
    ),
  );
  const outputs = graph.outputs.map(
    (id, output) => same.get(output) ?? to.copy(to.values[id] as Value, { permanent: true }).expression.buffer,
  );
  const pairs = carried.map(([input, output]) => [given[input] as BufferId, outputs[output] as BufferId] as const);
  const { steps, shared } = shareState(fuse(to.steps, buffers), buffers, pairs);
  for (const buffer of shared.keys()) buffers[buffer] = { shape: [0], size: 0, permanent: false };
  return { steps, inputs: given, outputs: outputs.map((buffer) => shared.get(buffer) ?? buffer) };
}

/** From so many elements on, what is computed from one array of them is cheaper computed again than written and read. */
const LARGE = 2 ** 15;
const quick = new Set('Abs Add Maximum Multiply Neg Relu Square Step Sub'.split(' '));
const MOST_QUICK = 3;

function isCheaper({ shape, expression }: Value, operations: number, isInMemory: boolean): boolean {
  if (isInMemory || operations > MOST_QUICK || sizeOf(shape) < LARGE) return false;
  const isQuick = (e: Expression): boolean => e.kind !== 'operation' || (quick.has(e.op) && e.args.every(isQuick));
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
function isOuterProduct({ kernel, inputs, shape, attrs }: Node, nodes: readonly Node[]): boolean {
  if (kernel !== 'BatchMatMul') return false;
  const a = nodes[inputs[0] as number]?.shape.slice(-2) ?? [];
  return [...shape.slice(-2), attrs.transposeA ? a[0] : a[1]].includes(1);
}

/** How often each node is read by nodes that the outputs need. */
function countUses({ nodes, outputs }: Graph): number[] {
  const uses = new Array<number>(nodes.length).fill(0);
  for (const id of outputs) uses[id] = (uses[id] as number) + 1;
  for (let id = nodes.length - 1; id >= 0; id--) {
    if (uses[id] === 0) continue;
    for (const input of (nodes[id] as Node).inputs) uses[input] = (uses[input] as number) + 1;
  }
  return uses;
}
