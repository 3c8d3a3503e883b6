/** The interpreter computes products, and what becomes products, bit for bit as the emitted WebAssembly. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { check, long, normal, size } from './interpreted.ts';

beforeAll(() => tf.setBackend('cpu'));

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
