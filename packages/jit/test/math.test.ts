import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../src/compile.ts';
import { record } from '../src/record.ts';

beforeAll(() => tf.setBackend('cpu'));

const functions = {
  exp: { tensor: tf.exp, exact: Math.exp, from: -87, to: 88.7 },
  log: { tensor: tf.log, exact: Math.log, from: 1e-38, to: 10 },
  tanh: { tensor: tf.tanh, exact: Math.tanh, from: -10, to: 10 },
  sigmoid: { tensor: tf.sigmoid, exact: (x: number) => 1 / (1 + Math.exp(-x)), from: -80, to: 80 },
};

/** The distance of neighbouring float32 values at x. */
function ulp(x: number): number {
  return 2 ** Math.max(Math.floor(Math.log2(Math.abs(x))) - 23, -149);
}

function evaluate(fn: (x: tf.Tensor) => tf.Tensor, values: Float32Array): Float32Array {
  const compiled = compile(record((x) => [fn(x)], [{ shape: [values.length], dtype: 'float32' }]));
  compiled.inputs[0]!.set(values);
  compiled.run();
  return compiled.outputs[0] as Float32Array;
}

describe.each(Object.entries(functions))('%s', (name, { tensor, exact, from, to }) => {
  test('within 3 units in the last place', () => {
    const values = Float32Array.from({ length: 200_001 }, (_, i) => from + ((to - from) * i) / 200_000);
    const small = Float32Array.from(
      { length: 2000 },
      (_, i) => 2 ** (-i / 20) * (name === 'log' ? 1 : 1 - 2 * (i % 2)),
    );
    for (const points of [values, small]) {
      const results = evaluate(tensor, points);
      let worst = 0;
      points.forEach((x, i) => {
        worst = Math.max(worst, Math.abs(results[i]! - exact(x)) / ulp(exact(x)));
      });
      expect(worst).toBeLessThanOrEqual(3);
    }
  });

  test('infinities and NaN go where they should', () => {
    const points = Float32Array.of(
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      0,
      -0,
      -1,
      200,
      -200,
    );
    const results = evaluate(tensor, points);
    points.forEach((x, i) => {
      const expected = Math.fround(exact(x));
      if (Number.isFinite(expected)) expect(Math.abs(results[i]! - expected)).toBeLessThanOrEqual(3 * ulp(expected));
      else expect(results[i]).toBe(expected);
    });
  });
});
