/** What compiled functions find outside: optimisers, captured tensors, arguments that could change, the state of tfjs. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeEach, describe, expect, test } from 'vitest';
import { compileLoop, jit, RecordingError, scan } from '../../src/index.ts';

beforeEach(() => tf.setBackend('cpu'));

const optimizers: Readonly<Record<string, () => tf.Optimizer>> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  nesterov: () => tf.train.momentum(0.1, 0.9, true),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.1),
  adam: () => tf.train.adam(0.1),
  adamax: () => tf.train.adamax(0.1),
  rmsprop: () => tf.train.rmsprop(0.1, 0.9, 0.5, 1e-7, true),
};

describe.each(Object.keys(optimizers))('%s', (name) => {
  /** A step of an optimiser on a variable, eager or compiled. */
  const make = (compile: (fn: () => unknown) => () => unknown) => {
    const w = tf.variable(tf.tensor1d([1, -2]));
    const optimizer = optimizers[name]!();
    const loss = () => tf.sum(tf.square(tf.sub(w, 3))) as tf.Scalar;
    return { w, optimizer, step: compile(() => optimizer.minimize(loss, false, [w])) };
  };
  const both = () => [make((fn) => fn), make((fn) => jit(fn))] as const;
  const expectSame = (a: tf.Tensor, b: tf.Tensor) => {
    const expected = a.dataSync();
    b.dataSync().forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
  };

  test('counts its updates, and goes on from its weights', async () => {
    const [eager, compiled] = both();
    for (let i = 0; i < 5; i++) {
      expect(compiled.step()).toBeNull();
      eager.step();
    }
    expect(compiled.optimizer.iterations).toBe(5);
    // tfjs cannot save it.
    if (name === 'adamax') return;
    const [next, compiledNext] = both();
    for (const [from, to] of [
      [eager, next],
      [compiled, compiledNext],
    ] as const) {
      to.step();
      await to.optimizer.setWeights(await from.optimizer.getWeights());
      to.w.assign(from.w as tf.Tensor1D);
      for (let i = 0; i < 3; i++) to.step();
    }
    expect(compiledNext.optimizer.iterations).toBe(next.optimizer.iterations);
    expectSame(next.w, compiledNext.w);
  });

  test('is noticed when its rate changes', () => {
    const [eager, compiled] = both();
    for (const { step, optimizer } of [eager, compiled]) {
      step();
      if ('setLearningRate' in optimizer) (optimizer as tf.SGDOptimizer).setLearningRate(0.02);
      else (optimizer as unknown as { learningRate: number }).learningRate = 0.02;
      step();
      step();
    }
    expectSame(eager.w, compiled.w);
  });
});

test('a loop counts the updates of its steps, and refuses another rate', async () => {
  const w = tf.variable(tf.scalar(1));
  const optimizer = tf.train.adam(0.1);
  const loop = compileLoop({
    state: {},
    step: () => {
      optimizer.minimize(() => tf.square(w) as tf.Scalar);
      return { state: {} };
    },
  });
  await loop.run(7);
  expect(optimizer.iterations).toBe(7);
  (optimizer as unknown as { learningRate: number }).learningRate = 0.01;
  await expect(loop.run(1)).rejects.toThrow(
    'the settings of the Adam optimizer are not those that the loop was compiled with',
  );
});

test('two loops over one variable do not run at once', async () => {
  const w = tf.variable(tf.scalar(0));
  const make = () =>
    compileLoop({
      state: {},
      step: () => {
        w.assign(tf.add(w, 1) as tf.Scalar);
        return { state: {} };
      },
    });
  const [a, b] = [make(), make()];
  const first = a.run(5000);
  await expect(b.run(5000)).rejects.toThrow(`a loop is running that assigns the variable ${w.name}, too`);
  expect(() => jit(() => w.assign(tf.add(w, 1) as tf.Scalar))()).toThrow('a loop is running that assigns the variable');
  await first;
  await b.run(10);
  expect(w.dataSync()[0]).toBe(5010);
});

describe('arguments', () => {
  class Box {
    x = tf.scalar(1);
  }
  const cyclic: { a: tf.Tensor; self?: unknown } = { a: tf.scalar(1) };
  cyclic.self = cyclic;
  test.each([
    ['a class instance', { box: new Box() }, 'arguments[0].box is a Box'],
    ['a Map', new Map(), 'arguments[0] is a Map'],
    ['a typed array', [new Float32Array(2)], 'arguments[0][0] is a Float32Array'],
    ['what holds itself', cyclic, 'arguments[0].self holds itself'],
  ])('%s is refused', (_, value, message) => {
    const call = () => jit((_: unknown) => tf.scalar(1))(value);
    expect(call).toThrow(RecordingError);
    expect(call).toThrow(message);
  });

  test('an object twice, and one without a prototype, are containers', () => {
    const part = { a: tf.scalar(2) };
    const bare = Object.assign(Object.create(null), { b: tf.scalar(3) });
    const sum = jit((x: { p: typeof part; q: typeof part; bare: { b: tf.Tensor } }) =>
      tf.add(tf.mul(x.p.a, x.q.a), x.bare.b),
    );
    expect(sum({ p: part, q: part, bare }).dataSync()[0]).toBe(7);
  });
});

test('a scan is recorded anew when a captured tensor is gone', () => {
  let c = tf.scalar(2);
  const step = ({ w }: { w: tf.Tensor }) => ({ carry: { w: tf.mul(w, c) } });
  const run = () => scan(step, { w: tf.scalar(1) }, tf.zeros([3])).carry.w.dataSync()[0];
  expect(run()).toBe(8);
  c.dispose();
  c = tf.scalar(3);
  expect(run()).toBe(27);
});

test('a compiled function works after tf.engine().reset()', async () => {
  const f = jit((x: tf.Tensor) => tf.add(x, 1));
  expect(f(tf.scalar(1)).dataSync()[0]).toBe(2);
  tf.engine().reset();
  await tf.setBackend('cpu');
  expect(f(tf.scalar(2)).dataSync()[0]).toBe(3);
  expect(jit((x: tf.Tensor) => tf.mul(x, 2))(tf.scalar(4)).dataSync()[0]).toBe(8);
});

test('debug mode does not matter', () => {
  const flags = (tf.env() as unknown as { flags: Record<string, unknown> }).flags;
  flags.DEBUG = true;
  try {
    expect(jit((x: tf.Tensor) => tf.exp(x))(tf.scalar(0)).dataSync()[0]).toBe(1);
    expect(flags.DEBUG).toBe(true);
  } finally {
    flags.DEBUG = false;
  }
});

test('gradients are registered without further imports', () => {
  const gradient = jit((x: tf.Tensor) => tf.grad((x) => tf.prod(tf.where(tf.greater(x, 0), tf.square(x), x)))(x));
  expect([...gradient(tf.tensor1d([2, 3, -1])).dataSync()]).toEqual([-36, -24, 36]);
});

test('a second gradient through what a customGrad keeps of its own', () => {
  const loss = (w: tf.Tensor) =>
    tf.losses.softmaxCrossEntropy(tf.tensor2d([[1, 0]]), tf.reshape(w, [1, 2]) as tf.Tensor2D) as tf.Scalar;
  const total = (rate: tf.Tensor) => {
    let w: tf.Tensor = tf.tensor1d([1, 2]);
    let sum: tf.Tensor = tf.scalar(0);
    for (let i = 0; i < 3; i++) {
      sum = tf.add(sum, loss(w));
      w = tf.sub(w, tf.mul(rate, tf.grad(loss)(w)));
    }
    return sum as tf.Scalar;
  };
  // In closed form, float64.
  expect(jit((rate: tf.Tensor) => tf.grad(total)(rate))(tf.scalar(0.5)).dataSync()[0]).toBeCloseTo(-1.7818, 4);
});

test('a second gradient through a fused product', () => {
  const x = tf.tensor2d([0.5, -1, 2, 0.25], [2, 2]);
  const loss = (w: tf.Tensor) =>
    tf.sum(tf.fused.matMul({ a: x, b: w as tf.Tensor2D, activation: 'sigmoid' })) as tf.Scalar;
  const slope = (w: tf.Tensor) => tf.sum(tf.square(tf.grad(loss)(w))) as tf.Scalar;
  const w = tf.tensor2d([0.1, 0.2, 0.3, 0.4], [2, 2]);
  const second = jit((w: tf.Tensor) => tf.grad(slope)(w))(w).dataSync();
  const step = 2 ** -6;
  const at = jit(slope);
  [...w.dataSync()].forEach((value, i) => {
    const moved = (by: number) => at(tf.tensor2d([...w.dataSync()].toSpliced(i, 1, value + by), [2, 2])).dataSync()[0]!;
    expect(second[i]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 3);
  });
});
