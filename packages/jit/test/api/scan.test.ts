import { makeDataset } from '@mnist1d/dataset';
import { TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import published from '../../../../fixtures/metalearn-lr.json' with { type: 'json' };
import { randomUniform, scan, withOrderedTape } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
const values = (tensor: tf.Tensor) => [...tensor.dataSync()];

function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance: number): void {
  expect(actual.shape).toEqual(expected.shape);
  const largest = Math.max(...values(tf.abs(expected)));
  const wanted = values(expected);
  values(actual).forEach((value, i) =>
    expect(Math.abs(value - wanted[i]!), `element ${i}: ${value} for ${wanted[i]}`).toBeLessThan(tolerance * largest),
  );
}

const sizes = { inputs: 6, hidden: 5, classes: 3 };
type Batch = { x: tf.Tensor; y: tf.Tensor };

/** −mean(oneHot × logSoftmax) of an MLP with tanh, its parameters one flat vector in PyTorch's order. */
function mlpLoss({ inputs, hidden, classes }: typeof sizes, { x, y }: Batch) {
  return (p: tf.Tensor): tf.Scalar => {
    const [w1, b1, w2, b2] = tf.split(p, [inputs * hidden, hidden, hidden * classes, classes]) as tf.Tensor[];
    const h = tf.tanh(
      tf.add(tf.matMul(x as tf.Tensor2D, tf.reshape(w1!, [hidden, inputs]) as tf.Tensor2D, false, true), b1!),
    );
    const logits = tf.add(
      tf.matMul(h as tf.Tensor2D, tf.reshape(w2!, [classes, hidden]) as tf.Tensor2D, false, true),
      b2!,
    );
    return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(logits)), 1)));
  };
}

/** A step of gradient descent whose learning rate is part of the carry. */
const sgdStep =
  (shape: typeof sizes) =>
  ({ p, rate }: { p: tf.Tensor; rate: tf.Tensor }, batch: Batch) => {
    const { value, grad } = tf.valueAndGrad(mlpLoss(shape, batch))(p);
    return { carry: { p: tf.sub(p, tf.mul(rate, grad)), rate }, y: value as tf.Tensor };
  };

/** The same by RMSprop. */
const rmsStep = ({ p, square, rate }: { p: tf.Tensor; square: tf.Tensor; rate: tf.Tensor }, batch: Batch) => {
  const { value, grad } = tf.valueAndGrad(mlpLoss(sizes, batch))(p);
  const next = tf.add(tf.mul(0.4, square), tf.mul(0.6, tf.square(grad)));
  return {
    carry: { p: tf.sub(p, tf.div(tf.mul(rate, grad), tf.add(tf.sqrt(next), 1e-8))), square: next, rate },
    y: value as tf.Tensor,
  };
};

const steps = 8;
const data = () => ({
  x: random([steps, 4, sizes.inputs], 1),
  y: tf.cast(
    tf.oneHot(
      tf.tensor2d(
        Array.from({ length: steps * 4 }, (_, i) => (i * 5) % 3),
        [steps, 4],
        'int32',
      ),
      sizes.classes,
    ),
    'float32',
  ),
});
const count = sizes.inputs * sizes.hidden + sizes.hidden + sizes.hidden * sizes.classes + sizes.classes;

describe.each([
  ['gradient descent', sgdStep(sizes), () => ({ p: tf.mul(0.5, random([count], 3)), rate: tf.scalar(0.4) })],
  ['RMSprop', rmsStep, () => ({ p: tf.mul(0.5, random([count], 3)), square: tf.ones([count]), rate: tf.scalar(0.05) })],
])('through %s', (_, untypedStep, start) => {
  type Carry = Record<string, tf.Tensor>;
  const step = untypedStep as unknown as (carry: Carry, x: Batch) => { carry: Carry; y: tf.Tensor };
  const weights = () => tf.tensor1d(Array.from({ length: steps }, (_, i) => (i - 2) / steps));

  /** ⟨weights, losses⟩ + Σ p² of the last p, step after step on the active backend. */
  const unrolled = (...first: tf.Tensor[]) => {
    const xs = data();
    let carry: Carry = Object.fromEntries(Object.keys(start()).map((name, i) => [name, first[i]!]));
    const losses: tf.Tensor[] = [];
    for (let t = 0; t < steps; t++) {
      const { carry: next, y } = step(carry, {
        x: tf.squeeze(tf.slice(xs.x, t, 1), [0]),
        y: tf.squeeze(tf.slice(xs.y, t, 1), [0]),
      });
      carry = next;
      losses.push(y);
    }
    return tf.add(tf.sum(tf.mul(weights(), tf.stack(losses))), tf.sum(tf.square(carry.p!))) as tf.Scalar;
  };

  test('values and gradients are those of the loop unrolled, with the tape in order', () => {
    const first: Carry = start();
    const { carry, ys, vjp } = scan(step, first, data());
    const total = tf.add(tf.sum(tf.mul(weights(), ys)), tf.sum(tf.square(carry.p!)));
    expectClose(total, unrolled(...Object.values(first)), 1e-5);
    const zeros = Object.fromEntries(Object.entries(first).map(([name, t]) => [name, tf.zerosLike(t)]));
    const gradient = vjp({ carry: { ...zeros, p: tf.mul(2, carry.p!) }, ys: weights() }).carry;
    const expected = withOrderedTape(() => tf.grads(unrolled)(Object.values(first)));
    Object.keys(first).forEach((name, i) => expectClose(gradient[name]!, expected[i]!, 2e-4));
  });

  test('the gradient is that of finite differences', () => {
    const first: Carry = start();
    const at = (change: Carry) => {
      const { carry, ys } = scan(step, { ...first, ...change }, data());
      return values(tf.add(tf.sum(tf.mul(weights(), ys)), tf.sum(tf.square(carry.p!))))[0]!;
    };
    const { carry, vjp } = scan(step, first, data());
    const zeros = Object.fromEntries(Object.entries(first).map(([name, t]) => [name, tf.zerosLike(t)]));
    const gradient = vjp({ carry: { ...zeros, p: tf.mul(2, carry.p!) }, ys: weights() }).carry;
    const along = random([count], 9);
    const slope = (change: (h: number) => Carry, h: number) => (at(change(h)) - at(change(-h))) / (2 * h);
    const byRate = slope((h) => ({ rate: tf.add(first.rate!, h) }), 2e-3);
    expect(Math.abs(values(gradient.rate!)[0]! - byRate)).toBeLessThan(1e-2 * Math.abs(byRate));
    const byStart = slope((h) => ({ p: tf.add(first.p!, tf.mul(h, along)) }), 1e-3);
    expect(Math.abs(values(tf.sum(tf.mul(gradient.p!, along)))[0]! - byStart)).toBeLessThan(1e-2 * Math.abs(byStart));
  });
});

describe('a learned learning rate', () => {
  const shape = { inputs: 40, hidden: 50, classes: 10 };
  const inner = 200;
  const batch = 50;

  /** The flat vector of PyTorch's Linear(40, 50) and Linear(50, 10) after torch.manual_seed(0). */
  const initial = () => {
    const generator = new TorchRandom(0);
    const linear = (from: number, to: number) =>
      [from * to, to].map((n) => tf.tensor1d(generator.uniform(n, -1 / Math.sqrt(from), 1 / Math.sqrt(from))));
    return tf.concat([...linear(shape.inputs, shape.hidden), ...linear(shape.hidden, shape.classes)]);
  };

  test.each([1.5, 0.15])("from %f is PyTorch's at each of 50 outer steps", (start) => {
    const { x, y } = makeDataset();
    const rows = (y.length / batch) | 0;
    const order = Int32Array.from({ length: inner * batch }, (_, i) => i % (rows * batch));
    const xs = {
      x: tf.reshape(tf.gather(tf.tensor2d(x as Float32Array, [y.length, 40]), order), [inner, batch, 40]),
      y: tf.reshape(tf.cast(tf.oneHot(tf.gather(tf.tensor1d(y, 'int32'), order), 10), 'float32'), [inner, batch, 10]),
    };
    const step = sgdStep(shape);
    const p = initial();
    const expected = published.trials[start === 1.5 ? 'init_lr_1.5' : 'init_lr_0.15'];
    let rate = start;
    for (let outer = 0; outer < 50; outer++) {
      tf.tidy(() => {
        const { ys, vjp } = scan(step, { p, rate: tf.scalar(rate) }, xs);
        const losses = values(ys);
        const gradient = vjp({ ys: tf.fill([inner], 1 / inner) }).carry.rate;
        rate = Math.fround(rate - 0.3 * values(gradient)[0]!);
        const mean = losses.reduce((a, b) => a + b) / inner;
        const close = (value: number, wanted: number, what: string) =>
          expect(
            Math.abs(value / wanted - 1),
            `${what} after outer step ${outer}: ${value} for ${wanted}`,
          ).toBeLessThan(1e-4);
        if (outer === 0)
          for (const [i, loss] of expected.first_outer_step_inner_losses_first_20.entries())
            close(losses[i]!, loss, `inner loss ${i}`);
        close(rate, expected.inner_lr[outer]!, 'learning rate');
        close(mean, expected.mean_inner_loss[outer]!, 'mean inner loss');
        close(losses.at(-1)!, expected.final_inner_loss[outer]!, 'last inner loss');
      });
    }
    expect(rate).toBeCloseTo(0.62, 2);
  });
});

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
      'standing inside of tf.grad',
      () => tf.grad((x: tf.Tensor) => scan(keep, x, tf.ones([2])).carry)(one()),
      'cannot stand inside tf.grad',
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
