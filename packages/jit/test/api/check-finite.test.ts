/** The operation that made a NaN or an infinity is named, and nothing is changed then. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileLoop, ExecutionError, jit, NonFiniteError, scan, whileLoop } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const checkFinite = true;

/** What `run` throws. */
async function errorOf(run: () => unknown): Promise<NonFiniteError> {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(NonFiniteError);
    expect(error).toBeInstanceOf(ExecutionError);
    return error as NonFiniteError;
  }
  throw new Error('it does not throw');
}

describe('a function', () => {
  const entropy = jit((p: { rates: tf.Tensor }) => tf.neg(tf.sum(tf.mul(p.rates, tf.log(p.rates)))), { checkFinite });

  test('names the first operation whose result is not finite, what it was given, and its line', async () => {
    const error = await errorOf(() => entropy({ rates: tf.tensor1d([0.5, 0, 2]) }));
    expect(error.name).toBe('NonFiniteError');
    expect(error.message).toMatch(
      /^jit: Log made an infinity in float32\[3\] of float32\[3\] in \[0, 2\], at .*check-finite\.test\.ts(\?\S*)?:\d+:\d+/,
    );
    expect(error.kernel).toBe('Log');
    expect(error.line).toContain('check-finite.test.ts');
  });

  test('gives what it would give besides', () => {
    expect(entropy({ rates: tf.tensor1d([1, 1]) }).dataSync()[0]).toBeCloseTo(0, 6);
    const plain = jit((p: { rates: tf.Tensor }) => tf.neg(tf.sum(tf.mul(p.rates, tf.log(p.rates)))));
    const rates = tf.tensor1d([0.1, 0.7, 0.2]);
    expect(entropy({ rates }).dataSync()).toEqual(plain({ rates }).dataSync());
    expect(plain({ rates: tf.tensor1d([0]) }).dataSync()[0]).toBeNaN();
  });

  test('which passes a NaN on says where it came from', async () => {
    const error = await errorOf(() => entropy({ rates: tf.tensor1d([1, Number.NaN]) }));
    expect(error.message).toBe('jit: arguments[0].rates has NaN');
    expect(error.kernel).toBeUndefined();
    const constant = tf.tensor1d([Number.NaN, 1]);
    const adds = jit((x: tf.Tensor) => tf.add(x, constant), { checkFinite });
    expect((await errorOf(() => adds(tf.ones([2])))).message).toBe('jit: a constant float32[2] has NaN');
  });

  test('may pass on infinities, and use them', async () => {
    const least = jit((x: tf.Tensor, best: tf.Tensor) => tf.minimum(x, best), { checkFinite });
    const infinite = tf.scalar(Number.POSITIVE_INFINITY);
    expect(least(tf.scalar(3), infinite).dataSync()[0]).toBe(3);
    expect(least(infinite, infinite).dataSync()[0]).toBe(Number.POSITIVE_INFINITY);
    const attend = jit((x: tf.Tensor, mask: tf.Tensor) => tf.softmax(tf.add(x, mask)), { checkFinite });
    expect([...attend(tf.zeros([3]), tf.tensor1d([0, 0, Number.NEGATIVE_INFINITY])).dataSync()]).toEqual([0.5, 0.5, 0]);
    const difference = jit((x: tf.Tensor) => tf.sub(x, tf.mul(x, 2)), { checkFinite });
    expect((await errorOf(() => difference(infinite))).message).toMatch(/^jit: Sub made NaN in float32\[\] of/);
  });

  test('that overflows on the way to what is finite is left alone', () => {
    const bounded = jit((x: tf.Tensor) => tf.div(1, tf.exp(x)), { checkFinite });
    expect(bounded(tf.scalar(1000)).dataSync()[0]).toBe(0);
  });

  test('leaves its variables as they were', async () => {
    const w = tf.variable(tf.scalar(2), true, 'w2');
    const step = jit((x: tf.Tensor) => w.assign(tf.log(tf.sub(w, x)) as tf.Scalar), { checkFinite });
    const error = await errorOf(() => step(tf.scalar(3)));
    expect(error.message).toContain('jit: Log made NaN in float32[] of float32[] in [-1, -1]');
    expect(w.dataSync()[0]).toBe(2);
    step(tf.scalar(1));
    expect(w.dataSync()[0]).toBe(0);
    w.assign(tf.scalar(Number.NaN));
    expect((await errorOf(() => step(tf.scalar(1)))).message).toBe('jit: the variable w2 has NaN');
    w.dispose();
  });

  test('names the operation of a gradient, and the line that took it', async () => {
    const slope = jit((x: tf.Tensor) => tf.grad((x: tf.Tensor) => tf.sum(tf.sqrt(x)))(x), { checkFinite });
    const error = await errorOf(() => slope(tf.tensor1d([4, 0])));
    expect(error.message).toContain(
      'jit: RealDiv made an infinity in float32[2] of float32[2] in [1, 1] and float32[2] in [0, 4], at ',
    );
    expect(error.line).toContain('check-finite.test.ts');
  });
});

describe('a loop', () => {
  /** (1, 1/2, 1/4, …) − step ≥ 0 fails at the third step: sqrt(1/4 − 2). */
  const rooted = (more = {}) =>
    compileLoop({
      state: { w: tf.scalar(1) },
      step: ({ w }, _, i) => {
        const root = tf.sqrt(tf.sub(tf.add(w, 1), tf.cast(i, 'float32')));
        return { state: { w: tf.mul(w, 0.5) }, loss: root };
      },
      ...more,
    });

  test('says at which step, and stays before it', async () => {
    const loop = rooted({ checkFinite });
    const error = await errorOf(() => loop.run(10));
    expect(error.message).toMatch(
      /^compileLoop: step 2: Sqrt made NaN in float32\[\] of float32\[\] in \[-0.75, -0.75\], at /,
    );
    expect(loop.position).toBe(2);
    expect(loop.read().w.dataSync()[0]).toBe(0.25);
    // The same losses up to there as without.
    loop.write({ w: tf.scalar(1) }, 0);
    const plain = rooted();
    expect([...(await loop.run(2))]).toEqual([...(await plain.run(3))].slice(0, 2));
    plain.dispose();
    loop.dispose();
  });

  test('keeps what its variables had before the step', async () => {
    const v = tf.variable(tf.scalar(3));
    const loop = compileLoop({
      state: {},
      checkFinite,
      step: () => {
        v.assign(tf.sub(v, 1) as tf.Scalar);
        return { state: {}, loss: tf.log(v) };
      },
    });
    expect((await errorOf(() => loop.run(9))).message).toMatch(/^compileLoop: step 2: Log made an infinity/);
    expect(v.dataSync()[0]).toBe(1);
    v.assign(tf.scalar(5));
    expect([...(await loop.run(1))]).toEqual([Math.fround(Math.log(4))]);
    v.dispose();
    loop.dispose();
  });

  test('names the batch that is not finite', async () => {
    const loop = compileLoop({
      state: { sum: tf.scalar(0) },
      data: { x: tf.tensor1d([1, 2, 3, Number.NaN]) },
      batchSize: 2,
      checkFinite,
      step: ({ sum }, { x }) => ({ state: { sum: tf.add(sum, tf.sum(x)) } }),
    });
    expect((await errorOf(() => loop.run(2))).message).toBe('compileLoop: step 1: a batch of data.x has NaN');
    expect(loop.read().sum.dataSync()[0]).toBe(3);
    loop.dispose();
  });
});

describe('a scan', () => {
  const step = (w: tf.Tensor, x: tf.Tensor) => ({ carry: tf.add(w, x), y: tf.sqrt(w) });
  const rows = tf.tensor1d([3, -2, -9, 1]);

  test('says at which step', async () => {
    expect((await errorOf(() => scan(step, tf.scalar(0), rows, { checkFinite }))).message).toMatch(
      /^scan: step 3: Sqrt made NaN in float32\[\] of float32\[\] in \[-8, -8\], at .*check-finite/,
    );
  });

  test('gives the values of one that does not look', () => {
    const few = tf.tensor1d([3, 2]);
    const both = [{}, { checkFinite }].map((options) => {
      const { carry, ys, vjp } = scan(step, tf.scalar(1), few, options);
      return [carry, ys, vjp({ carry: tf.scalar(1), ys: tf.ones([2]) }).carry].map((t) => [...t.dataSync()]);
    });
    expect(both[1]).toEqual(both[0]);
    // 1 + d √w₀ + d √(w₀ + 3)
    expect(both[0]![2]![0]).toBeCloseTo(1 + 0.5 + 0.25, 6);
  });

  test('says at which step of the gradient', async () => {
    const { vjp } = scan(step, tf.scalar(0), tf.tensor1d([1, 1]), { checkFinite });
    const error = await errorOf(() => vjp({ ys: tf.ones([2]) }));
    expect(error.message).toMatch(/^scan: step 0 of vjp: \w+ made an infinity/);
  });
});

describe('what is inside of others', () => {
  test('of a gradient of a compiled function, the gradient says it', async () => {
    const root = jit((x: tf.Tensor) => tf.sum(tf.sqrt(x)), { checkFinite });
    const error = await errorOf(() => tf.grad((x: tf.Tensor) => root(x))(tf.tensor1d([4, 0])));
    expect(error.message).toMatch(/^jit: RealDiv made an infinity in float32\[2\]/);
  });

  test('of control flow, the whole is named', async () => {
    const grown = jit(
      (x: tf.Tensor, n: tf.Scalar) =>
        whileLoop(
          ([i]) => tf.less(i, n) as tf.Scalar,
          ([i, v]) => [tf.add(i, 1), tf.square(v)] as [tf.Scalar, tf.Tensor],
          [tf.scalar(0), x] as [tf.Scalar, tf.Tensor],
        )[1],
      { checkFinite },
    );
    expect(grown(tf.scalar(3), tf.scalar(2)).dataSync()[0]).toBe(81);
    const error = await errorOf(() => grown(tf.scalar(3), tf.scalar(9)));
    expect(error.message).toMatch(/^jit: while made an infinity in float32\[\] of .*, at .*check-finite\.test\.ts/);
  });
});
