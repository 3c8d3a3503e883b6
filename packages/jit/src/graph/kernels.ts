/** The kernels that graphs consist of, and the attributes of each. */
import type { Conv2DAttrs, MaxPoolAttrs, StridedSliceAttrs } from '@tensorflow/tfjs-core';
import type { Attributes, Control, DType, Node, Shape } from './graph.ts';

/** The words of a text. */
export type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text;

/** Kernels whose inputs say all; what else tfjs gives to a few of them is not needed. */
type Plain = Words<
  | 'Abs Acos Acosh Add AddN Asin Asinh Atan Atan2 Atanh BitwiseAnd Ceil Cos Cosh Elu EluGrad Equal Erf Exp Expm1 Floor FloorDiv'
  | 'GatherNd Greater GreaterEqual Identity IsFinite IsInf IsNan Less LessEqual Log Log1p LogicalAnd LogicalNot LogicalOr'
  | 'LogSoftmax Maximum Minimum Mod Multiply Neg NotEqual OnesLike Pow Prelu RealDiv Reciprocal Relu Relu6 Round Rsqrt'
  | 'Select Selu Sigmoid Sign Sin Sinh Softmax Softplus Sqrt Square SquaredDifference Sub Tan Tanh ZerosLike'
>;

type Reducing = Words<'All Any Max Mean Min Prod Sum'>;

export interface Reduction {
  readonly axis?: number | readonly number[] | null;
  readonly reductionIndices?: number | readonly number[] | null;
  readonly keepDims?: boolean;
}

interface AlongAxis {
  readonly axis: number;
}

/** One of several results of a kernel. */
interface OfSeveral {
  readonly output?: number;
}

interface Cumulative {
  readonly axis?: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

interface Product {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

type Windows = Readonly<Pick<Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'>>;
type Convolution = Windows & Readonly<Partial<Pick<Conv2DAttrs, 'dilations' | 'dataFormat'>>>;
export type Pooling = Windows & Readonly<Pick<MaxPoolAttrs, 'filterSize'>>;

interface OfShape {
  readonly shape: Shape;
}

interface Padding {
  readonly paddings: readonly (readonly [number, number])[];
}

/** What tfjs gives to each of its kernels that can be recorded. */
interface RecordedKernels extends Record<Plain, object>, Record<Reducing, Reduction> {
  ArgMax: AlongAxis;
  ArgMin: AlongAxis;
  AvgPool: Pooling;
  AvgPoolGrad: Pooling;
  BatchMatMul: Product;
  BroadcastTo: OfShape;
  Cast: { readonly dtype: DType };
  ClipByValue: { readonly clipValueMin: number; readonly clipValueMax: number };
  Concat: AlongAxis;
  Conv2D: Convolution;
  Conv2DBackpropFilter: Convolution & { readonly filterShape: Shape };
  Conv2DBackpropInput: Convolution & { readonly inputShape: Shape };
  Cumprod: Cumulative;
  Cumsum: Cumulative;
  DepthToSpace: { readonly blockSize: number; readonly dataFormat: 'NHWC' | 'NCHW' };
  ExpandDims: { readonly dim: number };
  Fill: OfShape & { readonly value: number | string | boolean; readonly dtype?: DType };
  GatherV2: { readonly axis?: number; readonly batchDims?: number };
  LeakyRelu: { readonly alpha: number };
  MaxPool: Pooling;
  MaxPoolGrad: Pooling;
  MirrorPad: Padding & { readonly mode: 'reflect' | 'symmetric' };
  OneHot: { readonly depth: number; readonly onValue: number; readonly offValue: number; readonly dtype?: DType };
  Pack: AlongAxis;
  PadV2: Padding & { readonly constantValue: number };
  Range: { readonly start: number; readonly stop: number; readonly step: number; readonly dtype: DType };
  Reshape: OfShape;
  Reverse: { readonly dims: number | readonly number[] };
  ScatterNd: OfShape;
  Slice: { readonly begin: number | readonly number[]; readonly size: number | readonly number[] };
  SplitV: AlongAxis & OfSeveral & { readonly numOrSizeSplits: number | readonly number[] };
  Step: { readonly alpha?: number };
  StridedSlice: Readonly<StridedSliceAttrs>;
  /** Of this package: random bits. */
  Threefry: { readonly key0: number; readonly key1: number; readonly count: number };
  Tile: { readonly reps: readonly number[] };
  Transpose: { readonly perm: readonly number[] };
  Unpack: AlongAxis & OfSeveral;
  UnsortedSegmentSum: { readonly numSegments: number };
}

/** Those that no function calls: what goes in, what is known, and what a pass makes of others. */
interface MadeKernels {
  Input: object;
  Constant: object;
  /** A BatchMatMul of which a mask, the third input, says which elements count. */
  SampledMatMul: Product;
}

export type RecordedKernel = keyof RecordedKernels;
export type Kernel = RecordedKernel | keyof MadeKernels;

/** The attributes of a kernel. */
export type AttributesOf<K extends Kernel> = (RecordedKernels & MadeKernels)[K];

/** A node of a certain kernel. */
export interface NodeOf<K extends Kernel> extends Omit<Node, 'kernel' | 'attrs'> {
  readonly kernel: K;
  readonly attrs: AttributesOf<K>;
}

/** Whether a node is of a kernel, whose attributes it then has. */
export const isOf = <K extends Kernel>(node: Node, kernel: K): node is Node & NodeOf<K> => node.kernel === kernel;

/** A kernel that is not compiled, whatever its name: one node for each of its results, one behind the other. */
export interface HostNode extends Node {
  readonly names: readonly string[];
  /** Its own attributes, which result this is, and of how many. */
  readonly attrs: Attributes & { readonly output: number; readonly outputs: number };
}

export const runsOnHost = (node: Node): node is HostNode => node.names !== undefined;

/** A node that carries out other graphs. */
export interface ControlNode extends Node {
  readonly control: Control;
  readonly attrs: Pick<HostNode['attrs'], 'output' | 'outputs'>;
}

export const isControl = (node: Node): node is ControlNode => node.control !== undefined;
