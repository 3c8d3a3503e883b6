/** The shape and type of each kernel's output from those of its inputs, for the kernels that can be recorded. */
import { backend_util, upcastType } from '@tensorflow/tfjs-core';
import { axesOf } from './axes.ts';
import type { DType, Shape } from './graph.ts';
import { movementTypes } from './infer-movement.ts';
import type { Pooling, RecordedKernel, Reduction, Words } from './kernels.ts';
import { rangeOf } from './range.ts';
import { RecordingError } from './recording-error.ts';
import type { TensorType } from './tensor-type.ts';
import { at, check, type TypeRule, type TypeRules, type Types } from './type-rule.ts';

/** A rule for kernels whose inputs say all. */
type OfInputs = (inputs: readonly TensorType[]) => TensorType;

const float = (shape: Shape): TensorType => ({ shape, dtype: 'float32' });

const unary: OfInputs = (inputs) => at(inputs, 0);
const unaryToFloat: OfInputs = (inputs) => float(at(inputs, 0).shape);
/** Booleans are counted as int32. */
const counted: OfInputs = (inputs) => {
  const x = at(inputs, 0);
  return x.dtype === 'bool' ? { ...x, dtype: 'int32' } : x;
};
const unaryToBool: OfInputs = (inputs) => ({ shape: at(inputs, 0).shape, dtype: 'bool' });
const broadcast = (a: Shape, b: Shape) => backend_util.assertAndGetBroadcastShape([...a], [...b]);
const binary: OfInputs = (inputs) => ({
  shape: broadcast(at(inputs, 0).shape, at(inputs, 1).shape),
  dtype: at(inputs, 0).dtype,
});
const comparison: OfInputs = (inputs) => ({
  shape: broadcast(at(inputs, 0).shape, at(inputs, 1).shape),
  dtype: 'bool',
});

const reduction =
  (dtype?: DType) =>
  (inputs: readonly TensorType[], { axis, reductionIndices, keepDims }: Reduction): TensorType => {
    const x = at(inputs, 0);
    const axes = axesOf(axis ?? reductionIndices, x.shape.length);
    const shape = keepDims
      ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
      : x.shape.filter((_, i) => !axes.includes(i));
    return { shape, dtype: dtype ?? x.dtype };
  };

const total = (inputs: readonly TensorType[], attrs: Reduction) => reduction(counted(inputs).dtype)(inputs, attrs);

const matMul: TypeRule<'BatchMatMul'> = (inputs, { transposeA, transposeB }) => {
  const [a, b] = [at(inputs, 0).shape, at(inputs, 1).shape];
  const { dtype } = at(inputs, 0);
  check(dtype !== 'bool', () => 'matMul: tfjs counts in bools as if they were bytes; cast both to int32 or float32');
  check(
    at(inputs, 1).dtype === dtype,
    () => `matMul: both must be of one type, got ${dtype} and ${at(inputs, 1).dtype}; cast them`,
  );
  const rows = a[a.length - (transposeA ? 1 : 2)] as number;
  const columns = b[b.length - (transposeB ? 2 : 1)] as number;
  check(
    a.length > 1 && b.length > 1 && a[a.length - (transposeA ? 2 : 1)] === b[b.length - (transposeB ? 1 : 2)],
    () =>
      `matMul: the inner dimensions of [${a}]${transposeA ? ', transposed,' : ''} and [${b}]${transposeB ? ', transposed,' : ''} must agree`,
  );
  return { shape: [...broadcast(a.slice(0, -2), b.slice(0, -2)), rows, columns], dtype };
};

const convolution: TypeRule<'Conv2D'> = (inputs, { strides, pad, dilations = 1, dimRoundingMode }) => {
  const [x, filter] = [at(inputs, 0), at(inputs, 1)];
  const { outShape } = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
  );
  return float(outShape);
};

const pool = (inputs: readonly TensorType[], { filterSize, strides, pad, dimRoundingMode }: Pooling): TensorType => {
  const { shape, dtype } = at(inputs, 0);
  const { outShape } = backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return { shape: outShape, dtype };
};

const rules: TypeRules<RecordedKernel> = {
  ...family(
    unary,
    'Abs Acos Acosh Asin Asinh Atan Atanh Ceil ClipByValue Expm1 Floor Identity Log1p Neg OnesLike Reciprocal Relu Relu6 Reverse Round Selu Sign Sinh Softplus Square Step ZerosLike',
  ),
  ...family(unaryToFloat, 'Cos Cosh Elu Erf Exp LeakyRelu Log LogSoftmax Rsqrt Sigmoid Sin Softmax Sqrt Tan Tanh'),
  ...family(unaryToBool, 'LogicalNot IsNan IsInf IsFinite'),
  ...family(binary, 'Add Atan2 BitwiseAnd EluGrad Maximum Minimum Mod Multiply Pow RealDiv SquaredDifference'),
  ...family(comparison, 'Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr'),
  ...movementTypes,
  All: reduction('bool'),
  Any: reduction('bool'),
  ArgMax: (inputs, { axis }) => reduction('int32')(inputs, { axis }),
  ArgMin: (inputs, { axis }) => reduction('int32')(inputs, { axis }),
  Max: reduction(),
  Mean: reduction('float32'),
  Min: reduction(),
  Prod: total,
  Sum: total,
  AddN: unary,
  AvgPool: pool,
  AvgPoolGrad: (inputs) => at(inputs, 1),
  BatchMatMul: matMul,
  Cast: (inputs, { dtype }) => ({ shape: at(inputs, 0).shape, dtype }),
  Conv2D: convolution,
  Conv2DBackpropFilter: (_, { filterShape }) => float(filterShape),
  Conv2DBackpropInput: (_, { inputShape }) => float(inputShape),
  Cumprod: counted,
  Cumsum: counted,
  Fill: (_, { shape, value, dtype }) => ({ shape, dtype: dtype ?? (typeof value === 'boolean' ? 'bool' : 'float32') }),
  FloorDiv: (inputs) => ({ ...binary(inputs), dtype: 'int32' }),
  MaxPool: pool,
  MaxPoolGrad: (inputs) => at(inputs, 1),
  OneHot: (inputs, { depth, dtype = 'int32' }) => ({ shape: [...at(inputs, 0).shape, depth], dtype }),
  Prelu: (inputs) => float(binary(inputs).shape),
  Range: (_, attrs) => ({ shape: [rangeOf(attrs).length], dtype: attrs.dtype }),
  Select: (inputs) => {
    const [yes, no] = [at(inputs, 1), at(inputs, 2)];
    return { shape: yes.shape, dtype: upcastType(yes.dtype, no.dtype) as DType };
  },
  Sub: (inputs) => {
    check(
      inputs.some(({ dtype }) => dtype !== 'bool'),
      () => 'sub: of bools tfjs gives differences modulo 256 as bools; cast both to int32 or float32',
    );
    return binary(inputs);
  },
  Threefry: (_, { count }) => ({ shape: [count], dtype: 'int32' }),
  UnsortedSegmentSum: (inputs, { numSegments }) => {
    const [x, segments] = [at(inputs, 0), at(inputs, 1)];
    return float([numSegments, ...x.shape.slice(segments.shape.length)]);
  },
};

/** One rule for kernels that are named in a text. */
function family<Text extends string>(
  rule: OfInputs,
  kernels: Words<Text> extends RecordedKernel ? Text : never,
): Readonly<Record<Words<Text>, OfInputs>> {
  const entries = kernels.split(' ').map((kernel) => [kernel, rule]);
  return Object.fromEntries(entries) as Record<Words<Text>, OfInputs>;
}

/** The kernels that can be recorded. */
export const recordable = Object.keys(rules) as readonly RecordedKernel[];

/** The types of a kernel's outputs; its attributes are those that tfjs gives to it. */
export function inferTypes(kernel: string, inputs: readonly TensorType[], attrs: object): readonly TensorType[] {
  const rule = (rules as Readonly<Record<string, (inputs: readonly TensorType[], attrs: object) => Types>>)[kernel];
  if (!rule) throw new RecordingError(`the kernel ${kernel} cannot be recorded`);
  const types = rule(inputs, attrs);
  return 'dtype' in types ? [types] : types;
}
