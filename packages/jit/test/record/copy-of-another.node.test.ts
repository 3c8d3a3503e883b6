/** A copy of tfjs-core that was loaded before the one that jit imports: the engine, and all variables, are of the first. */
import { createRequire } from 'node:module';
import type * as Tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type * as Jit from '../../src/index.ts';

let first: typeof Tf;
let jit: typeof Jit;

beforeAll(async () => {
  const require = createRequire(import.meta.url);
  const path = require.resolve('@tensorflow/tfjs-core');
  first = require(path) as typeof Tf;
  delete require.cache[path];
  jit = await import('../../src/index.ts');
  await import('@tensorflow/tfjs-backend-cpu');
  await first.setBackend('cpu');
});

test('tensors compile', () => {
  const doubled = jit.jit((x: Tf.Tensor) => first.mul(x, 2));
  expect([...doubled(first.tensor1d([1, 2])).dataSync()]).toEqual([2, 4]);
});

test('a variable is refused, and stays as it is', () => {
  const weight = first.variable(first.scalar(3));
  const optimizer = first.train.sgd(0.1);
  const step = jit.jit(() => optimizer.minimize(() => first.square(weight) as Tf.Scalar, true, [weight]));
  for (let call = 0; call < 2; call++) {
    expect(step).toThrow(jit.RecordingError);
    expect(step).toThrow(/the variable .* is of another copy of @tensorflow\/tfjs-core/);
  }
  expect(weight.isDisposed).toBe(false);
  expect(weight.dataSync()[0]).toBe(3);
});
