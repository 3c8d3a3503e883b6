/** Branches, loops and scans inside of compiled functions. */
import * as tf from '@tensorflow/tfjs-core';
import '@mnist1d/models';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileLoop, cond, jit, scan, whileLoop, withOrderedTape } from '../../src/index.ts';
import { check } from '../program/interpreted.ts';
import { expectUntouched } from './untouched.ts';

beforeAll(() => tf.setBackend('cpu'));

const numbers = (tensor: tf.Tensor) => [...tensor.dataSync()];
const near = (actual: tf.Tensor, expected: tf.Tensor) => {
  expect(actual.shape).toEqual(expected.shape);
  const difference = Math.max(0, ...numbers(tf.abs(tf.sub(actual, expected))));
  expect(difference).toBeLessThan(1e-5 * Math.max(1, ...numbers(tf.abs(expected))));
};
const isPositive = (x: tf.Tensor) => tf.greater(tf.sum(x), 0);
const vector = (...values: number[]) => tf.tensor1d(values);

describe('cond', () => {
  const either = (x: tf.Tensor, w: tf.Tensor) =>
    cond(
      isPositive(x),
      () => ({ y: tf.mul(tf.tanh(x), w), n: tf.scalar(1, 'int32') }),
      () => ({ y: tf.square(x), n: tf.scalar(2, 'int32') }),
    );
  const cases = [vector(1, 2, 3), vector(1, -2, -3)] as const;
  const w = vector(4, 5, 6);

  test('carries out what the predicate says, compiled and not', () => {
    const compiled = jit(either);
    for (const [i, x] of cases.entries()) {
      const [ours, eager] = [compiled(x, w), either(x, w)];
      near(ours.y, eager.y);
      expect(numbers(ours.n)).toEqual([i + 1]);
      expect(numbers(eager.n)).toEqual([i + 1]);
      expect(ours.n.dtype).toBe('int32');
    }
    expect(
      cond(
        true,
        () => w,
        () => cases[0],
      ),
    ).toBe(w);
  });

  test('the other branch is not carried out: what is out of range there is no error', () => {
    const f = jit((i: tf.Tensor1D) =>
      cond(
        tf.all(tf.less(i, 3)),
        () => tf.gather(w, i),
        () => tf.zeros([2]),
      ),
    );
    expect(numbers(f(tf.tensor1d([2, 0], 'int32')))).toEqual([6, 4]);
    expect(numbers(f(tf.tensor1d([7, 0], 'int32')))).toEqual([0, 0]);
  });

  test('its gradients are those of the branch, of two orders, also where the other one has none', () => {
    const safe = (x: tf.Tensor) =>
      tf.sum(
        cond(
          isPositive(x),
          () => tf.exp(tf.mul(x, w)),
          () => tf.pow(x, 3),
        ),
      ) as tf.Scalar;
    const first = (x: tf.Tensor) => tf.grad(safe)(x);
    const second = (x: tf.Tensor) => tf.grad((x: tf.Tensor) => tf.sum(tf.mul(first(x), w)) as tf.Scalar)(x);
    for (const x of [vector(0.1, 0.2, 0.3), vector(-0.1, -0.2, -0.3)]) {
      near(jit(first)(x), first(x));
      near(
        jit(second)(x),
        withOrderedTape(() => second(x)),
      );
    }
    const root = (x: tf.Tensor) =>
      cond(
        isPositive(x),
        () => tf.sqrt(x),
        () => tf.mul(x, 2),
      );
    expect(numbers(jit((x: tf.Tensor) => tf.grad(root)(x))(vector(0)))).toEqual([2]);
  });

  test('with respect to all that it takes: arguments, variables, and integers on the way', () => {
    const v = tf.variable(vector(1, 2, 3));
    const loss = (x: tf.Tensor, i: tf.Tensor) =>
      tf.sum(
        cond(
          isPositive(x),
          () => tf.mul(tf.mul(x, v), tf.cast(i, 'float32')),
          () => x,
        ),
      ) as tf.Scalar;
    const f = jit((x: tf.Tensor, i: tf.Tensor) => {
      const { grads } = tf.variableGrads(() => loss(x, i));
      return [...Object.values(grads), ...tf.grads(loss)([x, i])];
    });
    const given = [cases[0], tf.tensor1d([1, 0, 2], 'int32')] as const;
    expect(f(...given).map(numbers)).toEqual([
      [1, 0, 6],
      [1, 0, 6],
      [1, 4, 9],
    ]);
    expect(f(cases[1], given[1]).map(numbers)).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [0, 0, 0],
    ]);
  });

  test('nor has it a gradient once a variable that it reads is assigned, and a scan no more', () => {
    const v = tf.variable(tf.scalar(2));
    const assigning = (f: (x: tf.Tensor) => tf.Tensor) =>
      jit((x: tf.Tensor) =>
        tf.grad((x: tf.Tensor) => {
          const y = tf.sum(f(x));
          v.assign(tf.scalar(5));
          return y as tf.Scalar;
        })(x),
      );
    const branch = (x: tf.Tensor) =>
      cond(
        isPositive(x),
        () => tf.mul(x, v),
        () => x,
      );
    const steps = (x: tf.Tensor) => scan((c: tf.Tensor, x) => ({ carry: tf.mul(tf.add(c, x), v) }), tf.sum(x), x).carry;
    for (const f of [branch, steps]) expect(() => assigning(f)(w)).toThrow(`${v.name}, which it reads, is assigned`);
  });

  test('is the same bits interpreted and by threads', () => {
    for (const x of cases) check((x, w) => Object.values(either(tf.tanh(x), tf.exp(w))), [x, w]);
  });

  test.each<[string, () => unknown, string]>([
    [
      'a predicate of floats',
      () =>
        cond(
          tf.scalar(1),
          () => w,
          () => w,
        ),
      'predicate must be a tensor of one element, bool or int32, got float32[]',
    ],
    [
      'one of several elements',
      () =>
        cond(
          tf.greater(w, 1),
          () => w,
          () => w,
        ),
      'got bool[3]',
    ],
    [
      'results of other shapes',
      () =>
        cond(
          isPositive(w),
          () => w,
          () => tf.zeros([2]),
        ),
      'cond: result is float32[3] of yes, and float32[2] of no',
    ],
    [
      'results of another structure',
      () =>
        cond(
          isPositive(w),
          () => [w],
          () => [w, w] as never,
        ),
      'no must return what yes is, [T], got [T,T]',
    ],
    [
      'an assignment',
      () =>
        cond(
          isPositive(w),
          () => tf.variable(w),
          () => w,
        ),
      'a branch or a step makes a variable',
    ],
  ])('%s is refused', (_, act, message) => {
    expectUntouched(() => expect(() => jit(() => act() as tf.Tensor)()).toThrow(message));
  });
});

describe('whileLoop', () => {
  const root = (a: tf.Tensor) =>
    whileLoop(
      ({ x, before }) => tf.notEqual(x, before),
      ({ x, n }) => ({ x: tf.mul(0.5, tf.add(x, tf.div(a, x))), before: x, n: tf.add(n, tf.scalar(1, 'int32')) }),
      { x: a, before: tf.scalar(0), n: tf.scalar(0, 'int32') },
    );

  test('takes as many steps as the values want, compiled and not', () => {
    const compiled = jit(root);
    const steps = [2, 1e6, 1].map((a) => {
      const [ours, eager] = [compiled(tf.scalar(a)), root(tf.scalar(a))];
      expect(ours.x.dataSync()[0]).toBeCloseTo(Math.sqrt(a), 2);
      expect(numbers(ours.n)).toEqual(numbers(eager.n));
      return ours.n.dataSync()[0]!;
    });
    expect(steps[1]).toBeGreaterThan(steps[0]!);
    expect(steps[2]).toBe(1);
  });

  test('no step at all gives the state', () => {
    const f = jit((x: tf.Tensor) =>
      whileLoop(
        () => tf.scalar(0, 'int32'),
        (x) => tf.neg(x),
        x,
      ),
    );
    expect(numbers(f(vector(1, 2)))).toEqual([1, 2]);
  });

  test('values may change places', () => {
    const fibonacci = jit((last: tf.Tensor) =>
      whileLoop(
        ({ b }) => tf.less(b, last),
        ({ a, b }) => ({ a: b, b: tf.add(a, b) }),
        { a: tf.scalar(0), b: tf.scalar(1) },
      ),
    );
    expect(numbers(fibonacci(tf.scalar(50)).b)).toEqual([55]);
    expect(numbers(fibonacci(tf.scalar(50)).a)).toEqual([34]);
  });

  test('loops stand in loops, and branches in them', () => {
    // The steps of Collatz from each number below n.
    const f = (n: tf.Tensor) =>
      whileLoop(
        ({ k }) => tf.less(k, n),
        ({ k, total }) => {
          const one = tf.scalar(1, 'int32');
          const { steps } = whileLoop(
            ({ x }) => tf.greater(x, one),
            ({ x, steps }) => ({
              x: cond(
                tf.equal(tf.mod(x, tf.scalar(2, 'int32')), tf.scalar(0, 'int32')),
                () => tf.floorDiv(x, tf.scalar(2, 'int32')),
                () => tf.add(tf.mul(x, tf.scalar(3, 'int32')), one),
              ),
              steps: tf.add(steps, one),
            }),
            { x: k, steps: tf.scalar(0, 'int32') },
          );
          return { k: tf.add(k, one), total: tf.add(total, steps) };
        },
        { k: tf.scalar(1, 'int32'), total: tf.scalar(0, 'int32') },
      ).total;
    expect(numbers(jit(f)(tf.scalar(20, 'int32')))).toEqual(numbers(f(tf.scalar(20, 'int32'))));
    check((n) => [f(tf.cast(n, 'int32'))], [tf.scalar(12)]);
  });

  test('is the same bits interpreted and by threads', () => {
    check((a) => Object.values(root(a)).map((x) => tf.cast(x, 'float32')), [tf.scalar(3)]);
  });

  test.each<[string, (x: tf.Tensor) => tf.Tensor, string]>([
    [
      'a condition of floats',
      (x) =>
        whileLoop(
          (x) => tf.sum(x),
          (x) => x,
          x,
        ),
      'what condition returns must be a tensor of one element, bool or int32, got float32[]',
    ],
    [
      'a state of another shape',
      (x) => whileLoop(isPositive, (x) => tf.concat([x, x]), x),
      'whileLoop: state is float32[2] of the state, and float32[4] of body',
    ],
    [
      'a state of another structure',
      (x) => whileLoop(isPositive, (x) => [x], x),
      'body must return what the state is, T, got [T]',
    ],
    [
      'a gradient',
      (x) => tf.grad((x: tf.Tensor) => tf.sum(whileLoop(isPositive, (x) => tf.neg(x), x)) as tf.Scalar)(x),
      'a whileLoop has no gradient; use scan',
    ],
  ])('%s is refused', (_, fn, message) => {
    const x = vector(1, 2);
    expectUntouched(() => expect(() => jit(fn)(x)).toThrow(message));
  });
});

describe('scan inside', () => {
  const xs = tf.tensor2d([
    [1, 2],
    [0.5, -1],
    [3, 0.25],
  ]);
  const decay = (scale: tf.Tensor) => (w: tf.Tensor, x: tf.Tensor) => {
    const next = tf.tanh(tf.add(tf.mul(w, scale), x));
    return { carry: next, y: tf.mul(next, x) };
  };
  const scanned = (w: tf.Tensor, scale: tf.Tensor, xs: tf.Tensor) => {
    const { carry, ys } = scan(decay(scale), w, xs);
    return tf.add(tf.sum(tf.square(carry)), tf.sum(ys)) as tf.Scalar;
  };
  const unrolled = (w: tf.Tensor, scale: tf.Tensor, xs: tf.Tensor) => {
    const ys: tf.Tensor[] = [];
    let carry = w;
    for (const x of tf.unstack(xs)) {
      const { carry: next, y } = decay(scale)(carry, x);
      ys.push(y);
      carry = next;
    }
    return tf.add(tf.sum(tf.square(carry)), tf.sum(tf.stack(ys))) as tf.Scalar;
  };
  const given = [vector(0.3, -0.2), vector(0.9, 1.1), xs] as const;

  test('gives what its steps give', () => {
    near(jit(scanned)(...given), unrolled(...given));
    const running = jit((xs: tf.Tensor) => scan((sum, x) => ({ carry: tf.add(sum, x), y: sum }), tf.zeros([2]), xs));
    expect(numbers(running(xs).ys)).toEqual([0, 0, 1, 2, 1.5, 1]);
    expect(numbers(running(xs).carry)).toEqual([4.5, 1.25]);
  });

  test('has gradients of two orders, with respect to the carry, what it takes, and xs', () => {
    const firstOf = (f: typeof scanned) => (w: tf.Tensor, scale: tf.Tensor, xs: tf.Tensor) =>
      tf.grads(f)([w, scale, xs]);
    const secondOf = (f: typeof scanned) => (w: tf.Tensor, scale: tf.Tensor, xs: tf.Tensor) =>
      tf.grads(
        (...moved: tf.Tensor[]) =>
          tf.addN(
            tf
              .grads(f)(moved)
              .map((gradient) => tf.sum(tf.square(gradient))),
          ) as tf.Scalar,
      )([w, scale, xs]);
    const expected = withOrderedTape(() => [...firstOf(unrolled)(...given), ...secondOf(unrolled)(...given)]);
    const ours = [...jit(firstOf(scanned))(...given), ...jit(secondOf(scanned))(...given)];
    ours.forEach((gradient, i) => near(gradient, expected[i]!));
    expect(ours.length).toBe(6);
  });

  test('its vjp is that of a scan outside', () => {
    const cotangents = {
      carry: vector(1, 2),
      ys: tf.tensor2d([
        [1, 0],
        [2, 1],
        [0, -1],
      ]),
    };
    const [, scale] = given;
    const gradient = () => scan(decay(scale), given[0], xs).vjp(cotangents).carry;
    near(jit(gradient)(), gradient());
  });

  test('in a training loop, with respect to variables, as its steps unrolled', async () => {
    const losses = async (f: typeof scanned) => {
      const loop = compileLoop({
        state: { w: vector(0.3, -0.2), scale: vector(0.9, 1.1) },
        step: ({ w, scale }) => {
          const loss = (w: tf.Tensor, scale: tf.Tensor) => tf.square(tf.sub(f(w, scale, xs), 1)) as tf.Scalar;
          const { value, grads } = tf.valueAndGrads(loss)([w, scale]);
          return {
            state: { w: tf.sub(w, tf.mul(0.02, grads[0]!)), scale: tf.sub(scale, tf.mul(0.02, grads[1]!)) },
            loss: value,
          };
        },
      });
      const result = await loop.run(40);
      loop.dispose();
      return result;
    };
    const [ours, others] = [await losses(scanned), await losses(unrolled)];
    ours.forEach((loss, i) => expect(loss).toBeCloseTo(others[i]!, 4));
    expect(ours[39]).toBeLessThan(ours[0]! / 10);
  });

  test('of integers and of no rows', () => {
    const count = (xs: tf.Tensor) =>
      scan((n, x) => ({ carry: tf.add(n, x), y: tf.greater(x, n) }), tf.scalar(0, 'int32'), xs);
    const f = jit(count);
    const some = f(tf.tensor1d([3, 1, 9], 'int32'));
    expect([numbers(some.carry), numbers(some.ys), some.ys.dtype]).toEqual([[13], [1, 0, 1], 'bool']);
    const none = f(tf.zeros([0], 'int32'));
    expect([numbers(none.carry), none.ys.shape]).toEqual([[0], [0]]);
  });

  test('is the same bits interpreted and by threads, forwards and backwards', () => {
    check((w, scale, xs) => [scanned(w, scale, xs), ...tf.grads(scanned)([w, scale, xs])], given);
  });

  test('every pass of the compiler gives what is valid', () => {
    const options = { verify: true };
    const gradient = jit((w: tf.Tensor, scale: tf.Tensor, xs: tf.Tensor) => tf.grads(scanned)([w, scale, xs]), options);
    expect(gradient(...given).length).toBe(3);
    const loop = jit(
      (x: tf.Tensor) =>
        whileLoop(
          isPositive,
          (x) =>
            cond(
              isPositive(x),
              () => tf.neg(x),
              () => x,
            ),
          x,
        ),
      options,
    );
    expect(numbers(loop(vector(1, 2)))).toEqual([-1, -2]);
    expect(loop.explain(vector(1, 2)).toString()).toMatch(
      /while #\d+ = \(#\d+.*\n +as long as\n(.*\n)* +do\n(.*\n)* +if so\n/,
    );
  });
});

test('larger than a register, with products inside: rows of data by a network until its loss is small', () => {
  const data = tf.randomNormal([64, 20], 0, 1, 'float32', 3);
  const target = tf.matMul(data, tf.randomNormal([20, 3], 0, 1, 'float32', 4));
  const fit = (limit: tf.Tensor) =>
    whileLoop(
      ({ loss }) => tf.greater(loss, limit),
      ({ w, n }) => {
        const { value, grad } = tf.valueAndGrad((w: tf.Tensor) =>
          tf.mean<tf.Scalar>(tf.square(tf.sub(tf.matMul(data, w as tf.Tensor2D), target))),
        )(w);
        return { w: tf.sub(w, tf.mul(0.5, grad)), loss: value, n: tf.add(n, tf.scalar(1, 'int32')) };
      },
      { w: tf.zeros([20, 3]), loss: tf.scalar(1e9), n: tf.scalar(0, 'int32') },
    );
  const { loss, n } = jit(fit)(tf.scalar(0.1));
  expect(loss.dataSync()[0]).toBeLessThan(0.1);
  expect(numbers(n)).toEqual(numbers(fit(tf.scalar(0.1)).n));
  check((limit) => Object.values(fit(limit)).map((x) => tf.cast(x, 'float32')), [tf.scalar(0.5)]);
});
