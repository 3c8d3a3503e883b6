/** Gradients through loops: those of the loop unrolled, of finite differences, and PyTorch's. */
import { makeDataset } from '@mnist1d/dataset';
import { TorchRandom } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import published from '../../../../../fixtures/metalearn-lr.json' with { type: 'json' };
import { scan, withOrderedTape } from '../../../src/index.ts';
import { type Batch, expectClose, mlpLoss, random, sgdStep, sizes, values } from './scan-steps.ts';

beforeAll(() => tf.setBackend('cpu'));

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
