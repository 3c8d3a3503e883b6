import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { jit, RecordingError } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** Whether the engine is as it was before `act`: backend, tensors, variables and Math.random. */
function expectUntouched(act: () => void): void {
  const { random } = Math;
  const registered = Object.keys(variables()).join();
  const before = { ...tf.memory() };
  act();
  expect(tf.getBackend()).toBe('cpu');
  expect(Math.random).toBe(random);
  expect(Object.keys(variables()).join()).toBe(registered);
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numBytes).toBe(before.numBytes);
  expect([...tf.tidy(() => tf.add(tf.tensor1d([1, 2]), 1)).dataSync()]).toEqual([2, 3]);
}

const variables = () =>
  (tf.engine() as unknown as { registeredVariables: Record<string, tf.Variable> }).registeredVariables;

describe('arguments and results', () => {
  test('may be nested; a plan for every combination of shapes and of what is no tensor', () => {
    let traces = 0;
    const f = jit(({ x, w }: { x: tf.Tensor; w: tf.Tensor[] }, scale: number, kind: 'sum' | 'mean') => {
      traces++;
      return { y: tf.mul(tf.add(x, w[0]!), scale), z: [kind === 'sum' ? tf.sum(w[1]!) : tf.mean(w[1]!)], kind };
    });
    const x = tf.tensor1d([1, 2, 3]);
    const w = [tf.tensor1d([1, 1, 1]), tf.tensor1d([5, 7])];
    const result = f({ x, w }, 2, 'sum');
    expect([...result.y.dataSync()]).toEqual([4, 6, 8]);
    expect([...result.z[0]!.dataSync()]).toEqual([12]);
    expect(result.kind).toBe('sum');
    f({ w, x }, 2, 'sum');
    expect(traces).toBe(1);
    expect([...f({ x, w }, 2, 'mean').z[0]!.dataSync()]).toEqual([6]);
    f({ x, w }, 3, 'sum');
    f({ x, w: [w[0]!, tf.ones([5])] }, 2, 'sum');
    expect(traces).toBe(4);
  });

  test('keep the order of their names', () => {
    const f = jit((x: { b: tf.Tensor; a: tf.Tensor }) => ({ d: tf.neg(x.b), c: x.a }));
    const { c, d } = f({ b: tf.scalar(1), a: tf.scalar(2) });
    expect([c.dataSync()[0], d.dataSync()[0]]).toEqual([2, -1]);
    expect(Object.keys(f({ a: tf.scalar(2), b: tf.scalar(1) }))).toEqual(['d', 'c']);
  });

  test('may be int32 and bool, of any rank, and empty', () => {
    const f = jit((i: tf.Tensor, b: tf.Tensor, x: tf.Tensor) => ({
      i: tf.add(i, tf.scalar(2, 'int32')),
      b: tf.logicalNot(b),
      same: b,
      picked: tf.where(b, x, tf.zerosLike(x)),
      wide: tf.cast(i, 'float32'),
      narrow: tf.cast(x, 'int32'),
      above: tf.greater(x, 0),
      rank6: tf.reshape(x, [1, 1, 3, 1, 1, 1]),
    }));
    const args = [
      tf.tensor1d([1, -2, 3], 'int32'),
      tf.tensor1d([true, false, true], 'bool'),
      tf.tensor1d([1.5, -2, 3]),
    ] as const;
    const got = f(...args);
    expect(
      Object.fromEntries(Object.entries(got).map(([name, t]) => [name, [t.dtype, t.shape, [...t.dataSync()]]])),
    ).toEqual({
      i: ['int32', [3], [3, 0, 5]],
      b: ['bool', [3], [0, 1, 0]],
      same: ['bool', [3], [1, 0, 1]],
      picked: ['float32', [3], [1.5, 0, 3]],
      wide: ['float32', [3], [1, -2, 3]],
      narrow: ['int32', [3], [1, -2, 3]],
      above: ['bool', [3], [1, 0, 1]],
      rank6: ['float32', [1, 1, 3, 1, 1, 1], [1.5, -2, 3]],
    });
    const empty = jit((x: tf.Tensor) => tf.mul(x, 2))(tf.zeros([0, 3]));
    expect(empty.shape).toEqual([0, 3]);
  });

  test('an argument returned is a fresh tensor, and one returned twice two', () => {
    const x = tf.tensor1d([1, 2]);
    const [a, b] = jit((x: tf.Tensor) => [x, x] as const)(x);
    a.dispose();
    expect([...b.dataSync()]).toEqual([1, 2]);
    expect(x.isDisposed).toBe(false);
  });

  test('results belong to tf.tidy, and nothing is left behind', () => {
    const w = tf.variable(tf.ones([3]));
    const f = jit((x: tf.Tensor) => {
      w.assign(tf.add(w, x) as tf.Tensor1D);
      return { y: tf.mul(w, 2) };
    });
    const x = tf.tensor1d([1, 2, 3]);
    tf.dispose(f(x));
    expectUntouched(() => {
      for (let i = 0; i < 10; i++) tf.tidy(() => void f(x));
    });
    expect(x.isDisposed).toBe(false);
    expect([...w.dataSync()]).toEqual([12, 23, 34]);
  });

  test('can be compiled ahead, explained and profiled', async () => {
    let traces = 0;
    const w = tf.variable(tf.scalar(1));
    const f = jit((x: tf.Tensor) => {
      traces++;
      w.assign(tf.add(w, 1) as tf.Scalar);
      return tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D);
    });
    const x = tf.eye(3);
    await f.compile(x);
    expect(f.explain(x)).toMatch(/product .* 3 × 3 × 3/);
    expect(f.profile(x).total).toBeGreaterThan(0);
    expect(w.dataSync()[0]).toBe(1);
    f(x);
    expect(w.dataSync()[0]).toBe(2);
    expect(traces).toBe(1);
    f.dispose();
    f(x);
    expect(traces).toBe(2);
  });
});

describe('what a function captures', () => {
  test('tensors are constants, until they are disposed: then the function is recorded anew', () => {
    let c = tf.tensor1d([1, 2]);
    const f = jit((x: tf.Tensor) => tf.add(x, c));
    const x = tf.tensor1d([10, 20]);
    expect([...f(x).dataSync()]).toEqual([11, 22]);
    c.dispose();
    expect(() => f(x)).toThrow('the function uses a tensor of shape [2] that is disposed');
    c = tf.tensor1d([3, 4]);
    expect([...f(x).dataSync()]).toEqual([13, 24]);
  });

  test('values from JavaScript are constants, too', () => {
    const f = jit((x: tf.Tensor) => tf.add(x, tf.tensor1d(Array.from({ length: 3 }, (_, i) => i ** 2))));
    expect([...f(tf.zeros([3])).dataSync()]).toEqual([0, 1, 4]);
  });

  test('variables are read in every call and written back, shared between compiled functions, and free to be assigned', () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const double = jit(() => w.assign(tf.mul(w, 2) as tf.Tensor1D));
    const increase = jit((by: tf.Tensor) => {
      w.assign(tf.add(w, by) as tf.Tensor1D);
      return tf.sum(w);
    });
    double();
    expect([...w.dataSync()]).toEqual([2, 4]);
    expect(increase(tf.scalar(1)).dataSync()[0]).toBe(8);
    double();
    expect([...w.dataSync()]).toEqual([6, 10]);
    w.assign(tf.tensor1d([100, 200]));
    double();
    expect(increase(tf.scalar(0)).dataSync()[0]).toBe(600);
  });

  test('variables that share data with each other and with a tensor are told apart', () => {
    const initial = tf.tensor1d([1, 2]);
    const a = tf.variable(initial);
    const b = tf.variable(initial);
    const f = jit(() => {
      a.assign(tf.add(a, initial) as tf.Tensor1D);
      b.assign(tf.mul(b, 3) as tf.Tensor1D);
    });
    for (let i = 0; i < 3; i++) f();
    expect([...a.dataSync()]).toEqual([4, 8]);
    expect([...b.dataSync()]).toEqual([27, 54]);
    expect([...initial.dataSync()]).toEqual([1, 2]);
  });

  test('variables may swap their values', () => {
    const a = tf.variable(tf.scalar(1));
    const b = tf.variable(tf.scalar(2));
    const swap = jit(() => {
      const kept = tf.clone(a);
      a.assign(b as tf.Scalar);
      b.assign(kept);
    });
    swap();
    expect([a.dataSync()[0], b.dataSync()[0]]).toEqual([2, 1]);
    swap();
    expect([a.dataSync()[0], b.dataSync()[0]]).toEqual([1, 2]);
  });

  test('a variable that is disposed later is named', () => {
    const w = tf.variable(tf.scalar(1), true, 'my-weight');
    const f = jit(() => w.assign(tf.add(w, 1) as tf.Scalar));
    f();
    w.dispose();
    expectUntouched(() =>
      expect(() => f()).toThrow('the variable my-weight, which the compiled function uses, is disposed'),
    );
  });

  test('a compiled function inside another becomes part of it', () => {
    let traces = 0;
    const inner = jit((x: tf.Tensor) => {
      traces++;
      return tf.square(x);
    });
    const outer = jit((x: tf.Tensor) => tf.grad((x: tf.Tensor) => tf.sum(inner(x)))(x));
    expect([...outer(tf.tensor1d([1, 2])).dataSync()]).toEqual([2, 4]);
    expect([...outer(tf.tensor1d([3, 4])).dataSync()]).toEqual([6, 8]);
    expect(traces).toBe(1);
    const power = jit((x: tf.Tensor, n: number): tf.Tensor => (n === 0 ? tf.onesLike(x) : tf.mul(x, power(x, n - 1))));
    expect([...power(tf.tensor1d([2, 3]), 4).dataSync()]).toEqual([16, 81]);
  });
});

describe("tfjs's optimisers", () => {
  const optimizers: Record<string, () => tf.Optimizer> = {
    sgd: () => tf.train.sgd(0.1),
    momentum: () => tf.train.momentum(0.05, 0.9),
    nesterov: () => tf.train.momentum(0.05, 0.9, true),
    adam: () => tf.train.adam(0.05),
    adamax: () => tf.train.adamax(0.05),
    adadelta: () => tf.train.adadelta(0.5),
    adagrad: () => tf.train.adagrad(0.1),
    rmsprop: () => tf.train.rmsprop(0.01),
    'rmsprop, centred': () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true),
  };

  describe.each(Object.keys(optimizers))('%s', (name) => {
    test.each(['minimize', 'applyGradients'])('%s equals eager tfjs for 20 steps', (method) => {
      const train = (wrap: (step: (x: tf.Tensor2D, y: tf.Tensor2D) => tf.Scalar) => typeof step) => {
        const w = tf.variable(random([3, 2], 7) as tf.Tensor2D);
        const b = tf.variable(tf.zeros([2]));
        const optimizer = optimizers[name]!();
        const step = wrap((x, y) => {
          const loss = () => tf.mean(tf.square(tf.sub(tf.tanh(tf.add(tf.matMul(x, w), b)), y))) as tf.Scalar;
          if (method === 'minimize') return optimizer.minimize(loss, true, [w, b]) as tf.Scalar;
          const { value, grads } = tf.variableGrads(loss, [w, b]);
          optimizer.applyGradients(grads);
          return value;
        });
        const before = tf.memory().numTensors;
        const [x, y] = [random([5, 3], 1), random([5, 2], 2)] as [tf.Tensor2D, tf.Tensor2D];
        const losses = Array.from({ length: 20 }, () => tf.tidy(() => step(x, y).dataSync()[0]!));
        tf.dispose([x, y]);
        const values = [...losses, ...w.dataSync(), ...b.dataSync()];
        return { values, tensors: tf.memory().numTensors - before };
      };
      const eager = train((step) => step);
      const compiled = train((step) => jit(step));
      compiled.values.forEach((value, i) =>
        expect(Math.abs(value - eager.values[i]!)).toBeLessThan(1e-5 * (1 + Math.abs(eager.values[i]!))),
      );
      // Both leave the optimiser's own variables, and nothing else.
      expect(compiled.tensors).toBe(eager.tensors);
    });
  });

  test('all trainable variables are found where none are named', () => {
    const train = (wrap: (step: () => void) => () => void) => {
      const [w, fixed, other] = [
        tf.variable(tf.scalar(3)),
        tf.variable(tf.scalar(2), false),
        tf.variable(tf.scalar(5)),
      ];
      const optimizer = tf.train.adam(0.1);
      const step = wrap(() => {
        optimizer.minimize(() => tf.square(tf.mul(w, fixed)) as tf.Scalar);
      });
      for (let i = 0; i < 5; i++) step();
      const values = [w, fixed, other].map((variable) => variable.dataSync()[0]!);
      tf.dispose([w, fixed, other]);
      return values;
    };
    const expected = train((step) => step);
    train((step) => jit(step)).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
  });

  test('an optimiser outlives a call that fails after its step', () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const optimizer = tf.train.adam(0.1);
    const step = () => optimizer.minimize(() => tf.sum(tf.square(w)) as tf.Scalar, true, [w]) as tf.Scalar;
    expect(() => jit(() => step().dataSync())()).toThrow('reads the values');
    expect([...w.dataSync()]).toEqual([1, 2]);
    jit(step)();
    w.dataSync().forEach((value, i) => expect(value).toBeCloseTo([0.9, 1.9][i]!, 5));
    step();
    w.dataSync().forEach((value, i) => expect(value).toBeCloseTo([0.8, 1.8][i]!, 2));
  });
});

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

  test('complex numbers are refused', () => {
    const given = x();
    expectUntouched(() => expect(() => jit((x: tf.Tensor) => tf.real(tf.complex(x, x)))(given)).toThrow());
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

  test('under tf.grad a call throws, the first and later ones', () => {
    const f = jit((x: tf.Tensor) => tf.sum(tf.square(x)) as tf.Scalar);
    const grad = tf.grad((x: tf.Tensor) => f(x) as tf.Scalar);
    const given = x();
    expectUntouched(() => expect(() => grad(given)).toThrow('put tf.grad into the function that is compiled'));
    f(given);
    expectUntouched(() => expect(() => grad(given)).toThrow('put tf.grad into the function that is compiled'));
  });

  test('compile rejects where a call would throw', async () => {
    await expect(jit((x: tf.Tensor) => x.dataSync()).compile(x())).rejects.toThrow('reads the values');
  });
});

test('explain stays short where parts are shared over and over', () => {
  const inverse = jit((x: tf.Tensor) => {
    let y: tf.Tensor = tf.fill(x.shape, 0.1);
    for (let i = 0; i < 30; i++) y = tf.mul(y, tf.sub(2, tf.mul(x, y)));
    return y;
  });
  const x = tf.tensor1d([1, 2, 3]);
  expect(inverse.explain(x).length).toBeLessThan(100_000);
  expect([...inverse(x).dataSync()].map((y) => Number(y.toFixed(5)))).toEqual([1, 0.5, 0.33333]);
});

test('sums of thousands of terms, and thousands of steps one after another', () => {
  const x = tf.tensor1d([1, 2, 3]);
  const sum = jit((a: tf.Tensor) => tf.addN(Array.from({ length: 5000 }, () => tf.mul(a, 2))));
  expect([...sum(x).dataSync()]).toEqual([10_000, 20_000, 30_000]);
  const count = jit((a: tf.Tensor) => Array.from({ length: 3000 }).reduce<tf.Tensor>((y) => tf.add(y, 1), a));
  expect([...count(x).dataSync()]).toEqual([3001, 3002, 3003]);
});
