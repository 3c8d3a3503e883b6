/** Kernels that compute element by element, against the cpu backend of tfjs. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@mnist1d/models';
import fc from 'fast-check';
import { beforeAll, describe, test } from 'vitest';
import {
  agree,
  all,
  argumentOf,
  type Case,
  cases,
  type Domain,
  FLOAT32,
  JAVASCRIPT,
  numbers,
  run,
  tensor,
  valuesOf,
  viewed,
  views,
} from './kernel-cases.ts';

beforeAll(() => tf.setBackend('cpu'));

const unary: Readonly<Record<string, Domain & { readonly fn: (x: tf.Tensor) => tf.Tensor }>> = {
  abs: { fn: tf.abs },
  'abs of integers': {
    fn: tf.abs,
    types: ['int32', 'bool'],
    usual: FLOAT32,
  },
  acos: { fn: tf.acos, types: all, low: -1, high: 1 },
  acosh: { fn: tf.acosh, types: all, low: 1, high: 50 },
  asin: { fn: tf.asin, types: all, low: -1, high: 1 },
  asinh: { fn: tf.asinh, types: all },
  atan: { fn: tf.atan, types: all },
  atanh: { fn: tf.atanh, types: all, low: -0.99, high: 0.99 },
  'cast to float32': { fn: (x) => tf.cast(x, 'float32'), types: all },
  'cast to int32': { fn: (x) => tf.cast(x, 'int32'), types: all, low: -1e10, high: 1e10 },
  'cast to bool': { fn: (x) => tf.cast(x, 'bool'), types: all },
  ceil: { fn: tf.ceil },
  clipByValue: { fn: (x) => tf.clipByValue(x, -1.5, 2.5), types: numbers },
  'clipByValue on one side': { fn: (x) => tf.clipByValue(x, 0, Number.POSITIVE_INFINITY), types: numbers },
  cos: { fn: tf.cos, low: -1000, high: 1000 },
  cosh: { fn: tf.cosh },
  elu: { fn: tf.elu },
  erf: { fn: tf.erf, types: numbers },
  exp: { fn: tf.exp, types: all },
  expm1: { fn: tf.expm1 },
  floor: { fn: tf.floor },
  isFinite: { fn: tf.isFinite, types: numbers },
  isInf: { fn: tf.isInf, types: numbers },
  isNaN: { fn: tf.isNaN, types: numbers },
  leakyRelu: { fn: (x) => tf.leakyRelu(x, 0.1), types: numbers },
  log: { fn: tf.log, low: 0.001, high: 100 },
  log1p: { fn: tf.log1p, types: numbers, low: -0.99, high: 10 },
  logicalNot: { fn: (x) => tf.logicalNot(x), types: ['bool'] },
  logSigmoid: { fn: (x) => tf.logSigmoid(x) },
  neg: { fn: tf.neg, types: all },
  onesLike: { fn: tf.onesLike, types: all },
  reciprocal: { fn: tf.reciprocal, types: all },
  relu: { fn: tf.relu, types: numbers },
  relu6: { fn: tf.relu6, types: numbers },
  round: { fn: (x) => tf.round(tf.mul(x, 0.5)) },
  rsqrt: { fn: tf.rsqrt, low: 0.1, high: 9 },
  selu: { fn: tf.selu },
  sigmoid: { fn: tf.sigmoid },
  sign: { fn: tf.sign, types: numbers },
  sin: { fn: tf.sin, low: -1000, high: 1000 },
  sinh: { fn: tf.sinh },
  softplus: { fn: tf.softplus },
  sqrt: { fn: tf.sqrt, low: 0, high: 100 },
  square: { fn: tf.square },
  'square of integers': { fn: tf.square, types: ['int32'], usual: FLOAT32 },
  step: { fn: (x) => tf.step(x), types: numbers },
  'step with a slope': { fn: (x) => tf.step(x, 0.2), types: numbers },
  tan: { fn: tf.tan, low: -1.3, high: 1.3 },
  tanh: { fn: tf.tanh },
  zerosLike: { fn: tf.zerosLike, types: all },
};

describe('of one tensor, element by element', () => {
  test.each(Object.entries(unary))('%s', (_, { fn, ...domain }) => {
    run(
      fc.property(cases, (one) => {
        agree((input) => fn(viewed(one.view, input, one.shape)), [argumentOf(domain, one)]);
      }),
    );
  });
});

/** An exponent that is neither NaN nor infinite: then 1 to it is 1 in IEEE 754 and here, and NaN in JavaScript. */
const finite = (b: tf.Tensor) => tf.where(tf.isFinite(b), b, tf.scalar(2));

/** tf.where, but of nothing: tfjs does not broadcast a dimension of 1 to 0, and then reads behind its arrays. */
const choose = (condition: tf.Tensor, yes: tf.Tensor, no: tf.Tensor) =>
  [condition, yes, no].some(({ size }) => size === 0) ? yes : tf.where(condition, yes, no);

const binary: Readonly<Record<string, Domain & { readonly fn: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor }>> = {
  add: { fn: tf.add, types: numbers },
  atan2: { fn: tf.atan2 },
  // tf.bitwiseAnd takes equal shapes alone.
  bitwiseAnd: {
    fn: (a, b) => tf.bitwiseAnd(tf.add(a, tf.zerosLike(b)), tf.add(b, tf.zerosLike(a))),
    types: ['int32'],
  },
  div: { fn: tf.div, types: all },
  divNoNan: { fn: tf.divNoNan, types: numbers },
  equal: { fn: tf.equal, types: all },
  floorDiv: { fn: tf.floorDiv, types: all },
  // tenths, whose quotients lie beside integers
  'floorDiv of tenths': { fn: (a, b) => tf.floorDiv(tf.div(tf.round(a), 10), tf.div(tf.round(b), 10)) },
  greater: { fn: tf.greater, types: all },
  greaterEqual: { fn: tf.greaterEqual, types: all },
  less: { fn: tf.less, types: all },
  lessEqual: { fn: tf.lessEqual, types: all },
  logicalAnd: { fn: tf.logicalAnd, types: ['bool'] },
  logicalOr: { fn: tf.logicalOr, types: ['bool'] },
  logicalXor: { fn: tf.logicalXor, types: ['bool'] },
  maximum: { fn: tf.maximum, types: numbers },
  minimum: { fn: tf.minimum, types: numbers },
  mod: { fn: tf.mod, types: all },
  'mod of tenths': { fn: (a, b) => tf.mod(tf.div(tf.round(a), 10), tf.div(tf.round(b), 10)) },
  mul: { fn: tf.mul, types: numbers },
  notEqual: { fn: tf.notEqual, types: all },
  pow: { fn: (a, b) => tf.pow(a, finite(b)), low: 0.1, high: 4 },
  'pow of negative numbers': { fn: (a, b) => tf.pow(a, tf.floor(finite(b))), low: -4, high: 4 },
  'pow of integers': { fn: tf.pow, types: ['int32', 'bool'], usual: JAVASCRIPT },
  prelu: { fn: tf.prelu, types: numbers },
  squaredDifference: { fn: tf.squaredDifference, types: numbers },
  sub: { fn: tf.sub, types: numbers },
  where: { fn: (a, b) => choose(tf.greater(a, b), a, b), types: all },
  'where, of one row of conditions': { fn: (a, b) => choose(tf.cast(b, 'bool'), a, tf.neg(a)), types: numbers },
  'float32 and int32': { fn: (a, b) => tf.sub(a, tf.cast(tf.clipByValue(b, -9, 9), 'int32')) },
};

/** Shapes that broadcast with each other: dimensions of the first left out or 1 in the second. */
const partner = ({ shape, seed }: Case) =>
  shape.slice(seed % (shape.length + 1)).map((size, d) => ((seed >> d) % 3 === 0 ? 1 : size));

describe('of two tensors, with broadcasting', () => {
  test.each(Object.entries(binary))('%s', (_, { fn, ...domain }) => {
    run(
      fc.property(cases, cases, (one, { view, seed }) => {
        const other = { ...one, view, shape: partner(one) };
        const a = argumentOf(domain, one);
        const b = tensor(views[view]!.from(other.shape), seed, valuesOf(domain, other));
        const change = (x: tf.Tensor, y: tf.Tensor) =>
          [viewed(one.view, x, one.shape), viewed(view, y, other.shape)] as const;
        agree(
          (x, y) => {
            const [left, right] = change(x!, y!);
            return seed % 2 ? fn(left, right) : fn(right, left);
          },
          [a, b],
        );
      }),
    );
  });
});
