/** The types of what kernels give that move values. */
import { backend_util, gather_util, slice_util, type Tensor } from '@tensorflow/tfjs-core';
import { axisOf } from './axes.ts';
import { type Shape, sizeOf } from './graph.ts';
import type { AttributesOf } from './kernels.ts';
import { at, check, type TypeRule, type TypeRules } from './type-rule.ts';

const reshape: TypeRule<'Reshape'> = (inputs, { shape }) => {
  const x = at(inputs, 0);
  const known = shape.filter((size) => size !== -1);
  const result = shape.map((size) => (size === -1 ? sizeOf(x.shape) / sizeOf(known) : size));
  check(
    sizeOf(result) === sizeOf(x.shape) && result.every(Number.isInteger),
    () => `reshape: a tensor of shape [${x.shape}] cannot have the shape [${shape}]`,
  );
  return { ...x, shape: result };
};

const concat: TypeRule<'Concat'> = (inputs, { axis }) => {
  const first = at(inputs, 0);
  const along = axisOf(axis, first.shape.length);
  for (const { shape } of inputs)
    check(
      shape.length === first.shape.length && shape.every((size, i) => i === along || size === first.shape[i]),
      () => `concat: the shapes [${first.shape}] and [${shape}] must agree but for axis ${along}`,
    );
  check(
    first.dtype !== 'bool' || inputs.every(({ dtype }) => dtype === 'bool'),
    () => `concat: behind a bool stand bools alone, got ${inputs.map(({ dtype }) => dtype)}; cast them to one type`,
  );
  const length = inputs.reduce((total, { shape }) => total + (shape[along] as number), 0);
  return { ...first, shape: first.shape.map((size, i) => (i === along ? length : size)) };
};

const pack: TypeRule<'Pack'> = (inputs, { axis }) => {
  const { shape, dtype } = at(inputs, 0);
  for (const other of inputs)
    check(
      other.shape.join() === shape.join() && other.dtype === dtype,
      () => `stack: all tensors must be ${dtype}[${shape}], got ${other.dtype}[${other.shape}]`,
    );
  const along = axisOf(axis, shape.length + 1);
  return { dtype, shape: [...shape.slice(0, along), inputs.length, ...shape.slice(along)] };
};

const unpack: TypeRule<'Unpack'> = (inputs, { axis }) => {
  const { shape, dtype } = at(inputs, 0);
  const along = axisOf(axis, shape.length);
  return Array.from({ length: shape[along] as number }, () => ({ dtype, shape: shape.filter((_, i) => i !== along) }));
};

const split: TypeRule<'SplitV'> = (inputs, { numOrSizeSplits, axis }) => {
  const { shape, dtype } = at(inputs, 0);
  const along = axisOf(axis, shape.length);
  const total = shape[along] as number;
  const sizes =
    typeof numOrSizeSplits === 'number'
      ? Array<number>(numOrSizeSplits).fill(total / numOrSizeSplits)
      : numOrSizeSplits;
  const known = sizes.reduce((sum, size) => sum + Math.max(size, 0), 0);
  check(
    sizes.every(Number.isInteger) &&
      sizes.filter((size) => size === -1).length < 2 &&
      (sizes.includes(-1) ? known <= total : known === total),
    () => `split: axis ${along} of [${shape}] cannot be split into ${numOrSizeSplits}`,
  );
  return sizes.map((size) => ({
    dtype,
    shape: shape.map((s, i) => (i !== along ? s : size === -1 ? total - known : size)),
  }));
};

const slice: TypeRule<'Slice'> = (inputs, { begin, size }) => {
  const { shape, dtype } = at(inputs, 0);
  const starts = [begin].flat();
  const sizes = [size].flat();
  const result = shape.map((s, i) => ((sizes[i] ?? -1) < 0 ? s - (starts[i] ?? 0) : (sizes[i] as number)));
  check(
    shape.every((s, i) => (starts[i] ?? 0) >= 0 && (starts[i] ?? 0) + (result[i] as number) <= s),
    () => `slice: [${starts}] and the size [${sizes}] reach beyond the shape [${shape}]`,
  );
  return { dtype, shape: result };
};

const pad: TypeRule<'MirrorPad' | 'PadV2'> = (inputs, { paddings }) => {
  const { shape, dtype } = at(inputs, 0);
  return {
    dtype,
    shape: shape.map((size, i) => size + (paddings[i] ?? []).reduce((a, b) => a + b, 0)),
  };
};

const transpose: TypeRule<'Transpose'> = (inputs, { perm }) => {
  const { shape, dtype } = at(inputs, 0);
  return { dtype, shape: perm.map((axis) => shape[axis] as number) };
};

const gather: TypeRule<'GatherV2'> = (inputs, { axis = 0, batchDims = 0 }) => {
  const [x, indices] = [at(inputs, 0), at(inputs, 1)];
  const along = axisOf(axis, x.shape.length);
  const { outputShape } = backend_util.segment_util.collectGatherOpShapeInfo(
    x as unknown as Tensor,
    indices as unknown as Tensor,
    along,
    batchDims,
  );
  return { dtype: x.dtype, shape: outputShape };
};

/** What a strided slice takes of a shape. */
export function sliceInfoOf(shape: Shape, attrs: AttributesOf<'StridedSlice'>) {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
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

export const movementTypes = {
  BroadcastTo: (inputs, { shape }) => ({ ...at(inputs, 0), shape }),
  Concat: concat,
  DepthToSpace: (inputs, { blockSize, dataFormat }) => {
    check(dataFormat === 'NHWC', () => `depthToSpace: the data format must be NHWC, got ${dataFormat}`);
    const { shape, dtype } = at(inputs, 0);
    const [batch, height, width, depth] = shape as [number, number, number, number];
    return { dtype, shape: [batch, height * blockSize, width * blockSize, depth / blockSize ** 2] };
  },
  ExpandDims: (inputs, { dim }) => {
    const { shape, dtype } = at(inputs, 0);
    const before = axisOf(dim, shape.length + 1);
    return { dtype, shape: [...shape.slice(0, before), 1, ...shape.slice(before)] };
  },
  GatherNd: (inputs) => {
    const [x, indices] = [at(inputs, 0), at(inputs, 1)];
    const [shape] = gather_util.prepareAndValidate(x as unknown as Tensor, indices as unknown as Tensor);
    return { dtype: x.dtype, shape };
  },
  GatherV2: gather,
  MirrorPad: pad,
  Pack: pack,
  PadV2: pad,
  Reshape: reshape,
  ScatterNd: (inputs, { shape }) => ({ shape, dtype: at(inputs, 1).dtype }),
  Slice: slice,
  SplitV: split,
  StridedSlice: (inputs, attrs) => {
    const { shape, dtype } = at(inputs, 0);
    return { dtype, shape: sliceInfoOf(shape, attrs).finalShape };
  },
  Tile: (inputs, { reps }) => {
    const { shape, dtype } = at(inputs, 0);
    return { dtype, shape: shape.map((size, i) => size * (reps[i] as number)) };
  },
  Transpose: transpose,
  Unpack: unpack,
} satisfies Partial<TypeRules>;
