/** The compiler's passes, one after another, as it explains them. */
import { readFileSync } from 'node:fs';
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileLoop, jit, type PassName } from '../../src/index.ts';
import { passNames } from '../../src/run/passes.ts';

beforeAll(() => tf.setBackend('cpu'));

const floats = (...shape: number[]) => tf.randomNormal(shape as [number, number], 0, 1, 'float32', 1) as tf.Tensor2D;

const linesAfter = (text: string, pass: PassName) => {
  const [heading, ...lines] = text.split('\n');
  expect(heading).toMatch(new RegExp(`^after ${pass}: \\w+`));
  return lines.map((line) => line.trim().replace(/^\d+ +/, ''));
};

describe('a function', () => {
  const layer = jit((x: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor) =>
    tf.relu(tf.add(tf.matMul(x, tf.reshape(w, [4, 5]) as tf.Tensor2D), b)),
  );
  const args = [floats(3, 4), floats(4, 5), floats(5)] as const;
  const after = (pass: PassName) => linesAfter(layer.explainAfter(pass, ...args), pass);

  test('after simplify is a graph without what changes nothing', () => {
    expect(after('simplify')).toContain('%4 = BatchMatMul(%0, %1, transposeA=false, transposeB=false) : float32[3,5]');
  });

  test('after lower is a product and a map behind it, after into-product one product', () => {
    expect(after('lower').map((step) => step.split(' ')[0])).toEqual(['product', 'map']);
    const [product, ...others] = after('into-product');
    expect(product).toMatch(/^product NN 3 × 5 × 4 .* = Relu\(.* per column \+ .*\)$/);
    expect(others).toEqual([]);
  });

  test('after the last pass is what it runs', () => {
    const steps = after(passNames.at(-1)!);
    const explained = layer.explain(...args).split('\n');
    for (const step of steps) expect(explained.some((line) => line.endsWith(step))).toBe(true);
  });

  test('a pass that is not there is refused, and the message names those that are', () => {
    expect(() => layer.explainAfter('optimise' as PassName, ...args)).toThrow(
      `explainAfter: pass must be one of ${passNames.join(', ')}, got optimise`,
    );
  });
});

test('what a mask makes zero is said', () => {
  const mask = tf.tensor2d([1, 0, 0, 0], [2, 2]);
  const text = jit((w: tf.Tensor) => tf.mul(w, mask)).explainAfter('find-zeros', floats(2, 2));
  expect(text).toMatch(/%\d may differ from zero in 25.0 % of its elements/);
});

test('a loop writes its state in place by the last pass', () => {
  const loop = compileLoop({
    state: { w: floats(4, 5) },
    step: ({ w }) => ({ state: { w: tf.mul(w, 0.5) } }),
  });
  expect(linesAfter(loop.explainAfter('drop-unread'), 'drop-unread')).toEqual([
    'map [4,5] #2[5,1] = Multiply(#0[5,1], 0.5)',
  ]);
  expect(linesAfter(loop.explainAfter('share-state'), 'share-state')).toEqual([
    'map [4,5] #0[5,1] = Multiply(#0[5,1], 0.5)',
  ]);
  loop.dispose();
});

test('the documentation lists the passes in their order', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = readme.split('\n').flatMap((line) => /^\| `([\w-]+)` +\| \w+ → /.exec(line)?.[1] ?? []);
  expect(rows).toEqual(passNames);
});
