/** From a graph of kernels to steps over buffers: elementwise chains become one pass, movement becomes index maps. */
import { type BufferId, broadcastTo, operationsIn, reshape, stridesOf, type Value, type View } from './expression.ts';
import type { DType, Graph, Node, Shape } from './graph.ts';
import { sizeOf } from './graph.ts';
import { indicesOf, offsetOf, permute, permuteViews, reverse, slice } from './movement.ts';
import type { Buffer, Program, Reducer, Step } from './program.ts';

/** An expression of more operations than this gets a buffer, so that its values stay in registers. */
const LONGEST = 24;

const elementwise = new Set(
  'Abs Add Ceil Equal Exp Floor Greater GreaterEqual Less LessEqual Log LogicalAnd LogicalNot LogicalOr Maximum Minimum Multiply Neg NotEqual RealDiv Reciprocal Relu Round Rsqrt Select Sigmoid Sqrt Square SquaredDifference Step Sub Tanh'.split(
    ' ',
  ),
);

/** Lowers the nodes that the outputs need. */
export function lower(graph: Graph, inputs: readonly number[]): Program {
  const uses = countUses(graph);
  const buffers: Buffer[] = [];
  const steps: Step[] = [];
  const values: Value[] = [];

  const newBuffer = (size: number, permanent = false, initial?: Buffer['values']): BufferId =>
    buffers.push({ size, permanent, ...(initial && { values: initial }) }) - 1;
  const viewOf = (buffer: BufferId, shape: Shape, dtype: DType): View => ({
    kind: 'view',
    buffer,
    offset: 0,
    strides: stridesOf(shape),
    dtype,
  });
  const inMemory = (value: Value, permanent = false): Value & { expression: View } => {
    const { dtype } = value.expression;
    const output = viewOf(newBuffer(sizeOf(value.shape), permanent), value.shape, dtype);
    steps.push({ kind: 'map', shape: value.shape, expression: value.expression, output });
    return { shape: value.shape, expression: output };
  };
  const asView = (value: Value): Value & { expression: View } =>
    value.expression.kind === 'view' ? (value as Value & { expression: View }) : inMemory(value);
  const spread = (value: Value, shape: Shape): Value =>
    broadcastTo(
      operationsIn(value.expression) > 0 && sizeOf(shape) > sizeOf(value.shape) ? inMemory(value) : value,
      shape,
    );
  const reshaped = (value: Value, shape: Shape): Value =>
    reshape(value, shape) ?? (reshape(inMemory(value), shape) as Value);

  const reduce = (node: Node, reducer: Reducer): Value => {
    const { shape, expression } = values[node.inputs[0] as number] as Value;
    const axes = reducedAxes(node, shape.length);
    const order = [...shape.keys()].filter((i) => !axes.includes(i)).concat(axes);
    const kept = shape.length - axes.length;
    const domain = order.map((i) => shape[i] as number);
    const output = viewOf(newBuffer(sizeOf(domain.slice(0, kept))), domain.slice(0, kept), node.dtype);
    steps.push({ kind: 'reduce', reducer, shape: domain, kept, expression: permuteViews(expression, order), output });
    return reshaped({ shape: domain.slice(0, kept), expression: output }, node.shape);
  };

  /** Writes values one behind the other along an axis. */
  const join = (node: Node, parts: readonly Value[], axis: number): Value => {
    const whole = viewOf(newBuffer(sizeOf(node.shape)), node.shape, node.dtype);
    let at = 0;
    for (const part of parts) {
      const output = { ...whole, offset: at * (whole.strides[axis] as number) };
      if (sizeOf(part.shape) > 0) steps.push({ kind: 'map', shape: part.shape, expression: part.expression, output });
      at += part.shape[axis] as number;
    }
    return { shape: node.shape, expression: whole };
  };

  const product = (node: Node): Value => {
    const { transposeA, transposeB } = node.attrs as { transposeA: boolean; transposeB: boolean };
    const rank = node.shape.length;
    const batchShape = node.shape.slice(0, -2);
    const operand = (i: number, transposed: boolean) => {
      const view = asView(values[node.inputs[i] as number] as Value);
      const full = broadcastTo(view, [...batchShape, ...view.shape.slice(-2)]) as Value & { expression: View };
      return transposed ? permute(full, [...batchShape.keys(), rank - 1, rank - 2]) : full;
    };
    let a = operand(0, transposeA);
    let b = operand(1, transposeB);
    const [rows, inner] = a.shape.slice(-2) as [number, number];
    const columns = node.shape[rank - 1] as number;
    const stride = (value: Value & { expression: View }, fromEnd: number) =>
      value.expression.strides[rank - fromEnd] as number;
    if (stride(b, 1) !== 1 && columns !== 1 && stride(b, 2) !== 1 && inner !== 1) b = inMemory(b);
    const bTransposed = stride(b, 1) !== 1 && columns !== 1;
    const aPlain = stride(a, 1) === 1 || inner === 1;
    if (!aPlain && ((stride(a, 2) !== 1 && rows !== 1) || bTransposed)) a = inMemory(a);
    const aTransposed = stride(a, 1) !== 1 && inner !== 1;
    const c = viewOf(newBuffer(sizeOf(node.shape)), node.shape, node.dtype);
    steps.push({
      kind: 'product',
      variant: aTransposed ? 'TN' : bTransposed ? 'NT' : 'NN',
      rows,
      columns,
      inner,
      a: a.expression,
      b: b.expression,
      aRow: stride(a, aTransposed ? 1 : 2),
      bRow: stride(b, bTransposed ? 1 : 2),
      c,
      batches: indicesOf(batchShape).map(
        (index) => [offsetOf(index, a.expression), offsetOf(index, b.expression), offsetOf(index, c)] as const,
      ),
    });
    return { shape: node.shape, expression: c };
  };

  const operation = (op: string, dtype: DType, args: readonly Value[], shape: Shape, alpha?: number): Value => ({
    shape,
    expression: {
      kind: 'operation',
      op,
      dtype,
      args: args.map((arg) => spread(arg, shape).expression),
      ...(alpha !== undefined && { alpha }),
    },
  });

  const lowerNode = (node: Node): Value => {
    const { kernel, attrs, shape, dtype } = node;
    const args = node.inputs.map((id) => values[id] as Value);
    const first = args[0] as Value;
    const literal = (value: number): Value => ({ shape, expression: { kind: 'literal', value, dtype } });
    if (elementwise.has(kernel)) return operation(kernel, dtype, args, shape, attrs.alpha as number | undefined);
    switch (kernel) {
      case 'Input':
        return { shape, expression: viewOf(newBuffer(sizeOf(shape), true), shape, dtype) };
      case 'Constant': {
        const constant = node.values as Float32Array | Int32Array;
        const [only] = constant;
        if (constant.length > 0 && constant.every((value) => Object.is(value, only))) return literal(only as number);
        return { shape, expression: viewOf(newBuffer(constant.length, true, constant), shape, dtype) };
      }
      case 'ZerosLike':
        return literal(0);
      case 'OnesLike':
        return literal(1);
      case 'Fill':
        return literal(Number(attrs.value));
      case 'Identity':
      case 'Reshape':
      case 'ExpandDims':
        return reshaped(first, shape);
      case 'Cast': {
        const from = first.expression.dtype;
        if (from === dtype || (from !== 'float32' && dtype === 'int32')) return { shape, expression: first.expression };
        return operation(`Cast:${from === 'float32' ? dtype : 'float32'}`, dtype, args, shape);
      }
      case 'BroadcastTo':
        return spread(first, shape);
      case 'Transpose':
        return permute(first, attrs.perm as number[]);
      case 'Slice':
        return slice(first, [attrs.begin].flat() as number[], shape);
      case 'Reverse':
        return reverse(
          first,
          ([attrs.dims].flat() as number[]).map((d) => (d < 0 ? d + shape.length : d)),
        );
      case 'SplitV':
      case 'Unpack':
        return part(node, first, graph);
      case 'Pack': {
        const axis = attrs.axis as number;
        const one = [...shape.slice(0, axis), 1, ...shape.slice(axis + 1)];
        return join(
          node,
          args.map((arg) => reshaped(arg, one)),
          axis,
        );
      }
      case 'Concat':
        return join(node, args, ((attrs.axis as number) + shape.length) % shape.length);
      case 'PadV2': {
        const paddings = attrs.paddings as [number, number][];
        const whole = viewOf(newBuffer(sizeOf(shape)), shape, dtype);
        steps.push({
          kind: 'map',
          shape,
          expression: literal(attrs.constantValue as number).expression,
          output: whole,
        });
        const offset = paddings.reduce((sum, [before], i) => sum + before * (whole.strides[i] as number), 0);
        steps.push({ kind: 'map', shape: first.shape, expression: first.expression, output: { ...whole, offset } });
        return { shape, expression: whole };
      }
      case 'Tile': {
        const reps = attrs.reps as number[];
        const doubled = reshaped(
          first,
          first.shape.flatMap((size) => [1, size]),
        );
        return reshaped(
          spread(
            doubled,
            first.shape.flatMap((size, i) => [reps[i] as number, size]),
          ),
          shape,
        );
      }
      case 'OneHot': {
        const depth = attrs.depth as number;
        const places = newBuffer(
          depth,
          true,
          Int32Array.from({ length: depth }, (_, i) => i),
        );
        const classes: Value = { shape: [depth], expression: viewOf(places, [depth], 'int32') };
        const hit = operation('Equal', 'bool', [reshaped(first, [...first.shape, 1]), classes], shape);
        const number = (value: unknown): Value => ({
          shape: [],
          expression: { kind: 'literal', value: value as number, dtype },
        });
        return operation('Select', dtype, [hit, number(attrs.onValue), number(attrs.offValue)], shape);
      }
      case 'AddN':
        return args.slice(1).reduce((sum, arg) => operation('Add', dtype, [sum, arg], shape), first);
      case 'Sum':
        return reduce(node, 'sum');
      case 'Max':
        return reduce(node, 'max');
      case 'Min':
        return reduce(node, 'min');
      case 'Prod':
        return reduce(node, 'prod');
      case 'Mean': {
        const share: Value = {
          shape: [],
          expression: { kind: 'literal', value: sizeOf(shape) / sizeOf(first.shape), dtype },
        };
        return operation('Multiply', dtype, [reduce(node, 'sum'), share], shape);
      }
      case 'BatchMatMul':
        return product(node);
      default:
        throw new Error(`jit: the kernel ${kernel} is not compiled yet`);
    }
  };

  for (const node of graph.nodes) {
    const count = uses[node.id] as number;
    if (count === 0 && node.kernel !== 'Input') continue;
    const value = lowerNode(node);
    const operations = operationsIn(value.expression);
    values[node.id] = (operations > 0 && count > 1) || operations > LONGEST ? inMemory(value) : value;
  }
  const outputs = graph.outputs.map((id) => inMemory(values[id] as Value, true).expression.buffer);
  return { buffers, steps, inputs: inputs.map((id) => ((values[id] as Value).expression as View).buffer), outputs };
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

function reducedAxes({ attrs }: Node, rank: number): number[] {
  const axis = attrs.axis ?? attrs.reductionIndices;
  if (axis === undefined || axis === null) return Array.from({ length: rank }, (_, i) => i);
  return ([axis].flat() as number[]).map((a) => (a < 0 ? a + rank : a)).sort((a, b) => a - b);
}

/** One output of SplitV or Unpack. */
function part(node: Node, input: Value, { nodes }: Graph): Value {
  const { kernel, attrs, shape } = node;
  const rank = input.shape.length;
  const axis = ((attrs.axis as number) + rank) % rank;
  const index = (attrs.output as number | undefined) ?? 0;
  const begin = new Array<number>(rank).fill(0);
  if (kernel === 'Unpack') {
    begin[axis] = index;
    const kept = [...input.shape.keys()].filter((i) => i !== axis);
    return permute(slice(input, begin, input.shape), kept);
  }
  // The outputs of a split stand one behind another in the graph.
  for (let i = 0; i < index; i++)
    begin[axis] = (begin[axis] as number) + ((nodes[node.id - index + i] as Node).shape[axis] as number);
  return slice(input, begin, shape);
}
