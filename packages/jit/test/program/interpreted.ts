/** Functions of tensors, interpreted and run, and the numbers and sizes that they are tried on. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { classes, expectSameBits, programOf } from './both-ways.ts';

/** Numbers of all sizes, and those that are special. */
export const number = fc.oneof(
  { weight: 30, arbitrary: fc.double({ min: -4, max: 4, noNaN: true }) },
  { weight: 3, arbitrary: fc.float({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);

/** Random numbers that look like those of a network. */
export const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** Expects the same bits for a function of tensors, in each class of arithmetic. */
export function check(fn: (...args: tf.Tensor[]) => readonly tf.Tensor[], args: readonly tf.Tensor[]): void {
  for (const numerics of classes) {
    const { program, values } = programOf(fn, args, numerics);
    expectSameBits(program, values);
  }
}

export const size = fc.integer({ min: 1, max: 20 });
export const long = fc.oneof(
  size,
  fc.integer({ min: 21, max: 40 }),
  fc.constantFrom(127, 128, 129, 503, 505, 1008, 1010, 1300),
);
