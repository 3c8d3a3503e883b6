/** Complex numbers within a compiled function, and as its results. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { compileLoop, jit, RecordingError } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

const functions: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  'amplitudes of a spectrum': (x) => tf.abs(tf.spectral.rfft(x)),
  'amplitudes of a spectrogram': (x) => tf.abs(tf.signal.stft(tf.reshape(x, [16]) as tf.Tensor1D, 8, 4)),
  'a spectrum': (x) => tf.spectral.rfft(tf.mul(x, 2), 6),
  'there and back': (x) => tf.spectral.irfft(tf.spectral.rfft(x)),
  'a transform backwards': (x) => tf.real(tf.spectral.ifft(tf.complex(x, tf.neg(x)))),
  sums: (x) => tf.add(tf.complex(x, tf.neg(x)), tf.sub(tf.complex(tf.exp(x), x), x)),
  products: (x) => tf.mul(tf.complex(x, tf.exp(x)), tf.complex(tf.slice(tf.cos(x), 0, 1), tf.slice(x, 0, 1))),
  'a product with real numbers': (x) => tf.mul(tf.complex(x, tf.exp(x)), x),
  shapes: (x) => {
    const z = tf.complex(x, tf.square(x));
    return tf.concat([
      tf.reshape(tf.stack([z, tf.clone(z)]), [8, 4]),
      tf.expandDims(tf.zerosLike(tf.complex([1, 2, 3, 4], [1, 1, 1, 1]))),
    ]);
  },
  ones: (x) => tf.add(tf.onesLike(tf.complex(x, x)), tf.complex(x, x)),
  'the real part by a cast': (x) => tf.cast(tf.complex(tf.mul(x, 5), x), 'int32'),
  integers: (x) => tf.imag(tf.complex(x, tf.cast(tf.mul(x, 5), 'int32'))),
  infinities: (x) => tf.abs(tf.complex(tf.div(1, tf.sub(x, x)), x)),
  'infinities beside what is no number': (x) => tf.abs(tf.complex(tf.div(1, tf.sub(x, x)), tf.sqrt(tf.neg(tf.abs(x))))),
  'turned shapes': (x) => tf.transpose(tf.complex(x, tf.exp(x))),
  zeros: (x) => tf.abs(tf.complex(tf.sub(x, x), tf.sub(x, x))),
  'very large numbers': (x) => tf.abs(tf.complex(tf.mul(x, 1e37), tf.mul(x, -1e37))),
  'very small numbers': (x) => tf.abs(tf.complex(tf.mul(x, 1e-30), tf.mul(x, 1e-30))),
};

/** The real parts and the imaginary ones. */
const valuesOf = (x: tf.Tensor) =>
  x.dtype === 'complex64' ? [tf.real(x), tf.imag(x)].flatMap((part) => [...part.dataSync()]) : [...x.dataSync()];

test.each(Object.keys(functions))('%s', (name) => {
  const fn = functions[name]!;
  const compiled = jit(fn);
  for (const seed of [1, 2]) {
    const x = normal([4, 4], seed);
    const eager = fn(x);
    const before = tf.memory().numTensors;
    const result = compiled(x);
    expect(tf.memory().numTensors).toBe(before + 1);
    expect([result.dtype, result.shape]).toEqual([eager.dtype, eager.shape]);
    const expected = valuesOf(eager);
    valuesOf(result).forEach((value, i) => {
      const error = Math.abs(value - expected[i]!);
      expect(
        Object.is(value, expected[i]) || error <= 1e-5 * Math.max(Math.abs(expected[i]!), 1e-30) || error < 1e-6,
      ).toBe(true);
    });
  }
});

test('complex arguments, in containers too, are taken and left alone', () => {
  const conjugate = jit(({ z }: { z: tf.Tensor }) => ({
    z: tf.complex(tf.real(z), tf.neg(tf.imag(z))),
    size: tf.abs(z),
  }));
  const z = tf.complex([3, 1], [4, -2]);
  for (let call = 0; call < 2; call++) {
    const before = tf.memory().numTensors;
    const result = conjugate({ z });
    expect(tf.memory().numTensors).toBe(before + 2);
    expect(valuesOf(result.z)).toEqual([3, 1, -4, 2]);
    expect(valuesOf(result.size)).toEqual([5, Math.fround(Math.sqrt(5))]);
  }
  expect(conjugate.explain({ z }).toString()).toContain('Neg');
  expect(valuesOf(z)).toEqual([3, 1, 4, -2]);
});

test('what the cpu backend does not do with complex numbers is refused', () => {
  const x = tf.ones([2, 2]);
  const refused = (fn: (x: tf.Tensor) => tf.Tensor, message: RegExp) => {
    expect(() => jit(fn)(x)).toThrow(RecordingError);
    expect(() => jit(fn)(x)).toThrow(message);
  };
  refused((x) => tf.neg(tf.complex(x, x)), /Neg takes no complex numbers; give it tf.real and tf.imag/);
  refused((x) => tf.real(x), /Real takes complex numbers/);
  const outside = tf.complex(x, x);
  refused((x) => tf.mul(x, outside), /a complex tensor of shape \[2,2\] from outside; take tf.real and tf.imag/);
  const loop = () => compileLoop({ state: { z: outside }, step: (state) => ({ state }) });
  expect(loop).toThrow(/state.z must be .*got complex64; take tf.real/);
});

test('a loop adds and multiplies complex numbers', async () => {
  const loop = compileLoop({
    state: { x: tf.tensor1d([1]), y: tf.tensor1d([0]) },
    step: ({ x, y }) => {
      const turned = tf.mul(tf.complex(x, y), tf.complex([0], [1]));
      return { state: { x: tf.real(turned), y: tf.imag(turned) } };
    },
  });
  await loop.run(3);
  const { x, y } = loop.read();
  expect([x.dataSync()[0], y.dataSync()[0]]).toEqual([-0, -1]);
});
