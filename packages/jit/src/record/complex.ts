/** Complex numbers while recording: pairs of a real and an imaginary part, which the graph knows nothing of. */
import type * as tf from '@tensorflow/tfjs-core';
import { RecordingError } from '../graph/recording-error.ts';
import type { Composer } from './composer.ts';

/** A complex tensor: two of its shape, in float32. */
export interface ComplexParts {
  readonly real: tf.TensorInfo;
  readonly imag: tf.TensorInfo;
}

/** What is known of a tensor, whether it lives or not. */
const infoOf = ({ dataId, shape, dtype }: tf.TensorInfo): tf.TensorInfo => ({ dataId, shape, dtype });

/** What makes complex tensors of parts, and knows the parts of those it made. */
export interface ComplexComposer extends Composer {
  complex(parts: ComplexParts): tf.TensorInfo;
  partsOf(x: tf.TensorInfo): ComplexParts;
  /** All results of a kernel that the cpu backend carries out. */
  host(kernel: string, inputs: tf.NamedTensorInfoMap): readonly tf.TensorInfo[];
}

type ComplexRule = (
  to: ComplexComposer,
  inputs: tf.NamedTensorInfoMap,
  attrs: tf.NamedAttrMap,
  kernel: string,
) => tf.TensorInfo;

const float = (to: Composer, x: tf.TensorInfo) =>
  x.dtype === 'float32' ? infoOf(x) : to.call('Cast', { x }, { dtype: 'float32' });

/** Real numbers have no imaginary part. */
const partsOf = (to: ComplexComposer, x: tf.TensorInfo | undefined): ComplexParts => {
  const given = x as tf.TensorInfo;
  if (given.dtype === 'complex64') return to.partsOf(given);
  const real = float(to, given);
  return { real, imag: to.call('ZerosLike', { x: real }) };
};

/** Both parts, by the same kernel. */
const each: ComplexRule = (to, inputs, attrs, kernel) => {
  const parts = Object.entries(inputs).map(([name, x]) => [name, partsOf(to, x)] as const);
  const apply = (part: keyof ComplexParts) =>
    to.call(kernel, Object.fromEntries(parts.map(([name, x]) => [name, x[part]])), attrs);
  return to.complex({ real: apply('real'), imag: apply('imag') });
};

const transform: ComplexRule = (to, { input }, _, kernel) => {
  const [real, imag] = to.host(kernel, { ...partsOf(to, input) });
  return to.complex({ real: real as tf.TensorInfo, imag: imag as tf.TensorInfo });
};

/** √(re² + im²), where the squares may be out of range; an infinite part makes it infinite, whatever the other one is. */
function amplitude(to: Composer, { real, imag }: ComplexParts): tf.TensorInfo {
  const [a, b] = [to.call('Abs', { x: real }), to.call('Abs', { x: imag })];
  const [large, small] = [to.call('Maximum', { a, b }), to.call('Minimum', { a, b })];
  const isSame = to.call('Equal', { a: large, b: small });
  const ratio = to.call('RealDiv', { a: small, b: large });
  const squared = to.call('Select', { condition: isSame, t: onesLike(to, a), e: to.call('Square', { x: ratio }) });
  const sum = to.call('Add', { a: squared, b: to.scalar(1) });
  const finite = to.call('Multiply', { a: large, b: to.call('Sqrt', { x: sum }) });
  const isInfinite = to.call('LogicalOr', { a: to.call('IsInf', { x: a }), b: to.call('IsInf', { x: b }) });
  const infinite = to.call('Multiply', { a: onesLike(to, a), b: to.scalar(Number.POSITIVE_INFINITY) });
  return to.call('Select', { condition: isInfinite, t: infinite, e: finite });
}

const onesLike = (to: Composer, x: tf.TensorInfo) => to.call('OnesLike', { x });

/** The kernels that take complex numbers, as in the cpu backend; they are called where one of their inputs is complex. */
const rules: Readonly<Record<string, ComplexRule>> = {
  Add: each,
  Sub: each,
  Concat: each,
  ExpandDims: each,
  Identity: each,
  Pack: each,
  Reshape: each,
  ZerosLike: each,
  FFT: transform,
  IFFT: transform,
  Real: (to, { input }) => to.call('Identity', { x: partsOf(to, input).real }),
  Imag: (to, { input }) => to.call('Identity', { x: partsOf(to, input).imag }),
  ComplexAbs: (to, { x }) => amplitude(to, partsOf(to, x)),
  OnesLike: (to, { x }) => {
    const { real, imag } = partsOf(to, x);
    return to.complex({ real: onesLike(to, real), imag: to.call('ZerosLike', { x: imag }) });
  },
  Cast: (to, { x }, { dtype }) => {
    return to.call('Cast', { x: partsOf(to, x).real }, { dtype: dtype as string });
  },
  Multiply: (to, inputs) => {
    const [a, b] = [partsOf(to, inputs.a), partsOf(to, inputs.b)];
    const times = (p: tf.TensorInfo, q: tf.TensorInfo) => to.call('Multiply', { a: p, b: q });
    return to.complex({
      real: to.call('Sub', { a: times(a.real, b.real), b: times(a.imag, b.imag) }),
      imag: to.call('Add', { a: times(a.real, b.imag), b: times(a.imag, b.real) }),
    });
  },
};

/** Kernels that take nothing else. */
const complexAlone = new Set(['Real', 'Imag', 'ComplexAbs', 'FFT', 'IFFT']);

/**
 * The rule for a call that takes or makes complex numbers; undefined where it does neither.
 *
 * @throws RecordingError where the kernel does not take the numbers that it is given
 */
export function complexRule(
  kernel: string,
  inputs: tf.NamedTensorInfoMap,
  attrs: tf.NamedAttrMap | undefined,
): ComplexRule | undefined {
  if (kernel === 'Complex')
    return (to, { real, imag }) =>
      to.complex({ real: float(to, real as tf.TensorInfo), imag: float(to, imag as tf.TensorInfo) });
  if (kernel === 'Cast' && attrs?.dtype === 'complex64') return (to, { x }) => to.complex(partsOf(to, x));
  const isComplex = Object.values(inputs).some((x) => x?.dtype === 'complex64');
  if (!isComplex && !complexAlone.has(kernel)) return undefined;
  const rule = isComplex ? rules[kernel] : undefined;
  if (rule) return rule;
  throw new RecordingError(
    `jit: ${kernel} takes ${isComplex ? 'no complex numbers; give it tf.real and tf.imag of them' : 'complex numbers'}`,
  );
}
