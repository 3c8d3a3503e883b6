/** Arguments of the programs. */
import * as tf from '@tensorflow/tfjs-core';

/** Nothing depends on the values of arguments: constants and states have those of {@link normal}. */
export const floats = (shape: number[]) => tf.zeros(shape);
export const integers = (shape: number[]) => tf.zeros(shape, 'int32');
export const bools = (shape: number[]) => tf.zeros(shape, 'bool');

/** Normal numbers, the same for a seed. */
export const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** Classes 0, 1 … in turns, [rows, classes]. */
export const oneHot = (rows: number, classes: number) =>
  tf.oneHot(
    tf.tensor1d(
      Array.from({ length: rows }, (_, i) => i % classes),
      'int32',
    ),
    classes,
    1,
    0,
    'float32',
  ) as tf.Tensor2D;
