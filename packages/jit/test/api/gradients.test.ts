/** Gradients of compiled functions and scans, taken outside of them. */
import * as tf from '@tensorflow/tfjs-core';
import '@mnist1d/models';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileLoop, jit, scan, withOrderedTape } from '../../src/index.ts';
import { expectUntouched } from './untouched.ts';

beforeAll(() => tf.setBackend('cpu'));

const numbers = (tensor: tf.Tensor) => [...tensor.dataSync()];
const near = (actual: tf.Tensor, expected: tf.Tensor) => {
  expect(actual.shape).toEqual(expected.shape);
  expect(Math.max(...numbers(tf.abs(tf.sub(actual, expected))))).toBeLessThan(1e-5);
};

describe('of a compiled function', () => {
  const smooth = (x: tf.Tensor) => tf.mul(tf.tanh(x), tf.exp(tf.neg(tf.square(x))));
  const x = tf.tensor1d([-1.5, -0.2, 0, 0.4, 1.1]);

  test('of the first three orders it is that of the function', () => {
    const compiled = jit(smooth);
    const sumOf = (f: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) => tf.sum(f(x)) as tf.Scalar;
    const orders = (f: (x: tf.Tensor) => tf.Tensor) => {
      const first = tf.grad(sumOf(f));
      const second = tf.grad(sumOf(first));
      return [first, second, tf.grad(sumOf(second))].map((gradient) => gradient(x));
    };
    const expected = withOrderedTape(() => orders(smooth));
    orders(compiled).forEach((gradient, i) => near(gradient, expected[i]!));
    expect(Math.max(...numbers(expected[2]!))).toBeGreaterThan(1);
  });

  test('it goes on through what is not compiled, before it and behind it', () => {
    const compiled = jit(smooth);
    const through = (f: typeof smooth) => tf.grad((x: tf.Tensor) => tf.sum(tf.square(f(tf.sin(x)))) as tf.Scalar)(x);
    near(through(compiled), through(smooth));
  });

  test('with respect to nested arguments, beside numbers, integers and what is not used', () => {
    const f = jit(({ w, unused }: { w: tf.Tensor; unused: tf.Tensor }, rows: tf.Tensor, scale: number) => ({
      y: [tf.mul(tf.gather(w, rows), scale), tf.add(rows, 1)],
      z: tf.sum(tf.square(w)),
      unused,
    }));
    const [w, unused] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([7])];
    const rows = tf.tensor1d([2, 2, 0], 'int32');
    const ofY = tf.grads((w: tf.Tensor, unused: tf.Tensor) => {
      const { y, z } = f({ w, unused }, rows, 10);
      expect(numbers(y[1]!)).toEqual([3, 3, 1]);
      return tf.add(tf.sum(y[0]!), z) as tf.Scalar;
    })([w, unused]);
    expect(ofY.map(numbers)).toEqual([[12, 4, 26], [0]]);
    expect(numbers(tf.grad((w: tf.Tensor) => f({ w, unused }, rows, 10).z as tf.Scalar)(w))).toEqual([2, 4, 6]);
  });

  test('with respect to variables: an optimiser outside trains as one inside', () => {
    const losses = (compile: boolean) =>
      tf.tidy(() => {
        const w = tf.variable(tf.tensor2d([[0.5], [-1]]));
        const b = tf.variable(tf.scalar(0));
        const forward = (x: tf.Tensor2D) => tf.tanh(tf.add(tf.matMul(x, w as unknown as tf.Tensor2D), b));
        const f = compile ? jit(forward) : forward;
        const data = tf.tensor2d([
          [1, 2],
          [3, -1],
          [0, 1],
        ]);
        const optimizer = tf.train.adam(0.1);
        return Array.from({ length: 5 }, () => {
          const loss = optimizer.minimize(() => tf.mean(tf.square(tf.sub(f(data), 0.3))), true);
          return loss!.dataSync()[0]!;
        });
      });
    const [ours, eager] = [losses(true), losses(false)];
    ours.forEach((loss, i) => expect(loss).toBeCloseTo(eager[i]!, 6));
    expect(ours[4]).toBeLessThan(ours[0]! * 0.9);
  });

  test('arguments may be disposed of before it is taken, and nothing is left over', () => {
    const f = jit((x: tf.Tensor) => tf.square(x));
    const loss = (x: tf.Tensor) => tf.sum(tf.tidy(() => f(tf.mul(x, 2)))) as tf.Scalar;
    tf.grad(loss)(x).dispose();
    expectUntouched(() => {
      const gradient = tf.grad(loss)(x);
      expect(numbers(gradient)[3]).toBeCloseTo(8 * 0.4, 5);
      gradient.dispose();
    });
  });

  test('of a call that assigns a variable there is none, and what it gives may be used', () => {
    const count = tf.variable(tf.scalar(1));
    const f = jit((x: tf.Tensor) => {
      count.assign(tf.add(count, 1));
      return tf.mul(x, count);
    });
    const one = tf.scalar(1);
    expect(() => tf.grad((x: tf.Tensor) => f(x) as tf.Scalar)(one)).toThrow(
      `once the variable ${count.name}, which it reads, is assigned`,
    );
    const seen = tf.grad((x: tf.Tensor) => tf.mul(x, tf.scalar(f(one).dataSync()[0]!)) as tf.Scalar)(one);
    expect(numbers(seen)).toEqual([3]);
  });

  test('nor once a variable that it reads is assigned', () => {
    const w = tf.variable(tf.scalar(2));
    const f = jit((x: tf.Tensor) => tf.mul(x, w));
    const loss = (x: tf.Tensor) => {
      const y = f(x);
      w.assign(tf.scalar(5));
      return y as tf.Scalar;
    };
    expect(() => tf.grad(loss)(tf.scalar(1))).toThrow('is assigned');
  });

  test('inside of another compiled function it is part of that', () => {
    const inner = jit(smooth);
    const outer = jit((x: tf.Tensor) => tf.grad((x: tf.Tensor) => tf.sum(inner(x)) as tf.Scalar)(x));
    near(outer(x), tf.grad((x: tf.Tensor) => tf.sum(smooth(x)) as tf.Scalar)(x));
  });
});

test('of a loop there is none', () => {
  const loss = (x: tf.Tensor) => tf.sum(compileLoop({ state: { x }, step: ({ x }) => ({ state: { x } }) }).read().x);
  expect(() => tf.grad(loss)(tf.scalar(1))).toThrow('a loop has no gradient; use scan');
});

describe('of a scan', () => {
  const decay = ({ w, rate }: { w: tf.Tensor; rate: tf.Tensor }, x: tf.Tensor) => ({
    carry: { w: tf.sub(w, tf.mul(rate, tf.sub(w, x))), rate },
    y: tf.square(w),
  });
  const xs = tf.tensor1d([1, 2, 4]);
  const bySteps = (w: tf.Tensor, rate: tf.Tensor) => {
    const ys: tf.Tensor[] = [];
    let carry = { w, rate };
    for (const x of tf.unstack(xs)) {
      const { carry: next, y } = decay(carry, x);
      ys.push(y);
      carry = next;
    }
    return tf.add(carry.w, tf.sum(tf.stack(ys))) as tf.Scalar;
  };
  const scanned = (w: tf.Tensor, rate: tf.Tensor) => {
    const { carry, ys } = scan(decay, { w, rate }, xs);
    return tf.add(carry.w, tf.sum(ys)) as tf.Scalar;
  };
  const at = [tf.scalar(0.5), tf.scalar(0.25)];

  test('with respect to the first carry it is that of its steps', () => {
    const expected = tf.grads(bySteps)(at);
    tf.grads(scanned)(at).forEach((gradient, i) => near(gradient, expected[i]!));
  });

  test('when the same step was scanned again since', () => {
    const twice = (f: typeof scanned) => (w: tf.Tensor, rate: tf.Tensor) =>
      tf.mul(f(w, rate), f(tf.mul(w, 3), rate)) as tf.Scalar;
    const expected = tf.grads(twice(bySteps))(at);
    tf.grads(twice(scanned))(at).forEach((gradient, i) => near(gradient, expected[i]!));
  });

  test.each<[string, () => unknown, string]>([
    [
      'to xs',
      () => tf.grad((xs: tf.Tensor) => tf.sum(scan(decay, { w: at[0]!, rate: at[1]! }, xs).ys) as tf.Scalar)(xs),
      'there is no gradient with respect to xs; hand it on in the carry',
    ],
    [
      'of a gradient',
      () => tf.grad((w: tf.Tensor) => tf.square(tf.grad((w: tf.Tensor) => scanned(w, at[1]!))(w)) as tf.Scalar)(at[0]!),
      'take the inner one inside of step',
    ],
  ])('with respect %s is refused', (_, act, message) => {
    expect(act).toThrow(message);
  });
});
