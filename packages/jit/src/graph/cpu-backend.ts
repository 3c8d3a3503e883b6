/** Kernels that are not compiled: the cpu backend of tfjs carries them out, on values copied both ways. */
import * as tf from '@tensorflow/tfjs-core';
import type { Numbers, Shape } from './graph.ts';
import { RecordingError } from './recording-error.ts';
import { recordableType, type TensorType } from './tensor-type.ts';

/** Kernels whose results' shapes depend on values, which are not known while recording. */
const unpredictable = new Set(
  'NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5 RaggedGather RaggedRange RaggedTensorToTensor SparseFillEmptyRows SparseReshape SparseSegmentMean SparseSegmentSum StringNGrams StringSplit StringToHashBucketFast Unique Where'.split(
    ' ',
  ),
);

const ADVICE = 'is not compiled; with @tensorflow/tfjs-backend-cpu imported, jit runs it there';

/** The kernels that can fall back, by name. Empty where the cpu backend is not there. */
export function fallbackKernels(): readonly string[] {
  if (!tf.findBackend('cpu')) return [];
  return tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
}

/** Why a kernel cannot be recorded, or undefined where tfjs did not complain of a kernel that is missing. */
export function missingKernel(error: unknown): string | undefined {
  const kernel = error instanceof Error && /^Kernel '(\w+)' not registered/.exec(error.message)?.[1];
  return kernel ? `the kernel ${kernel} ${ADVICE}` : undefined;
}

/** Why a kernel cannot fall back, or undefined where it can. */
export function unpredictableKernel(kernel: string, attrs: object): string | undefined {
  const isPadded = 'padToMaxOutputSize' in attrs && attrs.padToMaxOutputSize === true;
  return unpredictable.has(kernel) && !isPadded
    ? `the shape of what the kernel ${kernel} gives depends on values; call it outside of jit`
    : undefined;
}

/** A tensor's type and its values. */
interface Valued extends TensorType {
  readonly values: Numbers;
}

interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: tf.BackendValues } };
  write(values: tf.BackendValues, shape: Shape, dtype: tf.DataType): object;
  readSync(dataId: object): tf.BackendValues;
  disposeData(dataId: object): boolean;
}

/** Runs a kernel on the cpu backend; `use` may read the results before they are gone. */
export function runOnCpu<T>(
  kernel: string,
  names: readonly string[],
  inputs: readonly Valued[],
  attrs: object,
  use: (results: readonly tf.TensorInfo[], read: (dataId: object) => tf.BackendValues) => T,
): T {
  const backend = tf.findBackend('cpu') as unknown as CpuBackend;
  const written: tf.TensorInfo[] = inputs.map(({ shape, dtype, values }) => ({
    dataId: backend.write(dtype === 'bool' ? Uint8Array.from(values) : values, shape, dtype),
    shape: [...shape],
    // One kernel asks for it, though TensorInfo has none.
    rank: shape.length,
    dtype,
  }));
  const named = Object.fromEntries(written.map((info, i) => [names[i] as string, info]));
  const results = callOnCpu(kernel, named, attrs, backend);
  try {
    return use(results, (dataId) => backend.readSync(dataId));
  } finally {
    for (const { dataId } of new Set([...written, ...results])) backend.disposeData(dataId);
  }
}

/** Kernels of complex numbers that run on the cpu backend. */
const ofComplex = new Set(['FFT', 'IFFT']);

/** The results of a kernel; complex numbers come and go as their parts. */
function callOnCpu(
  kernel: string,
  inputs: tf.NamedTensorInfoMap,
  attrs: object,
  backend: CpuBackend,
): readonly tf.TensorInfo[] {
  const call = (name: string, given: tf.NamedTensorInfoMap) =>
    tf.getKernel(name, 'cpu').kernelFunc({ inputs: given, attrs: attrs as tf.NamedAttrMap, backend });
  if (!ofComplex.has(kernel)) return [call(kernel, inputs)].flat();
  const input = call('Complex', inputs) as tf.TensorInfo;
  const result = call(kernel, { input }) as tf.TensorInfo;
  backend.disposeData(input.dataId);
  const parts = ['Real', 'Imag'].map((part) => call(part, { input: result }) as tf.TensorInfo);
  backend.disposeData(result.dataId);
  return parts;
}

/** The type of a kernel's result; fractions that are called integers are refused. */
function typeOf(kernel: string, { dataId, shape, dtype }: tf.TensorInfo): TensorType {
  const type = recordableType(dtype, `what ${kernel} gives`);
  const { data } = tf.findBackend('cpu') as unknown as CpuBackend;
  if (type !== 'float32' && data.get(dataId).values instanceof Float32Array)
    throw new RecordingError(
      `jit: what ${kernel} gives of ${type} are fractions that tfjs calls ${type}; cast its inputs to float32`,
    );
  return { shape: [...shape], dtype: type };
}

/** A kernel's results. */
export const computeOnCpu = (
  kernel: string,
  names: readonly string[],
  inputs: readonly Valued[],
  attrs: object,
): Valued[] =>
  runOnCpu(kernel, names, inputs, attrs, (results, read) =>
    results.map((result) => ({ ...typeOf(kernel, result), values: read(result.dataId) as Numbers })),
  );

/** The types of a kernel's results, found by running it on zeros. */
export function inferOnCpu(
  kernel: string,
  names: readonly string[],
  inputs: readonly TensorType[],
  attrs: object,
): TensorType[] {
  const zeros = inputs.map(({ shape, dtype }) => {
    const size = tf.util.sizeFromShape([...shape]);
    return { shape, dtype, values: dtype === 'float32' ? new Float32Array(size) : new Int32Array(size) };
  });
  return runOnCpu(kernel, names, zeros, attrs, (results) => results.map((result) => typeOf(kernel, result)));
}
