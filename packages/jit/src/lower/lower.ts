/** From a graph of kernels to steps over buffers: elementwise chains become one pass, movement becomes index maps. */

import { countUses } from '../graph/count-uses.ts';
import type { Graph, Node, Source } from '../graph/graph.ts';
import { type ControlNode, isControl, type Kernel, runsOnHost } from '../graph/kernels.ts';
import type { Support } from '../graph/supports.ts';
import type { BufferId, Value, View } from '../program/expression.ts';
import type { Buffer, Draft, Program, Step } from '../program/program.ts';
import { control } from './control.ts';
import { elementwise } from './elementwise.ts';
import { host, nodesOfCall } from './host.ts';
import { indexing } from './indexing.ts';
import { keptValues } from './kept-values.ts';
import { type Lowered, Lowering, type Operand, type Rules } from './lowering.ts';
import { movement } from './movement.ts';
import { products } from './products.ts';
import { random } from './random.ts';
import { reductions } from './reductions.ts';
import { convolutions } from './windows/convolution.ts';
import { pooling } from './windows/pooling.ts';

const given = {
  Input: (to, { shape, dtype }) => to.room(shape, dtype, { permanent: true }),
  Constant: (to, { shape, dtype, values }) => {
    const constant = values as Float32Array | Int32Array;
    const [only] = constant;
    return constant.length > 0 && constant.every((value) => Object.is(value, only))
      ? to.literal(only as number, dtype, shape)
      : to.table(constant, shape, dtype);
  },
} satisfies Partial<Rules>;

/** A rule for every kernel, which the compiler sees to. */
const rules: Rules = {
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

/** A graph, and what is known to be zero of its nodes. */
export interface Lowerable extends Source {
  readonly supports: readonly (Support | undefined)[];
}

/** Lowers a graph inside of the graph. */
export type LowerInner = (source: Source, there: readonly Buffer[]) => Draft;

/** Makes what computes a node. */
type Build = <T>(node: Node, make: (to: Lowering) => T) => T;

/** Lowers the nodes that the outputs need; the program's buffers stand behind those that are there already. */
export function lower(
  { graph, inputs, carried = [], supports }: Lowerable,
  there: readonly Buffer[],
  lowerInner: LowerInner,
): Draft {
  const buffers = [...there];
  const steps: Step[] = [];
  const build: Build = (node, make) => {
    const to = new Lowering(buffers, node.line);
    const made = make(to);
    steps.push(...to.steps);
    return made;
  };
  const inner = (source: Source): Program => {
    const { buffers: all, ...program } = lowerInner(source, buffers);
    buffers.push(...all.slice(buffers.length));
    return program;
  };
  const values = lowerNodes(graph, supports, build, inner);
  const given = inputs.map((id) => ((values[id] as Value).expression as View).buffer);
  // What is handed on as it is stays where it is.
  const same = new Map(
    carried.flatMap(([input, output]) =>
      graph.outputs[output] === inputs[input] ? [[output, given[input] as BufferId] as const] : [],
    ),
  );
  const outputs = graph.outputs.map(
    (id, output) =>
      same.get(output) ??
      build(graph.nodes[id] as Node, (to) => to.copy(values[id] as Value, { permanent: true })).expression.buffer,
  );
  const state = carried.map(([input, output]) => [given[input] as BufferId, outputs[output] as BufferId] as const);
  return { steps, inputs: given, outputs, buffers, state };
}

/** The values of the nodes: this alone keeps them, and what rules say of them. */
function lowerNodes(
  graph: Graph,
  supports: Lowerable['supports'],
  build: Build,
  inner: (source: Source) => Program,
): readonly Value[] {
  const values: Operand[] = [];
  const uses = countUses(graph);
  const isKept = keptValues(graph, uses);
  const controlled = (node: ControlNode, call: readonly Node[], operands: readonly Operand[]) => {
    const programs = node.control.bodies.map(({ source }) => inner(source));
    return build(node, (to) => control(to, node, call, operands, programs));
  };
  for (const node of graph.nodes) {
    if (values[node.id] || (uses[node.id] === 0 && node.kernel !== 'Input')) continue;
    const operands = node.inputs.map((id) => values[id] as Operand);
    if (runsOnHost(node) || isControl(node)) {
      const call = nodesOfCall(node, graph.nodes);
      const results = isControl(node)
        ? controlled(node, call, operands)
        : build(node, (to) => host(to, node, call, operands));
      results.forEach((result, i) => {
        values[(call[i] as Node).id] = result;
      });
      continue;
    }
    const rule = ruleOf(node);
    build(node, (to) => {
      const { shape, expression, settled } = rule(to, node, operands);
      settled?.forEach((operand, place) => {
        const id = node.inputs[place] as number;
        values[id] = { ...values[id], ...operand };
      });
      const value = { shape, expression };
      values[node.id] = { ...(isKept(node, value) ? to.copy(value) : value), support: supports[node.id] };
    });
  }
  return values;
}

/** The rule of a node's kernel. The attributes of a node are those that its kernel has. */
function ruleOf({ kernel }: Node): (to: Lowering, node: Node, operands: readonly Operand[]) => Lowered {
  if (!Object.hasOwn(rules, kernel)) throw new Error(`jit: the kernel ${kernel} has no rule`);
  return rules[kernel as Kernel] as ReturnType<typeof ruleOf>;
}
