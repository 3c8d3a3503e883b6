/** Relaxed SIMD: an option, and where the runtime lacks it the same as without. */
import * as tf from '@tensorflow/tfjs-core';
import '@mnist1d/models';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { compileLoop, jit, scan } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

test('products agree with the exact ones but for rounding, and the plan says that it is not reproducible', () => {
  const a = tf.randomNormal<tf.Rank.R2>([33, 70], 0, 1, 'float32', 1);
  const b = tf.randomNormal<tf.Rank.R2>([70, 41], 0, 1, 'float32', 2);
  const product = (x: tf.Tensor2D, y: tf.Tensor2D) => tf.matMul(x, y);
  const relaxed = jit(product, { relaxed: true });
  const exact = jit(product);
  const expected = exact(a, b).dataSync();
  relaxed(a, b)
    .dataSync()
    .forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4);
    });
  expect(relaxed.explain(a, b)).toContain('not reproducible on every machine: relaxed SIMD');
  expect(exact.explain(a, b)).not.toContain('reproducible');
});

test('loops take it too', async () => {
  const loop = compileLoop({
    state: { w: tf.ones<tf.Rank.R2>([8, 8]) },
    step: ({ w }) => ({ state: { w: tf.mul(0.125, tf.matMul(w, w)) }, loss: tf.sum(w) }),
    relaxed: true,
  });
  expect([...(await loop.run(3))]).toEqual([64, 64, 64]);
  expect(loop.explain()).toContain('relaxed SIMD');
});

test('scans take it too, and keep the plans apart', () => {
  const w = tf.randomNormal<tf.Rank.R2>([33, 70], 0, 0.1, 'float32', 1);
  const step = ({ x }: { x: tf.Tensor }) => ({ carry: { x: tf.matMul(tf.matMul(x, w), w, false, true) } });
  const scanned = (relaxed: boolean) => {
    const { carry } = scan(step, { x: tf.ones([8, 33]) }, tf.ones([3]), { relaxed });
    return carry.x.dataSync();
  };
  const exact = scanned(false);
  scanned(true).forEach((value, i) => {
    expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-4);
  });
  expect(scanned(false)).toEqual(exact);
});
