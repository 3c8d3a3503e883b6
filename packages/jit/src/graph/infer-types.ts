/** The shape and type of each kernel's output from those of its inputs, for the kernels that can be recorded. */
import { backend_util, slice_util } from '@tensorflow/tfjs-core';
import type { Attributes, DType, Shape } from './graph.ts';
import { sizeOf } from './graph.ts';
import type { TensorType } from './tensor-type.ts';

type Rule = (inputs: readonly TensorType[], attrs: Attributes) => TensorType | readonly TensorType[];

const float = (shape: Shape): TensorType => ({ shape, dtype: 'float32' });

function at(inputs: readonly TensorType[], i: number): TensorType {
  const input = inputs[i];
  if (!input) throw new TypeError(`a kernel was called with ${inputs.length} inputs and reads number ${i + 1}`);
  return input;
}

const unary: Rule = (inputs) => at(inputs, 0);
const unaryToFloat: Rule = (inputs) => float(at(inputs, 0).shape);
/** Booleans are counted as int32. */
const counted = (inputs: readonly TensorType[]): TensorType => {
  const x = at(inputs, 0);
  return x.dtype === 'bool' ? { ...x, dtype: 'int32' } : x;
};
const unaryToBool: Rule = (inputs) => ({ shape: at(inputs, 0).shape, dtype: 'bool' });
const broadcast = (a: Shape, b: Shape) => backend_util.assertAndGetBroadcastShape([...a], [...b]);
const binary: Rule = (inputs) => ({
  shape: broadcast(at(inputs, 0).shape, at(inputs, 1).shape),
  dtype: at(inputs, 0).dtype,
});
const comparison: Rule = (inputs) => ({ shape: broadcast(at(inputs, 0).shape, at(inputs, 1).shape), dtype: 'bool' });

/** Says what a kernel of tfjs would have said, had it run. */
function check(holds: boolean, message: () => string): void {
  if (!holds) throw new TypeError(message());
}

/** Axes as a sorted list of indices from 0. */
function axesOf(axis: unknown, rank: number): number[] {
  const axes = axis === undefined || axis === null ? Array.from({ length: rank }, (_, i) => i) : [axis].flat();
  for (const a of axes as number[])
    check(a >= -rank && a < rank, () => `the axis must be within [${-rank}, ${rank - 1}], got ${a}`);
  return (axes as number[]).map((a) => (a < 0 ? a + rank : a)).sort((a, b) => a - b);
}

const reduction =
  (dtype?: DType): Rule =>
  (inputs, { axis, reductionIndices, keepDims }) => {
    const x = at(inputs, 0);
    const axes = axesOf(axis ?? reductionIndices, x.shape.length);
    const shape = keepDims
      ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
      : x.shape.filter((_, i) => !axes.includes(i));
    return { shape, dtype: dtype ?? x.dtype };
  };

const total: Rule = (inputs, attrs) => reduction(counted(inputs).dtype)(inputs, attrs);

const reshape: Rule = (inputs, { shape }) => {
  const x = at(inputs, 0);
  const known = (shape as number[]).filter((size) => size !== -1);
  const result = (shape as number[]).map((size) => (size === -1 ? sizeOf(x.shape) / sizeOf(known) : size));
  check(
    sizeOf(result) === sizeOf(x.shape) && result.every(Number.isInteger),
    () => `reshape: a tensor of shape [${x.shape}] cannot have the shape [${shape}]`,
  );
  return { ...x, shape: result };
};

const matMul: Rule = (inputs, { transposeA, transposeB }) => {
  const [a, b] = [at(inputs, 0).shape, at(inputs, 1).shape];
  const rows = a[a.length - (transposeA ? 1 : 2)] as number;
  const columns = b[b.length - (transposeB ? 2 : 1)] as number;
  check(
    a.length > 1 && b.length > 1 && a[a.length - (transposeA ? 2 : 1)] === b[b.length - (transposeB ? 1 : 2)],
    () =>
      `matMul: the inner dimensions of [${a}]${transposeA ? ', transposed,' : ''} and [${b}]${transposeB ? ', transposed,' : ''} must agree`,
  );
  return { shape: [...broadcast(a.slice(0, -2), b.slice(0, -2)), rows, columns], dtype: at(inputs, 0).dtype };
};

const concat: Rule = (inputs, { axis }) => {
  const first = at(inputs, 0);
  const [along] = axesOf(axis, first.shape.length) as [number];
  for (const { shape } of inputs)
    check(
      shape.length === first.shape.length && shape.every((size, i) => i === along || size === first.shape[i]),
      () => `concat: the shapes [${first.shape}] and [${shape}] must agree but for axis ${along}`,
    );
  const length = inputs.reduce((total, { shape }) => total + (shape[along] as number), 0);
  return { ...first, shape: first.shape.map((size, i) => (i === along ? length : size)) };
};

const pack: Rule = (inputs, { axis }) => {
  const { shape, dtype } = at(inputs, 0);
  for (const other of inputs)
    check(other.shape.join() === shape.join(), () => `stack: the shapes [${shape}] and [${other.shape}] must agree`);
  const [along] = axesOf(axis, shape.length + 1) as [number];
  return { dtype, shape: [...shape.slice(0, along), inputs.length, ...shape.slice(along)] };
};

const unpack: Rule = (inputs, { axis }) => {
  const { shape, dtype } = at(inputs, 0);
  const [along] = axesOf(axis, shape.length) as [number];
  return Array.from({ length: shape[along] as number }, () => ({ dtype, shape: shape.filter((_, i) => i !== along) }));
};

const split: Rule = (inputs, { numOrSizeSplits, axis }) => {
  const { shape, dtype } = at(inputs, 0);
  const [along] = axesOf(axis, shape.length) as [number];
  const total = shape[along] as number;
  const sizes =
    typeof numOrSizeSplits === 'number'
      ? Array<number>(numOrSizeSplits).fill(total / numOrSizeSplits)
      : (numOrSizeSplits as number[]);
  const known = sizes.reduce((sum, size) => sum + Math.max(size, 0), 0);
  check(
    sizes.every(Number.isInteger) && (sizes.includes(-1) ? known <= total : known === total),
    () => `split: axis ${along} of [${shape}] cannot be split into ${numOrSizeSplits}`,
  );
  return sizes.map((size) => ({
    dtype,
    shape: shape.map((s, i) => (i !== along ? s : size === -1 ? total - known : size)),
  }));
};

const slice: Rule = (inputs, { begin, size }) => {
  const { shape, dtype } = at(inputs, 0);
  const starts = [begin].flat() as number[];
  const sizes = [size].flat() as number[];
  const result = shape.map((s, i) => ((sizes[i] ?? -1) < 0 ? s - (starts[i] ?? 0) : (sizes[i] as number)));
  check(
    shape.every((s, i) => (starts[i] ?? 0) >= 0 && (starts[i] ?? 0) + (result[i] as number) <= s),
    () => `slice: [${starts}] and the size [${sizes}] reach beyond the shape [${shape}]`,
  );
  return { dtype, shape: result };
};

const pad: Rule = (inputs, { paddings }) => {
  const { shape, dtype } = at(inputs, 0);
  return {
    dtype,
    shape: shape.map((size, i) => size + ((paddings as number[][])[i] ?? []).reduce((a, b) => a + b, 0)),
  };
};

const transpose: Rule = (inputs, { perm }) => {
  const { shape, dtype } = at(inputs, 0);
  return { dtype, shape: (perm as number[]).map((axis) => shape[axis] as number) };
};

const gather: Rule = (inputs, { axis, batchDims = 0 }) => {
  const [x, indices] = [at(inputs, 0), at(inputs, 1)];
  const [along] = axesOf(axis, x.shape.length) as [number];
  return {
    dtype: x.dtype,
    shape: [...x.shape.slice(0, along), ...indices.shape.slice(batchDims as number), ...x.shape.slice(along + 1)],
  };
};

const convolution: Rule = (inputs, { strides, pad, dilations = 1, dimRoundingMode }) => {
  const [x, filter] = [at(inputs, 0), at(inputs, 1)];
  const { outShape } = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number, number],
    strides as number,
    dilations as number,
    pad as number,
    dimRoundingMode as 'floor',
  );
  return float(outShape);
};

const pool: Rule = (inputs, { filterSize, strides, pad, dimRoundingMode }) => {
  const { shape, dtype } = at(inputs, 0);
  const { outShape } = backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as number,
    strides as number,
    1,
    pad as number,
    dimRoundingMode as 'floor',
  );
  return { shape: outShape, dtype };
};

/** What a strided slice takes of a shape. */
export function sliceInfoOf(shape: Shape, attrs: Attributes) {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs as Record<
    'begin' | 'end' | 'strides',
    number[]
  > &
    Record<'beginMask' | 'endMask' | 'ellipsisMask' | 'newAxisMask' | 'shrinkAxisMask', number>;
  return slice_util.sliceInfo(
    [...shape],
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
}

const rules: Readonly<Record<string, Rule>> = {
  ...family(
    unary,
    'Abs Acos Acosh Asin Asinh Atan Atanh Ceil ClipByValue Expm1 Floor Identity Log1p Neg OnesLike Reciprocal Relu Relu6 Reverse Round Selu Sign Sinh Softplus Square Step ZerosLike',
  ),
  ...family(unaryToFloat, 'Cos Cosh Elu Erf Exp LeakyRelu Log LogSoftmax Rsqrt Sigmoid Sin Softmax Sqrt Tan Tanh'),
  ...family(unaryToBool, 'LogicalNot IsNan IsInf IsFinite'),
  ...family(binary, 'Add Atan2 EluGrad Maximum Minimum Mod Multiply Pow RealDiv SquaredDifference Sub'),
  ...family(comparison, 'Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr'),
  ...family(reduction(), 'Max Min'),
  ...family(total, 'Prod Sum'),
  ...family(reduction('bool'), 'All Any'),
  ...family(reduction('float32'), 'Mean'),
  ArgMax: (inputs, { axis }) => reduction('int32')(inputs, { axis }),
  ArgMin: (inputs, { axis }) => reduction('int32')(inputs, { axis }),
  Prelu: (inputs, attrs) => float((binary(inputs, attrs) as TensorType).shape),
  Cumprod: counted,
  Cumsum: counted,
  AddN: unary,
  BatchMatMul: matMul,
  AvgPool: pool,
  AvgPoolGrad: (inputs) => at(inputs, 1),
  Conv2D: convolution,
  Conv2DBackpropFilter: (_, { filterShape }) => float(filterShape as number[]),
  Conv2DBackpropInput: (_, { inputShape }) => float(inputShape as number[]),
  BroadcastTo: (inputs, { shape }) => ({ ...at(inputs, 0), shape: shape as number[] }),
  Cast: (inputs, { dtype }) => ({ shape: at(inputs, 0).shape, dtype: dtype as DType }),
  Concat: concat,
  ExpandDims: (inputs, { dim }) => {
    const { shape, dtype } = at(inputs, 0);
    const [before] = axesOf(dim, shape.length + 1) as [number];
    return { dtype, shape: [...shape.slice(0, before), 1, ...shape.slice(before)] };
  },
  Fill: (_, { shape, value, dtype }) => ({
    shape: shape as number[],
    dtype: (dtype as DType) ?? (typeof value === 'boolean' ? 'bool' : 'float32'),
  }),
  FloorDiv: (inputs) => ({ ...(binary(inputs, {}) as TensorType), dtype: 'int32' }),
  GatherNd: (inputs) => {
    const [x, indices] = [at(inputs, 0), at(inputs, 1)];
    const depth = indices.shape.at(-1) as number;
    return { dtype: x.dtype, shape: [...indices.shape.slice(0, -1), ...x.shape.slice(depth)] };
  },
  GatherV2: gather,
  MaxPool: pool,
  MaxPoolGrad: (inputs) => at(inputs, 1),
  MirrorPad: pad,
  OneHot: (inputs, { depth, dtype }) => ({
    shape: [...at(inputs, 0).shape, depth as number],
    dtype: (dtype as DType) ?? 'int32',
  }),
  Pack: pack,
  PadV2: pad,
  Range: (_, { start, stop, step, dtype }) => ({
    shape: [Math.max(Math.ceil(((stop as number) - (start as number)) / (step as number)), 0)],
    dtype: dtype as DType,
  }),
  Reshape: reshape,
  Select: (inputs) => at(inputs, 1),
  ScatterNd: (inputs, { shape }) => ({ shape: shape as number[], dtype: at(inputs, 1).dtype }),
  Slice: slice,
  SplitV: split,
  Threefry: (_, { count }) => ({ shape: [count as number], dtype: 'int32' }),
  Tile: (inputs, { reps }) => {
    const { shape, dtype } = at(inputs, 0);
    return { dtype, shape: shape.map((size, i) => size * ((reps as number[])[i] as number)) };
  },
  StridedSlice: (inputs, attrs) => {
    const { shape, dtype } = at(inputs, 0);
    return { dtype, shape: sliceInfoOf(shape, attrs).finalShape };
  },
  Transpose: transpose,
  Unpack: unpack,
  UnsortedSegmentSum: (inputs, { numSegments }) => {
    const [x, segments] = [at(inputs, 0), at(inputs, 1)];
    return float([numSegments as number, ...x.shape.slice(segments.shape.length)]);
  },
};

function family(rule: Rule, kernels: string): Record<string, Rule> {
  return Object.fromEntries(kernels.split(' ').map((kernel) => [kernel, rule]));
}

/** The kernels that can be recorded. */
export const recordable: readonly string[] = Object.keys(rules);

/** The types of a kernel's outputs. */
export function inferTypes(kernel: string, inputs: readonly TensorType[], attrs: Attributes): readonly TensorType[] {
  const rule = rules[kernel];
  if (!rule) throw new Error(`the kernel ${kernel} cannot be recorded`);
  const types = rule(inputs, attrs);
  return Array.isArray(types) ? types : [types as TensorType];
}
