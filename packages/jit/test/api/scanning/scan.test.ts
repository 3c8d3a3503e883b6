/** What may be scanned, and what may not. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { randomUniform, scan } from '../../../src/index.ts';
import { expectClose, values } from './scan-steps.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('what may be scanned', () => {
  const add = (carry: { sum: tf.Tensor }, x: tf.Tensor) => {
    const sum = tf.add(carry.sum, x);
    return { carry: { sum }, y: tf.square(sum) };
  };

  test('no step, and one', () => {
    const none = scan(add, { sum: tf.tensor1d([3, 4]) }, tf.zeros([0, 2]));
    expect(values(none.carry.sum)).toEqual([3, 4]);
    expect(none.ys.shape).toEqual([0, 2]);
    expect(values(none.vjp({ carry: { sum: tf.tensor1d([5, 6]) } }).carry.sum)).toEqual([5, 6]);
    const one = scan(add, { sum: tf.tensor1d([3, 4]) }, tf.ones([1, 2]));
    expect(values(one.carry.sum)).toEqual([4, 5]);
    expect(values(one.ys)).toEqual([16, 25]);
    expect(values(one.vjp({ ys: tf.ones([1, 2]) }).carry.sum)).toEqual([8, 10]);
  });

  test('gradients may be asked for again and again, with and without each part', () => {
    const { vjp } = scan(add, { sum: tf.scalar(1) }, tf.tensor1d([1, 2]));
    expect(values(vjp({}).carry.sum)).toEqual([0]);
    expect(values(vjp({ ys: tf.ones([2]) }).carry.sum)).toEqual([12]);
    expect(values(vjp({ carry: { sum: tf.scalar(7) } }).carry.sum)).toEqual([7]);
    expect(values(vjp({ ys: tf.tensor1d([0, 1]), carry: { sum: tf.scalar(1) } }).carry.sum)).toEqual([9]);
  });

  test('what is disposed has no gradient any more, and is compiled anew', () => {
    let traces = 0;
    const step = (carry: { sum: tf.Tensor }, x: tf.Tensor) => {
      traces++;
      return add(carry, x);
    };
    const xs = tf.tensor1d([1, 2]);
    const first = scan(step, { sum: tf.scalar(1) }, xs);
    const before = traces;
    scan(step, { sum: tf.scalar(2) }, xs).dispose();
    expect(traces).toBe(before);
    expect(() => first.vjp({})).toThrow('vjp');
    const again = scan(step, { sum: tf.scalar(1) }, xs);
    expect(traces).toBe(2 * before);
    again.dispose();
    expect(() => again.vjp({})).toThrow('vjp: the scan is disposed');
    expect(values(again.carry.sum)).toEqual([4]);
  });

  test('int32 and bool in the carry, the xs and the ys, which have no gradient', () => {
    const step = ({ n, w }: { n: tf.Tensor; w: tf.Tensor }, { i, on }: { i: tf.Tensor; on: tf.Tensor }) => {
      const next = tf.add(n, i);
      const moved = tf.where(on, tf.mul(w, 2), w);
      return { carry: { n: next, w: moved }, y: { n: next, high: tf.greater(next, tf.scalar(12, 'int32')), w: moved } };
    };
    const xs = { i: tf.tensor1d([1, 2, 3], 'int32'), on: tf.tensor1d([true, false, true], 'bool') };
    const { carry, ys, vjp } = scan(step, { n: tf.scalar(10, 'int32'), w: tf.scalar(1.5) }, xs);
    expect([carry.n.dtype, ...values(carry.n)]).toEqual(['int32', 16]);
    expect(values(carry.w)).toEqual([6]);
    expect([ys.n.dtype, ...values(ys.n)]).toEqual(['int32', 11, 13, 16]);
    expect([ys.high.dtype, ...values(ys.high)]).toEqual(['bool', 0, 1, 1]);
    const gradient = vjp({ ys: { ...ys, w: tf.ones([3]) } }).carry;
    expect([gradient.n.dtype, ...values(gradient.n)]).toEqual(['int32', 0]);
    expect(values(gradient.w)).toEqual([2 + 2 + 4]);
  });

  test('random numbers, the same in the backward pass', () => {
    const step = (w: tf.Tensor, i: tf.Tensor) => ({
      carry: tf.mul(w, tf.add(1, randomUniform(i as tf.Scalar, [3], { seed: 3, stream: 'noise' }))),
    });
    const xs = tf.range(0, 6, 1, 'int32');
    const { carry, vjp } = scan(step, tf.ones([3]) as tf.Tensor, xs);
    // Every step multiplies, so the gradient is the product of the factors, and so is the result.
    expectClose(vjp({ carry: tf.ones([3]) }).carry, carry, 1e-6);
    expect(new Set(values(carry)).size).toBe(3);
  });

  test('steps without ys, and a carry that is a tensor or swaps its parts', () => {
    const { carry, ys, vjp } = scan(
      (c: tf.Tensor, x: tf.Tensor) => ({ carry: tf.mul(c, x) }),
      tf.scalar(2) as tf.Tensor,
      tf.tensor1d([3, 4]),
    );
    expect(values(carry)).toEqual([24]);
    expect(ys).toBeUndefined();
    expect(values(vjp({ carry: tf.scalar(1) }).carry)).toEqual([12]);
    const swap = ({ a, b }: { a: tf.Tensor; b: tf.Tensor }, x: tf.Tensor) => ({ carry: { a: b, b: tf.mul(a, x) } });
    const swapped = scan(swap, { a: tf.scalar(1), b: tf.scalar(10) }, tf.tensor1d([2, 3, 5]));
    expect([...values(swapped.carry.a), ...values(swapped.carry.b)]).toEqual([30, 10]);
    const gradient = swapped.vjp({ carry: { a: tf.scalar(1), b: tf.scalar(0) } }).carry;
    expect([...values(gradient.a), ...values(gradient.b)]).toEqual([0, 3]);
  });

  test('variables are read anew; tensors from outside are constants', () => {
    const w = tf.variable(tf.scalar(2));
    const c = tf.scalar(10);
    const step = (carry: tf.Tensor, x: tf.Tensor) => ({ carry: tf.add(tf.mul(carry, w), tf.mul(x, c)) });
    const run = () => scan(step, tf.scalar(1) as tf.Tensor, tf.tensor1d([1, 1]));
    const { carry, vjp } = run();
    expect(values(carry)).toEqual([34]);
    w.assign(tf.scalar(3));
    expect(values(vjp({ carry: tf.scalar(1) }).carry)).toEqual([4]);
    const after = run();
    expect(values(after.carry)).toEqual([49]);
    expect(values(after.vjp({ carry: tf.scalar(1) }).carry)).toEqual([9]);
  });

  test('nothing is left behind, and arguments are not disposed', () => {
    const [sum, xs] = [tf.scalar(1), tf.tensor1d([1, 2])];
    scan(add, { sum }, xs);
    const before = tf.memory().numTensors;
    tf.tidy(() => void scan(add, { sum }, xs).vjp({ ys: tf.ones([2]) }));
    expect(tf.memory().numTensors).toBe(before);
    expect(sum.isDisposed || xs.isDisposed).toBe(false);
  });
});

describe('what may not', () => {
  const w = tf.variable(tf.scalar(1), true, 'scan-weight');
  type Any = (carry: tf.Tensor, x: tf.Tensor) => { carry: tf.Tensor; y: tf.Tensor };
  const keep: Any = (carry) => ({ carry, y: carry });
  const one = () => tf.scalar(1) as tf.Tensor;
  test.each<[string, () => unknown, string]>([
    [
      'a carry that changes its shape',
      () => scan(((c, x) => ({ carry: tf.stack([c, x]), y: x })) as Any, one(), tf.ones([2])),
      'carry is float32[] and comes out of step as float32[2]',
    ],
    [
      'a carry that changes its type',
      () => scan(((c, x) => ({ carry: tf.cast(c, 'int32'), y: x })) as Any, one(), tf.ones([2])),
      'carry is float32[] and comes out of step as int32[]',
    ],
    [
      'a carry that changes its structure',
      () => scan(((c: tf.Tensor, x: tf.Tensor) => ({ carry: [c], y: x })) as never, one(), tf.ones([2])),
      'step must return a carry of the structure T, got [T]',
    ],
    ['nothing', () => scan((() => undefined) as never, one(), tf.ones([2])), 'step must return { carry, y }'],
    [
      'a promise',
      () => scan((async (carry: tf.Tensor) => ({ carry })) as never, one(), tf.ones([2])),
      'step must return { carry, y } at once',
    ],
    ['no step', () => scan(undefined as never, one(), tf.ones([2])), 'step must be a function, got undefined'],
    [
      'xs without steps',
      () => scan(keep, one(), tf.scalar(1)),
      'xs must hold a tensor whose first dimension are the steps',
    ],
    ['no xs', () => scan(keep as never, one(), {}), 'xs must hold a tensor whose first dimension are the steps'],
    [
      'xs of different lengths',
      () => scan(keep as never, one(), { a: tf.ones([2]), b: tf.ones([3]) }),
      'the same first dimension, got 2 in xs.a and 3 in xs.b',
    ],
    [
      'xs with a scalar',
      () => scan(keep as never, one(), { a: tf.ones([2]), b: tf.scalar(3) }),
      'got 2 in xs.a and undefined in xs.b',
    ],
    [
      'assigning a variable',
      () =>
        scan(
          ((c, x) => {
            w.assign(x as tf.Scalar);
            return { carry: c, y: x };
          }) as Any,
          one(),
          tf.ones([2]),
        ),
      'step assigns the variable scan-weight; hand its value on in the carry',
    ],
    [
      'reading values',
      () => scan(((c, x) => ({ carry: c, y: tf.scalar(x.dataSync()[0]!) })) as Any, one(), tf.ones([2])),
      'reads the values',
    ],
    [
      'cotangents of the wrong shape',
      () => scan(keep, one(), tf.ones([2])).vjp({ ys: tf.ones([3]) }),
      'the cotangents of ys must have the shapes [2], got [3]',
    ],
    [
      'cotangents of the carry of the wrong shape',
      () => scan(keep, one(), tf.ones([2])).vjp({ carry: tf.ones([3]) }),
      'the cotangents of carry must have the shapes [], got [3]',
    ],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(message);
    expect(tf.getBackend()).toBe('cpu');
  });

  test('a gradient after another scan of the same step', () => {
    const { vjp } = scan(keep, one(), tf.ones([2]));
    scan(keep, one(), tf.ones([2]));
    expect(() => vjp({ ys: tf.ones([2]) })).toThrow('the same step was scanned again since');
  });
});
