/** Elementary functions over all of float32, against float64. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';
import { classes } from '../program/both-ways.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Of every sign and exponent, some thousand numbers each. */
const numbers = new Float32Array(
  Uint32Array.from({ length: 2 ** 17 }, (_, i) => Math.imul(i, 32768) + (Math.imul(i, 2654435761) >>> 17)).buffer,
).filter((x) => !Number.isNaN(x));

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The function, and how many units in the last place it may be off. */
const functions: Readonly<Record<string, readonly [(x: number) => number, number]>> = {
  acosh: [Math.acosh, 3],
  asin: [Math.asin, 3],
  acos: [Math.acos, 4],
  asinh: [Math.asinh, 3],
  atan: [Math.atan, 3],
  atanh: [Math.atanh, 3],
  cos: [Math.cos, 3],
  cosh: [Math.cosh, 4],
  exp: [Math.exp, 2],
  expm1: [Math.expm1, 2],
  log: [Math.log, 2],
  log1p: [Math.log1p, 2],
  sigmoid: [sigmoid, 3],
  sin: [Math.sin, 3],
  sinh: [Math.sinh, 4],
  softplus: [(x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), 3],
  sqrt: [Math.sqrt, 0.5001],
  tan: [Math.tan, 4],
  tanh: [Math.tanh, 3],
};

/** A unit in the last place of a float32. */
const unit = (y: number) => 2 ** (Math.max(Math.floor(Math.log2(Math.abs(y))), -126) - 23);

describe.each(classes)('%s', (numerics) =>
  test.each(Object.entries(functions))('%s', (name, [exact, units]) => {
    const fn = (tf as unknown as Record<string, (x: tf.Tensor) => tf.Tensor>)[name]!;
    const got = jit(fn, { numerics })(tf.tensor1d(numbers)).dataSync();
    const wrong: string[] = [];
    numbers.forEach((x, i) => {
      const y = exact(x);
      const rounded = Math.fround(y);
      // Results below the normal numbers may be 0.
      if (Object.is(got[i], rounded) || (Math.abs(rounded) < 2 ** -125 && Math.abs(got[i]!) < 2 ** -125)) return;
      if (Number.isFinite(rounded) && Math.abs(got[i]! - y) <= units * unit(y)) return;
      // What is rounded to the largest number or beyond.
      if (Math.abs(y) > 3.4028e38 && Math.abs(got[i]!) > 3.4028e38 && Math.sign(y) === Math.sign(got[i]!)) return;
      wrong.push(`${name}(${x}) is ${got[i]}, not ${rounded}`);
    });
    expect(wrong.slice(0, 5)).toEqual([]);
  }),
);
