/** Random numbers inside of a graph: each is a function of a seed, the name of a stream, a counter and its place. */
import { checkInteger } from '@mnist1d/checks';
import * as tf from '@tensorflow/tfjs-core';
import { threefryWords } from '../program/arithmetic/threefry.ts';
import { isRecording } from '../record/record.ts';

/** Where random numbers come from. */
export interface RandomOptions {
  /** A whole number, 0 … 2³² − 1. */
  readonly seed: number;
  /** Tells the places that draw apart: each has the numbers of its own name. Default 0. */
  readonly stream?: string | number;
}

/**
 * Uniform random numbers in [min, max), 2²⁴ different ones: the same for the same counter, seed and stream on every machine,
 * compiled and eager alike, bit for bit.
 *
 * @param counter an int32 scalar, the step's number in {@link compileLoop}, say: another one, other numbers. It is read when
 * the graph runs.
 * @param shape of the result
 * @throws RangeError or TypeError when the seed is not a whole number from 0 to 2³² − 1. TypeError when the counter is not an
 * int32 scalar
 *
 * @example
 * const noisy = jit((x: tf.Tensor, i: tf.Scalar) => tf.add(x, randomUniform(i, x.shape, { seed: 1, stream: 'noise' })));
 */
export function randomUniform(
  counter: tf.Scalar,
  shape: readonly number[],
  { min = 0, max = 1, ...source }: RandomOptions & { readonly min?: number; readonly max?: number },
): tf.Tensor {
  return tf.tidy(() => {
    const unit = uniform('randomUniform', counter, shape, source);
    return min === 0 && max === 1 ? unit : tf.add(tf.mul(unit, max - min), min);
  });
}

/**
 * Normal random numbers; the largest of them are 5.4 deviations from the mean. As {@link randomUniform}, but eager
 * and compiled may differ by rounding.
 */
export function randomNormal(
  counter: tf.Scalar,
  shape: readonly number[],
  { mean = 0, stdDev = 1, ...source }: RandomOptions & { readonly mean?: number; readonly stdDev?: number },
): tf.Tensor {
  return tf.tidy(() => {
    // The middles of 2²⁴ parts of (−1, 1), exact in float32.
    const x = tf.add(tf.sub(tf.mul(uniform('randomNormal', counter, shape, source), 2), 1), 2 ** -24);
    return tf.add(tf.mul(inverseError(x), Math.SQRT2 * stdDev), mean);
  });
}

/** Multiples of 2⁻²⁴ in [0, 1). */
function uniform(caller: string, counter: tf.Scalar, shape: readonly number[], { seed, stream = 0 }: RandomOptions) {
  checkInteger(caller, 'seed', seed, 0, 2 ** 32 - 1);
  if (!(counter instanceof tf.Tensor) || counter.dtype !== 'int32' || counter.size !== 1)
    throw new TypeError(
      `${caller}: counter must be an int32 scalar, got ${counter instanceof tf.Tensor ? `${counter.dtype}[${counter.shape}]` : typeof counter}`,
    );
  const count = tf.util.sizeFromShape([...shape]);
  const key = { key0: seed | 0, key1: hash(stream) };
  const bits = isRecording()
    ? (tf.engine().runKernel('Threefry', { counter }, { ...key, count }) as tf.Tensor)
    : tf.tensor1d(
        Int32Array.from(
          threefryWords(key.key0, key.key1, counter.dataSync()[0] as number, count),
          (word) => word >>> 8,
        ),
        'int32',
      );
  return tf.reshape(tf.mul(tf.cast(bits, 'float32'), 2 ** -24), [...shape]);
}

/** FNV-1a over the UTF-16 code units of a name; 'a' and 'b', 1 and '1' … differ as their texts do. */
function hash(stream: string | number): number {
  let state = 0x811c9dc5;
  for (const unit of String(stream).split('')) state = Math.imul(state ^ unit.charCodeAt(0), 0x01000193);
  return state;
}

/** erf⁻¹, M. Giles, "Approximating the erfinv function", GPU Computing Gems (2010), single precision. */
const CENTRAL = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3,
  0.246640727, 1.50140941,
];
const TAIL = [
  -2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3, 1.00167406,
  2.83297682,
];

function inverseError(x: tf.Tensor): tf.Tensor {
  const w = tf.neg(tf.log(tf.mul(tf.sub(1, x), tf.add(1, x))));
  const polynomial = (coefficients: readonly number[], at: tf.Tensor) =>
    coefficients
      .slice(1)
      .reduce<tf.Tensor>((sum, c) => tf.add(tf.mul(sum, at), c), tf.scalar(coefficients[0] as number));
  const central = polynomial(CENTRAL, tf.sub(w, 2.5));
  const tail = polynomial(TAIL, tf.sub(tf.sqrt(w), 3));
  return tf.mul(tf.where(tf.less(w, 5), central, tail), x);
}
