/** The interpreter of programs computes, bit for bit, what the emitted WebAssembly does. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { randomUniform } from '../../src/index.ts';
import { expectSameBits, programOf } from './both-ways.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Numbers of all sizes, and those that are special. */
const number = fc.oneof(
  { weight: 30, arbitrary: fc.double({ min: -4, max: 4, noNaN: true }) },
  { weight: 3, arbitrary: fc.float({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY) },
);

/** Random numbers that look like those of a network. */
const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** Expects the same bits for a function of tensors. */
function check(fn: (...args: tf.Tensor[]) => readonly tf.Tensor[], args: readonly tf.Tensor[]): void {
  const { program, values } = programOf(fn, args);
  expectSameBits(program, values);
}

const size = fc.integer({ min: 1, max: 20 });
const long = fc.oneof(
  size,
  fc.integer({ min: 21, max: 40 }),
  fc.constantFrom(127, 128, 129, 503, 505, 1008, 1010, 1300),
);

test('products of all sizes', () => {
  fc.assert(
    fc.property(
      fc.record({ m: size, n: size, k: long, a: fc.boolean(), b: fc.boolean(), relu: fc.boolean(), seed: fc.nat(1e6) }),
      fc.constantFrom('none', 'columns', 'rows', 'sum'),
      ({ m, n, k, a, b, relu, seed }, start) => {
        const args = [
          normal(a ? [k, m] : [m, k], seed),
          normal(b ? [n, k] : [k, n], seed + 1),
          normal([1, n], 3),
          normal([m, 1], 4),
        ];
        check((x, y, columns, rows) => {
          const product = tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D, a, b);
          const sum =
            start === 'none'
              ? product
              : tf.add(
                  product,
                  start === 'columns'
                    ? columns!
                    : start === 'rows'
                      ? rows!
                      : tf.matMul(x as tf.Tensor2D, tf.neg(y!) as tf.Tensor2D, a, b),
                );
          return [relu ? tf.relu(sum) : sum];
        }, args);
        tf.dispose(args);
      },
    ),
    { numRuns: 60 },
  );
});

/** Sizes between which the order of additions changes. */
const borders = [
  [6, 12, 23],
  [6, 12, 24],
  [4, 12, 24],
  [5, 12, 24],
  [6, 9, 1008],
  [6, 9, 1010],
  [6, 11, 504],
  [6, 11, 505],
  [6, 11, 1010],
  [10, 13, 355],
  [10, 13, 360],
];
test.each(borders)('products of %d × %d with %d terms', (m, n, k) => {
  for (const [a, b] of [
    [false, false],
    [false, true],
    [true, false],
  ] as const) {
    const args = [normal(a ? [k, m] : [m, k], 1), normal(b ? [n, k] : [k, n], 2), normal([n], 3)];
    check((x, y, bias) => [tf.relu(tf.add(tf.matMul(x!, y!, a, b), bias!))], args);
    tf.dispose(args);
  }
});

const middle = fc.oneof(size, fc.integer({ min: 21, max: 40 }), fc.constantFrom(128, 130, 300));

const mask = (rows: number, columns: number, density: number, seed: number) =>
  tf.tidy(() => tf.cast(tf.less(tf.randomUniform([rows, columns], 0, 1, 'float32', seed), density), 'float32'));

test('products with masked weights, and their gradients', () => {
  fc.assert(
    fc.property(
      fc.record({ m: middle, n: size, k: middle, density: fc.constantFrom(0.02, 0.1, 0.2), seed: fc.nat(1e6) }),
      ({ m, n, k, density, seed }) => {
        const args = [normal([m, k], seed), normal([k, n], seed + 1), normal([n], seed + 2)];
        const used = mask(k, n, density, seed + 3);
        const layer = (x: tf.Tensor, w: tf.Tensor, bias: tf.Tensor) =>
          tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, tf.mul(w, used) as tf.Tensor2D), bias));
        const loss = (x: tf.Tensor) => (w: tf.Tensor, bias: tf.Tensor) => tf.sum(tf.square(layer(x, w, bias)));
        check((x, w, bias) => [layer(x!, w!, bias!), ...tf.grads(loss(x!) as never)([w!, bias!])], args);
        tf.dispose([args, used]);
      },
    ),
    { numRuns: 25 },
  );
});

test('convolutions and pooling, and their gradients', () => {
  const side = fc.integer({ min: 1, max: 9 });
  const few = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(
      fc.record({
        batch: few,
        height: side,
        width: fc.integer({ min: 3, max: 14 }),
        channels: fc.constantFrom(1, 3, 4, 9),
        filters: fc.constantFrom(1, 2, 8, 11),
        size: fc.tuple(few, few),
        strides: fc.tuple(few, few),
        pad: fc.constantFrom('same', 'valid'),
        seed: fc.nat(1e6),
      }),
      ({ batch, height, width, channels, filters, size: [h, w], strides, pad, seed }) => {
        fc.pre(h <= height);
        const x = normal([batch, height, width, channels], seed);
        const filter = normal([h, w, channels, filters], seed + 1);
        const layer = (x: tf.Tensor, f: tf.Tensor) =>
          tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, strides, pad as 'same');
        const pools = (x: tf.Tensor) => [
          tf.maxPool(x as tf.Tensor4D, [h, w], strides, pad as 'same'),
          tf.avgPool(x as tf.Tensor4D, [h, w], strides, pad as 'same'),
        ];
        const loss = (x: tf.Tensor, f: tf.Tensor) => tf.sum(tf.square(layer(x, f)));
        const pooled = (x: tf.Tensor) => tf.addN(pools(x).map((y) => tf.sum(tf.square(y))));
        check(
          (x, f) => [layer(x!, f!), ...tf.grads(loss as never)([x!, f!]), ...pools(x!), tf.grad(pooled as never)(x!)],
          [x, filter],
        );
        tf.dispose([x, filter]);
      },
    ),
    { numRuns: 20 },
  );
});

test('reductions of all types along all axes', () => {
  const reductions = { sum: tf.sum, max: tf.max, min: tf.min, prod: tf.prod, mean: tf.mean, all: tf.all, any: tf.any };
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(reductions) as (keyof typeof reductions)[])),
      fc.array(fc.oneof(fc.integer({ min: 1, max: 7 }), fc.constantFrom(0, 19, 40)), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('float32', 'int32', 'bool'),
      fc.record({ axes: fc.nat(15), turned: fc.boolean(), seed: fc.nat(1e6) }),
      (name, shape, dtype, { axes, turned, seed }) => {
        fc.pre(shape.reduce((a, b) => a * b, 1) < 5000);
        const isBool = name === 'all' || name === 'any';
        const x = tf.tidy(() => {
          const values = normal(shape, seed);
          const typed = dtype === 'float32' ? values : tf.mul(values, 3);
          return tf.cast(typed, isBool ? 'bool' : (dtype as 'int32'));
        });
        const along = shape.flatMap((_, d) => ((axes >> d) & 1 ? [d] : []));
        const order = [...shape.keys()].reverse();
        const reduce = reductions[name] as (x: tf.Tensor, axes: number[]) => tf.Tensor;
        check((x) => [reduce(turned ? tf.transpose(x!, order) : x!, along.length > 0 ? along : [0])], [x]);
        x.dispose();
      },
    ),
    { numRuns: 100 },
  );
});

test.each([
  [
    [5, 3, 19],
    [0, 2],
  ],
  [
    [3, 2, 40],
    [0, 2],
  ],
  [
    [4, 5, 6, 7],
    [1, 3],
  ],
  [[7, 70], [1]],
  [[70, 7], [0]],
  [
    [1, 1],
    [0, 1],
  ],
])('the sum of %j along %j', (shape, axes) => {
  const x = normal(shape, 1);
  check((x) => [tf.sum(x!, axes), tf.sum(tf.transpose(x!), axes)], [x]);
  x.dispose();
});

test('reductions of numbers that are special', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 60 }), (values) => {
      const x = tf.tensor1d(values);
      check(
        (x) => [tf.sum(x!), tf.max(x!), tf.min(x!), tf.prod(x!), tf.cumsum(x!), tf.cumprod(x!), tf.argMax(x!)],
        [x],
      );
      x.dispose();
    }),
    { numRuns: 30 },
  );
});

test('what moves, gathers and scatters', () => {
  fc.assert(
    fc.property(
      fc.record({ rows: size, columns: size, seed: fc.nat(1e6) }),
      fc.array(fc.nat(999), { minLength: 1, maxLength: 12 }),
      ({ rows, columns, seed }, numbers) => {
        const x = normal([rows, columns], seed);
        const list = numbers.map((number) => number % Math.min(rows, columns, 15));
        const indices = tf.tensor1d(list, 'int32');
        check(
          (x, indices) => {
            const turned = tf.reverse(tf.transpose(x!), [0]);
            const padded = tf.pad(turned, [
              [1, 2],
              [0, 3],
            ]);
            const places = tf.expandDims(indices!, 1);
            return [
              tf.concat([turned, tf.exp(turned)], 1),
              tf.concat([padded, tf.neg(padded)], 0),
              tf.tile(padded, [2, 3]),
              tf.gather(x!, indices as tf.Tensor1D),
              tf.gather(x!, indices as tf.Tensor1D, 1),
              tf.gatherND(x!, places),
              tf.scatterND(places as tf.Tensor2D, tf.gather(x!, indices as tf.Tensor1D), [15, columns]),
              tf.unsortedSegmentSum(tf.gather(x!, indices as tf.Tensor1D), indices as tf.Tensor1D, 9),
              tf.oneHot(indices as tf.Tensor1D, 10),
              tf.argMax(x!, 0),
              tf.argMin(x!, 1),
              tf.cumsum(x!, 0, true, true),
              tf.cumsum(indices!),
              tf.softmax(x!),
            ];
          },
          [x, indices],
        );
        tf.dispose([x, indices]);
      },
    ),
    { numRuns: 40 },
  );
});

test('random bits, and a kernel on the host', () => {
  const counter = tf.tensor([7], [], 'int32');
  check((counter) => [randomUniform(counter as tf.Scalar, [3, 7], { seed: 4 })], [counter]);
  const x = normal([3, 8], 2);
  check(
    (x) => {
      const { values, indices } = tf.topk(x!, 3);
      return [tf.mul(values, 2), indices];
    },
    [x],
  );
});

test('operations on numbers that are special', () => {
  const of = {
    one: [
      tf.exp,
      tf.tanh,
      tf.sigmoid,
      tf.log,
      tf.log1p,
      tf.expm1,
      tf.erf,
      tf.sin,
      tf.cos,
      tf.tan,
      tf.atan,
      tf.asinh,
      tf.round,
      tf.floor,
      tf.sign,
      tf.relu,
      tf.step,
      tf.softplus,
      tf.rsqrt,
    ],
    two: [
      tf.add,
      tf.sub,
      tf.mul,
      tf.div,
      tf.pow,
      tf.mod,
      tf.maximum,
      tf.minimum,
      tf.floorDiv,
      tf.atan2,
      tf.less,
      tf.equal,
    ],
  };
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 30 }), (pairs) => {
      const args = [0, 1].map((i) => tf.tensor1d(pairs.map((pair) => pair[i]!)));
      check((a, b) => {
        const integers = tf.cast(a!, 'int32');
        return [
          ...of.one.map((f) => f(a!)),
          ...of.two.map((f) => f(a!, b!)),
          tf.add(integers, tf.cast(b!, 'int32')),
          tf.cast(integers, 'float32'),
          tf.where(tf.less(a!, b!), tf.neg(integers), integers),
        ];
      }, args);
      tf.dispose(args);
    }),
    { numRuns: 20 },
  );
});
