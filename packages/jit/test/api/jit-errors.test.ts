/** What jit refuses, and that it leaves everything as it was. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { jit, RecordingError } from '../../src/index.ts';
import { expectUntouched } from './untouched.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('errors', () => {
  const x = () => tf.tensor1d([1, 2, 3]);
  const gone = () => {
    const tensor = tf.ones([2]);
    tensor.dispose();
    return tensor;
  };
  const refused: [string, (x: tf.Tensor) => unknown, string][] = [
    ['dataSync', (x) => tf.scalar(x.dataSync()[0]!), 'reads the values of a tensor (dataSync'],
    ['arraySync', (x) => tf.tensor(x.arraySync()), 'reads the values of a tensor (dataSync'],
    ['print', (x) => x.print(), 'reads the values of a tensor (dataSync, arraySync, print)'],
    ['data', (x) => void x.data(), 'reads the values of a tensor (data, array)'],
    [
      'a read that is caught',
      (x) => {
        try {
          x.dataSync();
        } catch {}
        return x;
      },
      'reads the values of a tensor',
    ],
    ['an asynchronous function', async (x) => x, 'must return tensors at once, got a promise'],
    [
      'an asynchronous function that reads',
      async (x) => tf.scalar((await x.data())[0]!),
      'reads the values of a tensor (data',
    ],
    [
      'an asynchronous function that fails',
      async () => {
        throw new Error('later');
      },
      'got a promise',
    ],
    [
      'randomNormal',
      (x) => tf.add(x, tf.randomNormal([3])),
      'randomNormal draws random numbers that would be the same in every call; give it a seed',
    ],
    ['randomUniform', (x) => tf.add(x, tf.randomUniform([3])), 'randomUniform draws random numbers'],
    ['truncatedNormal', (x) => tf.add(x, tf.truncatedNormal([3])), 'truncatedNormal draws random numbers'],
    ['randomGamma', (x) => tf.add(x, tf.randomGamma([3], 1)), 'randomGamma draws random numbers'],
    ['dropout', (x) => tf.dropout(x, 0.5), 'draws random numbers'],
    ['multinomial', (x) => tf.multinomial(x as tf.Tensor1D, 3), 'multinomial draws random numbers'],
    ['Math.random', (x) => tf.mul(x, Math.random()), 'Math.random draws random numbers'],
    ['a disposed tensor', (x) => tf.add(x, gone()), 'uses a tensor of shape [2] that is disposed'],
    [
      'a tensor that it has disposed',
      (x) => {
        x.dispose();
        return tf.neg(x);
      },
      'uses a tensor of shape [3] that is disposed',
    ],
    ['returning a disposed tensor', () => gone(), 'uses a tensor of shape [2] that is disposed'],
    ['returning a number', () => 3, 'must return tensors, or nothing where it assigns variables, got 3'],
    ['returning nothing', () => undefined, 'got undefined'],
    ['a string tensor', () => tf.tensor1d(['a', 'b']), 'must be float32, int32 or bool, got string'],
    ['another backend', () => void tf.setBackend('cpu'), 'sets the backend cpu; set it outside'],
    [
      'its own mistakes',
      () => {
        throw new RangeError('mine');
      },
      'mine',
    ],
    [
      "a kernel's complaints",
      (x) => tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D),
      'matMul: the inner dimensions of [3] and [3] must agree',
    ],
    [
      'a mistake inside of a gradient',
      (x) =>
        tf.grad((x) => {
          tf.tanh(x).print();
          return tf.sum(x);
        })(x),
      'reads the values',
    ],
    [
      'endless recursion',
      function again(x): unknown {
        return again(tf.neg(x));
      },
      'call stack',
    ],
  ];
  test.each(refused)('%s is refused, every time, and leaves nothing behind', (_, fn, message) => {
    const f = jit(fn);
    const given = x();
    expectUntouched(() => {
      for (let i = 0; i < 2; i++) expect(() => f(given)).toThrow(message);
    });
    expect(given.isDisposed).toBe(false);
  });

  test('they are RecordingErrors where recording is what cannot be done', () => {
    expect(() => jit((x: tf.Tensor) => tf.scalar(x.dataSync()[0]!))(x())).toThrow(RecordingError);
  });

  test('random numbers with a seed are allowed, the same in every call', () => {
    const f = jit((x: tf.Tensor) =>
      tf.add(x, tf.add(tf.randomNormal([3], 0, 1, 'float32', 5), tf.dropout(tf.ones([3]), 0.5, undefined, 7))),
    );
    const eager = tf
      .add(tf.randomNormal([3], 0, 1, 'float32', 5), tf.dropout(tf.ones([3]), 0.5, undefined, 7))
      .dataSync();
    for (let i = 0; i < 2; i++)
      f(tf.zeros([3]))
        .dataSync()
        .forEach((value, j) => expect(value).toBeCloseTo(eager[j]!, 6));
  });

  test('an argument that is disposed or a string is named', () => {
    const f = jit((_: { w: tf.Tensor[] }) => tf.scalar(1));
    expect(() => f({ w: [tf.ones([1]), gone()] })).toThrow('arguments[0].w[1] is disposed');
    expect(() => f({ w: [tf.tensor1d(['a'])] })).toThrow(
      'arguments[0].w[0] must be float32, int32 or bool, got string',
    );
  });

  test('halfway through, after assigning and making variables, nothing is changed', () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    expectUntouched(() =>
      expect(() =>
        jit(() => {
          w.assign(tf.mul(w, 2) as tf.Tensor1D);
          tf.keep(tf.add(w, 1));
          throw new Error('halfway');
        })(),
      ).toThrow('halfway'),
    );
    expect([...w.dataSync()]).toEqual([1, 2]);
    expect(() => jit(() => w.assign(tf.ones([3]) as never))()).toThrow('the value must be float32[2], got float32[3]');
  });

  test('new variables in every call are refused, unless disposed again', () => {
    const given = x();
    expectUntouched(() => {
      const keeps = jit((x: tf.Tensor) => tf.add(tf.variable(tf.ones([3])), x));
      expect(() => keeps(given)).toThrow('makes new variables in every call');
      const depends = jit((x: tf.Tensor) => tf.add(tf.variable(tf.square(x)), x));
      expect(() => depends(given)).toThrow('depends on its arguments');
    });
    const f = jit((x: tf.Tensor) => {
      const v = tf.variable(tf.ones([3]));
      v.assign(tf.add(v, x) as tf.Tensor1D);
      const result = tf.mul(v, 2);
      v.dispose();
      return result;
    });
    expectUntouched(() => {
      const y = f(given);
      expect([...y.dataSync()]).toEqual([4, 6, 8]);
      y.dispose();
    });
  });

  test('disposing what was made outside is refused, and it is not disposed', () => {
    const c = tf.ones([3]);
    const w = tf.variable(tf.ones([3]), true, 'kept');
    const useAndDispose = (what: tf.Tensor) =>
      jit((x: tf.Tensor) => {
        const y = tf.add(x, what);
        what.dispose();
        return y;
      });
    const given = x();
    expectUntouched(() => {
      expect(() => useAndDispose(c)(given)).toThrow('disposes a tensor of shape [3] that was made outside');
      expect(() => useAndDispose(w)(given)).toThrow('disposes the variable kept');
      expect(() =>
        jit(() => {
          w.assign(tf.zeros([3]) as tf.Tensor1D);
          w.dispose();
        })(),
      ).toThrow('disposes the variable kept');
    });
    expect([...c.dataSync(), ...w.dataSync()]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('a tensor kept by the function is disposed, not left half alive', () => {
    let kept: tf.Tensor | undefined;
    const f = jit((x: tf.Tensor) => {
      kept = tf.keep(tf.neg(x));
      return tf.square(x);
    });
    f(x());
    expect(kept!.isDisposed).toBe(true);
  });

  test('compile rejects where a call would throw', async () => {
    await expect(jit((x: tf.Tensor) => x.dataSync()).compile(x())).rejects.toThrow('reads the values');
  });
});
