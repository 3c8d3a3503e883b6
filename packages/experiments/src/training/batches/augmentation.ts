/** Augmentation: a batch changed at random before each update, as differentiable tfjs that also compiles. */
import { checkInteger, checkNumber } from '@mnist1d/checks';
import type { Randomness } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';

/**
 * What changes the signals of a batch, before each update otherwise.
 *
 * @param x [rows, length]
 * @param random asked once for each kind of random number
 * @returns [rows, length]
 */
export type Augmentation = (x: tf.Tensor2D, random: Randomness) => tf.Tensor2D;

/**
 * Shifts each signal in a circle, by up to `most` points to either side with equal chances, or by any number of points.
 *
 * @throws RangeError or TypeError where `most` is no positive integer
 */
export function circularShift({ most }: { readonly most?: number } = {}): Augmentation {
  if (most !== undefined) checkInteger('circularShift', 'most', most, 1);
  return (x, random) => {
    const [rows, length] = x.shape;
    const [from, shifts] = most === undefined ? [0, length] : [-most, 2 * most + 1];
    const uniform = random('circularShift', [rows, 1]);
    const shift = tf.add(tf.cast(tf.floor(tf.mul(uniform, shifts)), 'int32'), tf.scalar(from, 'int32'));
    const columns = tf.range(0, length, 1, 'int32');
    const column = tf.mod(tf.sub(columns, shift), tf.scalar(length, 'int32'));
    const starts = tf.mul(tf.range(0, rows, 1, 'int32'), tf.scalar(length, 'int32'));
    const index = tf.add(tf.reshape(starts, [rows, 1]), column) as tf.Tensor2D;
    return tf.gather(tf.reshape(x, [rows * length]), index as unknown as tf.Tensor1D) as unknown as tf.Tensor2D;
  };
}

/**
 * Multiplies each signal by a number between `min` and `max`.
 *
 * @throws RangeError or TypeError unless `min` ≤ `max` are finite
 */
export function randomScale({ min, max }: { readonly min: number; readonly max: number }): Augmentation {
  checkNumber('randomScale', 'min', min);
  checkNumber('randomScale', 'max', max, min);
  return (x, random) => tf.mul(x, tf.add(tf.mul(random('randomScale', [x.shape[0], 1]), max - min), min));
}

/**
 * Adds white noise, uniform between −`most` and `most`.
 *
 * @throws RangeError or TypeError where `most` is no number of at least 0
 */
export function uniformNoise({ most }: { readonly most: number }): Augmentation {
  checkNumber('uniformNoise', 'most', most, 0);
  return (x, random) => tf.add(x, tf.mul(tf.sub(random('uniformNoise', x.shape), 0.5), 2 * most));
}

/** One augmentation after another. */
export function augmentInTurn(...augmentations: readonly Augmentation[]): Augmentation {
  return (x, random) =>
    augmentations.reduce((changed, augment, i) => augment(changed, (kind, shape) => random(`${i} ${kind}`, shape)), x);
}
