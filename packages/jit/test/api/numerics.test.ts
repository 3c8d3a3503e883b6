/** The class of arithmetic: an option of all that compiles, refused by name where there is no such class, and named. */
import * as tf from '@tensorflow/tfjs-core';
import '@mnist1d/models';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CompileOptions, compileLoop, fuses, jit, scan } from '../../src/index.ts';
import { multiplyAdd } from '../../src/program/arithmetic/multiply-add.ts';

beforeAll(() => tf.setBackend('cpu'));

const product = (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D);
const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

const entries: Readonly<Record<string, (options: CompileOptions) => unknown>> = {
  jit: (options) => jit(product, options),
  compileLoop: (options) => compileLoop({ state: { w: tf.ones([2]) }, step: (state) => ({ state }), ...options }),
  scan: (options) => scan((carry: { x: tf.Tensor }) => ({ carry }), { x: tf.ones([2]) }, tf.ones([2]), options),
};

describe.each(Object.entries(entries))('%s', (name, compile) => {
  test('refuses what is no class, and the option of before', () => {
    expect(() => compile({ numerics: 'fsued' as 'fused' })).toThrow(
      new RangeError(`${name}: there is no numerics 'fsued'; did you mean 'fused'? Known: exact, fused`),
    );
    const before = { relaxed: true } as CompileOptions;
    expect(() => compile(before)).toThrow(
      new TypeError(`${name}: there is no option 'relaxed' any more; numerics must be 'exact' or 'fused'`),
    );
  });

  test.skipIf(fuses())('refuses fused arithmetic where there is none', () => {
    expect(() => compile({ numerics: 'fused' })).toThrow(`${name}: numerics 'fused' cannot be computed here: `);
  });
});

test('exact is the default, and named', () => {
  const f = jit(product);
  const [a, b] = [normal([9, 8], 1), normal([8, 9], 2)];
  expect(f.explain(a, b).toString()).toMatch(/^numerics: exact$/m);
  expect(f.profile(a, b)).toMatchObject({ numerics: 'exact' });
  expect(`${f.profile(a, b)}`).toMatch(/^\d+\.\d µs in 1 steps, exact$/m);
});

describe.skipIf(!fuses())('fused', () => {
  test('is named', () => {
    const f = jit(product, { numerics: 'fused' });
    const [a, b] = [normal([9, 8], 1), normal([8, 9], 2)];
    expect(f.explain(a, b).toString()).toMatch(/^ +0 {2}fused product NN 9 × 9 × 8/m);
    expect(f.explain(a, b).toString()).toMatch(/^numerics: fused$/m);
    expect(f.explainAfter('merge-maps', a, b)).not.toContain('fused product');
    expect(`${f.profile(a, b)}`).toMatch(/^\d+\.\d µs in 1 steps, fused$/m);
  });

  test('products round once for a multiplication and an addition', () => {
    const [a, b] = [normal([5, 70], 1), normal([70, 8], 2)];
    const [x, y] = [a.dataSync(), b.dataSync()];
    const got = jit(product, { numerics: 'fused' })(a, b).dataSync();
    const inTurn = (row: number, column: number) =>
      Array.from({ length: 70 }).reduce<number>(
        (sum, _, k) => multiplyAdd(x[row * 70 + k]!, y[k * 8 + column]!, sum),
        0,
      );
    expect([...got]).toEqual(Array.from({ length: 40 }, (_, i) => inTurn(i >> 3, i % 8)));
    expect(got).not.toEqual(jit(product)(a, b).dataSync());
  });

  test('an addition is joined with the multiplication that it alone needs', () => {
    const text = (fn: (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => tf.Tensor | tf.Tensor[]) => {
      const f = jit(fn, { numerics: 'fused' });
      const after = f.explainAfter('contract', tf.ones([4]), tf.ones([4]), tf.ones([4]));
      return [...after.matchAll(/ = (.*)$/gm)]
        .map(([, expression]) => expression)
        .join('; ')
        .replace(/\[1\]/g, '');
    };
    expect(text((a, b, c) => tf.add(tf.mul(a, b), c))).toBe('MultiplyAdd(#0, #1, #2)');
    expect(text((a, b, c) => tf.add(c, tf.mul(a, b)))).toBe('MultiplyAdd(#0, #1, #2)');
    expect(text((a, b, c) => tf.sub(c, tf.mul(a, b)))).toBe('SubtractProduct(#0, #1, #2)');
    expect(text((a, b, c) => tf.sub(tf.mul(a, b), c))).toBe('Sub(Multiply(#0, #1), #2)');
    expect(text((a, b) => tf.add(tf.square(a), tf.mul(a, b)))).toBe('MultiplyAdd(#0, #1, Square(#0))');
    expect(text((a) => tf.sub(1, tf.square(tf.tanh(a))))).toBe('SubtractProduct($1=FusedTanh(#0), $1, 1)');
    // What is needed elsewhere is multiplied in any case.
    expect(
      text((a, b, c) => {
        const ab = tf.mul(a, b);
        return [tf.add(ab, c), ab];
      }),
    ).toBe('$1=Multiply(#0, #1); #4 = Add($1, #2)');
    // Integers have no rounding.
    expect(
      text((a, b, c) => {
        const [i, j, k] = [a, b, c].map((x) => tf.cast(x, 'int32')) as [tf.Tensor, tf.Tensor, tf.Tensor];
        return tf.add(tf.mul(i, j), k);
      }),
    ).not.toContain('MultiplyAdd');
  });

  test('loops and scans take it, and keep their plans apart', async () => {
    const [w, x] = [normal([33, 70], 1), normal([8, 33], 2)];
    const next = (x: tf.Tensor) => tf.mul(0.01, product(product(x, w), tf.transpose(w)));
    const looped = async (options: CompileOptions) => {
      const loop = compileLoop({ state: { x }, step: ({ x }) => ({ state: { x: next(x) } }), ...options });
      await loop.run(3);
      return loop.read().x.dataSync();
    };
    const step = ({ x }: { x: tf.Tensor }) => ({ carry: { x: next(x) } });
    const scanned = (options: CompileOptions) => scan(step, { x }, tf.ones([3]), options).carry.x.dataSync();
    const fused = { numerics: 'fused' } as const;
    const [exact, other] = [await looped({}), await looped(fused)];
    expect(other).not.toEqual(exact);
    expect(scanned({})).toEqual(exact);
    expect(scanned(fused)).toEqual(other);
    expect(scanned({})).toEqual(exact);
    other.forEach((value, i) => {
      expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-4);
    });
  });

  test('initial values are the same in both classes', () => {
    const initial = (options: CompileOptions) => {
      let made: tf.Variable | undefined;
      const f = jit((x: tf.Tensor) => {
        made ??= tf.variable(product(normal([5, 40], 1), normal([40, 5], 2)));
        return tf.add(x, made);
      }, options);
      return f(tf.zeros([5, 5])).dataSync();
    };
    expect(initial({ numerics: 'fused' })).toEqual(initial({}));
  });
});
