/** What compiled functions take, give and capture. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';
import { expectUntouched } from './untouched.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('arguments and results', () => {
  test('may be nested; a plan for every combination of shapes and of what is no tensor', () => {
    let traces = 0;
    const f = jit(({ x, w }: { x: tf.Tensor; w: tf.Tensor[] }, scale: number, kind: 'sum' | 'mean') => {
      traces++;
      return { y: tf.mul(tf.add(x, w[0]!), scale), z: [kind === 'sum' ? tf.sum(w[1]!) : tf.mean(w[1]!)], kind };
    });
    const x = tf.tensor1d([1, 2, 3]);
    const w = [tf.tensor1d([1, 1, 1]), tf.tensor1d([5, 7])];
    const result = f({ x, w }, 2, 'sum');
    expect([...result.y.dataSync()]).toEqual([4, 6, 8]);
    expect([...result.z[0]!.dataSync()]).toEqual([12]);
    expect(result.kind).toBe('sum');
    f({ w, x }, 2, 'sum');
    expect(traces).toBe(1);
    expect([...f({ x, w }, 2, 'mean').z[0]!.dataSync()]).toEqual([6]);
    f({ x, w }, 3, 'sum');
    f({ x, w: [w[0]!, tf.ones([5])] }, 2, 'sum');
    expect(traces).toBe(4);
  });

  test('keep the order of their names', () => {
    const f = jit((x: { b: tf.Tensor; a: tf.Tensor }) => ({ d: tf.neg(x.b), c: x.a }));
    const { c, d } = f({ b: tf.scalar(1), a: tf.scalar(2) });
    expect([c.dataSync()[0], d.dataSync()[0]]).toEqual([2, -1]);
    expect(Object.keys(f({ a: tf.scalar(2), b: tf.scalar(1) }))).toEqual(['d', 'c']);
  });

  test('may be int32 and bool, of any rank, and empty', () => {
    const f = jit((i: tf.Tensor, b: tf.Tensor, x: tf.Tensor) => ({
      i: tf.add(i, tf.scalar(2, 'int32')),
      b: tf.logicalNot(b),
      same: b,
      picked: tf.where(b, x, tf.zerosLike(x)),
      wide: tf.cast(i, 'float32'),
      narrow: tf.cast(x, 'int32'),
      above: tf.greater(x, 0),
      rank6: tf.reshape(x, [1, 1, 3, 1, 1, 1]),
    }));
    const args = [
      tf.tensor1d([1, -2, 3], 'int32'),
      tf.tensor1d([true, false, true], 'bool'),
      tf.tensor1d([1.5, -2, 3]),
    ] as const;
    const got = f(...args);
    expect(
      Object.fromEntries(Object.entries(got).map(([name, t]) => [name, [t.dtype, t.shape, [...t.dataSync()]]])),
    ).toEqual({
      i: ['int32', [3], [3, 0, 5]],
      b: ['bool', [3], [0, 1, 0]],
      same: ['bool', [3], [1, 0, 1]],
      picked: ['float32', [3], [1.5, 0, 3]],
      wide: ['float32', [3], [1, -2, 3]],
      narrow: ['int32', [3], [1, -2, 3]],
      above: ['bool', [3], [1, 0, 1]],
      rank6: ['float32', [1, 1, 3, 1, 1, 1], [1.5, -2, 3]],
    });
    const empty = jit((x: tf.Tensor) => tf.mul(x, 2))(tf.zeros([0, 3]));
    expect(empty.shape).toEqual([0, 3]);
  });

  test('an argument returned is a fresh tensor, and one returned twice two', () => {
    const x = tf.tensor1d([1, 2]);
    const [a, b] = jit((x: tf.Tensor) => [x, x] as const)(x);
    a.dispose();
    expect([...b.dataSync()]).toEqual([1, 2]);
    expect(x.isDisposed).toBe(false);
  });

  test('results belong to tf.tidy, and nothing is left behind', () => {
    const w = tf.variable(tf.ones([3]));
    const f = jit((x: tf.Tensor) => {
      w.assign(tf.add(w, x) as tf.Tensor1D);
      return { y: tf.mul(w, 2) };
    });
    const x = tf.tensor1d([1, 2, 3]);
    tf.dispose(f(x));
    expectUntouched(() => {
      for (let i = 0; i < 10; i++) tf.tidy(() => void f(x));
    });
    expect(x.isDisposed).toBe(false);
    expect([...w.dataSync()]).toEqual([12, 23, 34]);
  });

  test('can be compiled ahead, explained and profiled', async () => {
    let traces = 0;
    const w = tf.variable(tf.scalar(1));
    const f = jit((x: tf.Tensor) => {
      traces++;
      w.assign(tf.add(w, 1) as tf.Scalar);
      return tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D);
    });
    const x = tf.eye(3);
    await f.compile(x);
    expect(f.explain(x).toString()).toMatch(/product .* 3 × 3 × 3/);
    expect(f.profile(x).total).toBeGreaterThan(0);
    expect(w.dataSync()[0]).toBe(1);
    f(x);
    expect(w.dataSync()[0]).toBe(2);
    expect(traces).toBe(1);
    f.dispose();
    f(x);
    expect(traces).toBe(2);
  });
});

describe('what a function captures', () => {
  test('tensors are constants, until they are disposed: then the function is recorded anew', () => {
    let c = tf.tensor1d([1, 2]);
    const f = jit((x: tf.Tensor) => tf.add(x, c));
    const x = tf.tensor1d([10, 20]);
    expect([...f(x).dataSync()]).toEqual([11, 22]);
    c.dispose();
    expect(() => f(x)).toThrow('the function uses a tensor of shape [2] that is disposed');
    c = tf.tensor1d([3, 4]);
    expect([...f(x).dataSync()]).toEqual([13, 24]);
  });

  test('values from JavaScript are constants, too', () => {
    const f = jit((x: tf.Tensor) => tf.add(x, tf.tensor1d(Array.from({ length: 3 }, (_, i) => i ** 2))));
    expect([...f(tf.zeros([3])).dataSync()]).toEqual([0, 1, 4]);
  });

  test('variables are read in every call and written back, shared between compiled functions, and free to be assigned', () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const double = jit(() => w.assign(tf.mul(w, 2) as tf.Tensor1D));
    const increase = jit((by: tf.Tensor) => {
      w.assign(tf.add(w, by) as tf.Tensor1D);
      return tf.sum(w);
    });
    double();
    expect([...w.dataSync()]).toEqual([2, 4]);
    expect(increase(tf.scalar(1)).dataSync()[0]).toBe(8);
    double();
    expect([...w.dataSync()]).toEqual([6, 10]);
    w.assign(tf.tensor1d([100, 200]));
    double();
    expect(increase(tf.scalar(0)).dataSync()[0]).toBe(600);
  });

  test('variables that share data with each other and with a tensor are told apart', () => {
    const initial = tf.tensor1d([1, 2]);
    const a = tf.variable(initial);
    const b = tf.variable(initial);
    const f = jit(() => {
      a.assign(tf.add(a, initial) as tf.Tensor1D);
      b.assign(tf.mul(b, 3) as tf.Tensor1D);
    });
    for (let i = 0; i < 3; i++) f();
    expect([...a.dataSync()]).toEqual([4, 8]);
    expect([...b.dataSync()]).toEqual([27, 54]);
    expect([...initial.dataSync()]).toEqual([1, 2]);
  });

  test('variables may swap their values', () => {
    const a = tf.variable(tf.scalar(1));
    const b = tf.variable(tf.scalar(2));
    const swap = jit(() => {
      const kept = tf.clone(a);
      a.assign(b as tf.Scalar);
      b.assign(kept);
    });
    swap();
    expect([a.dataSync()[0], b.dataSync()[0]]).toEqual([2, 1]);
    swap();
    expect([a.dataSync()[0], b.dataSync()[0]]).toEqual([1, 2]);
  });

  test('a variable that is disposed later is named', () => {
    const w = tf.variable(tf.scalar(1), true, 'my-weight');
    const f = jit(() => w.assign(tf.add(w, 1) as tf.Scalar));
    f();
    w.dispose();
    expectUntouched(() =>
      expect(() => f()).toThrow('the variable my-weight, which the compiled function uses, is disposed'),
    );
  });

  test('a compiled function inside another becomes part of it', () => {
    let traces = 0;
    const inner = jit((x: tf.Tensor) => {
      traces++;
      return tf.square(x);
    });
    const outer = jit((x: tf.Tensor) => tf.grad((x: tf.Tensor) => tf.sum(inner(x)))(x));
    expect([...outer(tf.tensor1d([1, 2])).dataSync()]).toEqual([2, 4]);
    expect([...outer(tf.tensor1d([3, 4])).dataSync()]).toEqual([6, 8]);
    expect(traces).toBe(1);
    const power = jit((x: tf.Tensor, n: number): tf.Tensor => (n === 0 ? tf.onesLike(x) : tf.mul(x, power(x, n - 1))));
    expect([...power(tf.tensor1d([2, 3]), 4).dataSync()]).toEqual([16, 81]);
  });
});

test('explain stays short where parts are shared over and over', () => {
  const inverse = jit((x: tf.Tensor) => {
    let y: tf.Tensor = tf.fill(x.shape, 0.1);
    for (let i = 0; i < 30; i++) y = tf.mul(y, tf.sub(2, tf.mul(x, y)));
    return y;
  });
  const x = tf.tensor1d([1, 2, 3]);
  expect(inverse.explain(x).toString().length).toBeLessThan(100_000);
  expect([...inverse(x).dataSync()].map((y) => Number(y.toFixed(5)))).toEqual([1, 0.5, 0.33333]);
});

test('sums of thousands of terms, and thousands of steps one after another', () => {
  const x = tf.tensor1d([1, 2, 3]);
  const sum = jit((a: tf.Tensor) => tf.addN(Array.from({ length: 5000 }, () => tf.mul(a, 2))));
  expect([...sum(x).dataSync()]).toEqual([10_000, 20_000, 30_000]);
  const count = jit((a: tf.Tensor) => Array.from({ length: 3000 }).reduce<tf.Tensor>((y) => tf.add(y, 1), a));
  expect([...count(x).dataSync()]).toEqual([3001, 3002, 3003]);
});
