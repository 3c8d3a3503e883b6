import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileLoop, ExecutionError, type LoopOptions, RecordingError, type Tensors } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Adds up the rows of its batches; x is 0 … rows · 2 − 1. */
function summing(rows = 6, batchSize = 2) {
  const x = tf.reshape(tf.range(0, 2 * rows), [rows, 2]);
  return compileLoop({
    state: { sum: tf.zeros([2]), last: tf.scalar(-1, 'int32') },
    data: { x },
    batchSize,
    step: ({ sum }, batch, i) => ({
      state: { sum: tf.add(sum, tf.sum(batch.x, 0)), last: i },
      loss: tf.sum(batch.x),
    }),
  });
}

/** A loop whose every step takes some microseconds, so that a run of many has many chunks. */
function counting() {
  return compileLoop({
    state: { n: tf.scalar(0) },
    step: ({ n }) => ({ state: { n: tf.add(n, 1) }, loss: n }),
  });
}

const value = (tensor: tf.Tensor) => tensor.dataSync()[0];

describe('batches', () => {
  test('are rows in order, over and over, and on from run to run', async () => {
    const loop = summing();
    expect([...(await loop.run(4))]).toEqual([6, 22, 38, 6]);
    expect([...(await loop.run(1))]).toEqual([22]);
    expect([...loop.read().sum.dataSync()]).toEqual([42, 52]);
    expect(value(loop.read().last)).toBe(4);
    expect(loop.position).toBe(5);
  });

  test('wrap around where the rows are not a multiple of the batch size', async () => {
    // Row r holds 2r and 2r + 1, so sums to 4r + 1.
    const sums = Array.from({ length: 7 }, (_, step) =>
      [0, 1, 2].reduce((sum, i) => sum + 4 * ((3 * step + i) % 5) + 1, 0),
    );
    const loop = summing(5, 3);
    expect([...(await loop.run(3)), ...(await loop.run(4))]).toEqual(sums);
  });

  test('may have an order for one run', async () => {
    const loop = summing();
    expect([...(await loop.run(2, { order: Int32Array.of(5, 5, 0, 1) }))]).toEqual([42, 6]);
    expect([...(await loop.run(1))]).toEqual([38]);
  });

  test('keep their order over many chunks', async () => {
    const loop = summing(6, 1);
    const order = Int32Array.from({ length: 3000 }, (_, i) => (i * 7919) % 6);
    expect([...(await loop.run(3000, { order }))]).toEqual(Array.from(order, (row) => 4 * row + 1));
  });

  test('hold int32 and bool tensors and tensors of any rank', async () => {
    const loop = compileLoop({
      state: { hits: tf.zeros([2, 2], 'int32') },
      data: [
        tf.tensor1d([1, 2, 3, 4], 'int32'),
        tf.tensor1d([true, false, true, true], 'bool'),
        tf.ones([4, 2, 2, 1]),
      ] as const,
      batchSize: 2,
      step: ({ hits }, [numbers, flags, images]) => {
        const counted = tf.where(flags, numbers, tf.zerosLike(numbers));
        return {
          state: { hits: tf.add(hits, tf.cast(tf.mul(tf.sum(tf.squeeze(images, [3]), 0), tf.sum(counted)), 'int32')) },
        };
      },
    });
    expect([...(await loop.run(2))]).toEqual([]);
    expect([...loop.read().hits.dataSync()]).toEqual([16, 16, 16, 16]);
  });

  test('may be absent', async () => {
    const loop = compileLoop({
      state: [tf.scalar(1)] as const,
      step: ([n], batch, i) => {
        expect(batch).toBeUndefined();
        return { state: [tf.mul(n, 2)] as const, loss: i as tf.Scalar };
      },
    });
    expect([...(await loop.run(10))]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(value(loop.read()[0])).toBe(1024);
  });
});

describe('the state', () => {
  test('is copied in and out', async () => {
    const n = tf.scalar(5);
    const before = tf.memory().numTensors;
    const loop = compileLoop({ state: { n }, step: ({ n }) => ({ state: { n: tf.add(n, 1) } }) });
    expect(tf.memory().numTensors).toBe(before);
    n.dispose();
    await loop.run(2);
    const state = loop.read();
    expect(value(state.n)).toBe(7);
    state.n.dispose();
    expect(value(loop.read().n)).toBe(7);
  });

  test('is written, with the position where it is given', async () => {
    const loop = summing();
    await loop.run(2);
    const state = loop.read();
    await loop.run(3);
    loop.write(state, 2);
    expect([...(await loop.run(1))]).toEqual([38]);
    expect(value(loop.read().last)).toBe(2);
    loop.write({ sum: tf.tensor1d([100, 200]), last: tf.scalar(0, 'int32') });
    expect(loop.position).toBe(3);
    await loop.run(1);
    expect([...loop.read().sum.dataSync()]).toEqual([102, 204]);
  });

  test('may swap its parts', async () => {
    const loop = compileLoop({
      state: { a: tf.tensor1d([1, 2]), b: tf.tensor1d([3, 4]) },
      step: ({ a, b }) => ({ state: { a: b, b: a } }),
    });
    await loop.run(3);
    const { a, b } = loop.read();
    expect([...a.dataSync(), ...b.dataSync()]).toEqual([3, 4, 1, 2]);
  });

  test('may be returned in another order of its names', async () => {
    const loop = compileLoop({
      state: { a: tf.scalar(1), b: tf.scalar(10) },
      step: ({ a, b }) => ({ state: { b: tf.add(b, a), a } }),
    });
    await loop.run(3);
    expect(value(loop.read().b)).toBe(13);
  });

  test('may be variables, and an optimiser of tfjs with its own', async () => {
    const [x, y] = [
      tf.randomNormal([20, 3], 0, 1, 'float32', 1),
      tf.randomNormal([20, 2], 0, 1, 'float32', 2),
    ] as tf.Tensor2D[];
    const make = () => {
      const w = tf.variable(tf.zeros([3, 2]) as tf.Tensor2D);
      const optimizer = tf.train.adam(0.05);
      const step = (x: tf.Tensor2D, y: tf.Tensor2D) =>
        optimizer.minimize(() => tf.losses.meanSquaredError(y, tf.matMul(x, w)) as tf.Scalar, true, [w]) as tf.Scalar;
      return { w, step };
    };
    const eager = make();
    const expected = Array.from({ length: 8 }, (_, i) => {
      const at = (5 * i) % 20;
      return value(eager.step(tf.slice(x!, [at, 0], [5, 3]), tf.slice(y!, [at, 0], [5, 2])));
    });
    const { w, step } = make();
    const loop = compileLoop({
      state: {},
      data: { x: x!, y: y! },
      batchSize: 5,
      step: (_, batch) => ({ state: {}, loss: step(batch.x, batch.y) }),
    });
    const losses = await loop.run(8);
    losses.forEach((loss, i) => expect(loss).toBeCloseTo(expected[i]!, 5));
    eager.w.dataSync().forEach((weight, i) => expect(w.dataSync()[i]).toBeCloseTo(weight, 5));
    w.assign(tf.zeros([3, 2]));
    expect((await loop.run(1))[0]).toBeCloseTo(expected[0]!, 5);
  });
});

describe('a run', () => {
  test('that is aborted already does nothing', async () => {
    const loop = counting();
    const reason = new Error('enough');
    await expect(loop.run(10, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(loop.position).toBe(0);
    expect(value(loop.read().n)).toBe(0);
    expect((await loop.run(3)).length).toBe(3);
  });

  test('that is aborted rejects with the reason, between steps, and the next goes on', async () => {
    const loop = counting();
    const controller = new AbortController();
    const reason = new Error('enough');
    const run = loop.run(1e6, {
      signal: controller.signal,
      onProgress: (done) => {
        if (done > 1000) controller.abort(reason);
      },
    });
    await expect(run).rejects.toBe(reason);
    const { position } = loop;
    expect(position).toBeGreaterThan(1000);
    expect(position).toBeLessThan(1e6);
    expect(value(loop.read().n)).toBe(position);
    expect([...(await loop.run(2))]).toEqual([position, position + 1]);
  });

  test('lets timers have their turn', async () => {
    const loop = counting();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    await expect(loop.run(2e7, { signal: controller.signal })).rejects.toThrow();
    expect(value(loop.read().n)).toBe(Math.min(loop.position, 2 ** 24));
  });

  test('reports its progress, up to the end, and hands on what the report throws', async () => {
    const loop = counting();
    const seen: number[] = [];
    await loop.run(5000, {
      onProgress: (done, steps) => {
        expect(steps).toBe(5000);
        expect(value(loop.read().n)).toBe(done);
        seen.push(done);
      },
    });
    expect(seen.at(-1)).toBe(5000);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(3);
    await expect(
      loop.run(10, {
        onProgress: () => {
          throw new Error('from the report');
        },
      }),
    ).rejects.toThrow('from the report');
    expect(value(loop.read().n)).toBe(loop.position);
  });

  test('of no steps does nothing', async () => {
    expect((await counting().run(0)).length).toBe(0);
  });

  test('excludes another, and writing', async () => {
    const loop = counting();
    const first = loop.run(5000);
    await expect(loop.run(1)).rejects.toThrow('running already');
    expect(() => loop.write({ n: tf.scalar(0) })).toThrow('the loop is running');
    await first;
    expect(value(loop.read().n)).toBe(5000);
  });

  test('ends when the loop is disposed, which ends everything else, too', async () => {
    const loop = counting();
    const run = loop.run(1e6, { onProgress: () => loop.dispose() });
    await expect(run).rejects.toThrow('the loop is disposed');
    await expect(loop.run(1)).rejects.toThrow('the loop is disposed');
    expect(() => loop.read()).toThrow('the loop is disposed');
    expect(() => loop.write({ n: tf.scalar(0) })).toThrow('the loop is disposed');
    expect(() => loop.profile()).toThrow('the loop is disposed');
    loop.dispose();
  });
});

test('it is explained and profiled, and its state stays', async () => {
  const loop = summing();
  await loop.run(3);
  expect(loop.explain()).toContain('memory: ');
  expect(loop.profile().steps.length).toBeGreaterThan(0);
  expect([...loop.read().sum.dataSync()]).toEqual([30, 36]);
  expect([...(await loop.run(1))]).toEqual([6]);
});

describe('wrong input', () => {
  const x = () => tf.ones([6, 2]);
  const keep = (state: Tensors) => ({ state });
  type Options = LoopOptions<Tensors, Tensors>;
  const gone = () => {
    const tensor = tf.ones([6]);
    tensor.dispose();
    return tensor;
  };
  test.each<[string, () => Partial<Options>, string]>([
    ['a batch of 0', () => ({ data: x(), batchSize: 0 }), 'batchSize must be an integer of at least 1, got 0'],
    ['a batch of 1.5', () => ({ data: x(), batchSize: 1.5 }), 'batchSize must be an integer of at least 1, got 1.5'],
    [
      'a batch of more than all rows',
      () => ({ data: x() }),
      'batchSize must be at most the 6 rows of the data, got 100',
    ],
    [
      'data without rows',
      () => ({ data: { x: x(), y: tf.scalar(1) }, batchSize: 2 }),
      'data.y must have rows, got a scalar',
    ],
    [
      'data of different lengths',
      () => ({ data: { x: x(), y: tf.ones([5]) }, batchSize: 2 }),
      'the same number of rows, got 6 in data.x and 5 in data.y',
    ],
    ['disposed data', () => ({ data: [gone()], batchSize: 2 }), 'data[0] is disposed'],
    ['a disposed state', () => ({ state: { w: gone() } }), 'state.w is disposed'],
    ['strings', () => ({ state: { w: tf.tensor1d(['a']) } }), 'state.w must be float32, int32 or bool, got string'],
    [
      'a state of another shape',
      () => ({ step: () => ({ state: { w: tf.ones([3]) } }) }),
      'state.w is float32[2] and comes out of step as float32[3]',
    ],
    [
      'a state of another type',
      () => ({ step: () => ({ state: { w: tf.ones([2], 'int32') } }) }),
      'state.w is float32[2] and comes out of step as int32[2]',
    ],
    [
      'a state of another structure',
      () => ({ step: () => ({ state: { v: tf.ones([2]) } }) }),
      'step must return a state of the structure {"w":T}, got {"v":T}',
    ],
    ['no state', () => ({ step: (() => ({ loss: tf.scalar(1) })) as never }), 'step must return { state, loss }'],
    ['nothing', () => ({ step: (() => undefined) as never }), 'step must return { state, loss }'],
    [
      'a promise',
      () => ({ step: (async (state: Tensors) => ({ state })) as never }),
      'must return tensors at once, got a promise',
    ],
    [
      'a loss that is a vector',
      () => ({ step: (state) => ({ state, loss: tf.ones([2]) }) }),
      'the loss must be a scalar tensor, step returned the shape [2]',
    ],
    [
      'a loss that is a number',
      () => ({ step: ((state: Tensors) => ({ state, loss: 1 })) as never }),
      'the loss must be a scalar tensor, step returned number',
    ],
    [
      'reading values',
      () => ({ step: (state) => ({ state: { w: tf.tensor((state as { w: tf.Tensor }).w.dataSync()) } }) }),
      'reads the values of a tensor',
    ],
  ])('%s', (_, wrong, message) => {
    const options = { state: { w: tf.ones([2]) }, step: keep, ...wrong() } as Options;
    const before = tf.memory().numTensors;
    expect(() => compileLoop(options)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.getBackend()).toBe('cpu');
  });

  test('of run and write', async () => {
    const loop = summing();
    const order = (...rows: number[]) => ({ order: Int32Array.from(rows) });
    await expect(loop.run(-1)).rejects.toThrow('steps must be an integer of at least 0, got -1');
    await expect(loop.run(1.5)).rejects.toThrow('got 1.5');
    await expect(loop.run(Number.NaN)).rejects.toThrow('got NaN');
    await expect(loop.run(1, order(0))).rejects.toThrow('order must hold steps · batchSize = 2 indices, got 1');
    await expect(loop.run(1, order(0, 6))).rejects.toThrow('order must hold indices of rows, 0 … 5, got 6 at place 1');
    await expect(loop.run(1, order(-1, 0))).rejects.toThrow('got -1 at place 0');
    await expect(loop.run(1, { order: [0, 1] as never })).rejects.toThrow('order must be an Int32Array');
    await expect(counting().run(0, order())).rejects.toThrow('there is no order without data');
    const state = loop.read();
    expect(() => loop.write({ sum: state.sum } as never)).toThrow(
      'write: the state must have the structure {"last":T,"sum":T}',
    );
    expect(() => loop.write({ ...state, sum: tf.ones([3]) })).toThrow(
      'write: state.sum must be float32[2], got float32[3]',
    );
    expect(() => loop.write({ ...state, last: tf.scalar(1) })).toThrow(
      'write: state.last must be int32[], got float32[]',
    );
    expect(() => loop.write({ ...state, sum: gone() })).toThrow('state.sum is disposed');
    expect(() => loop.write(state, -1)).toThrow('position must be an integer of at least 0, got -1');
    expect(loop.position).toBe(0);
  });

  test('inside of another recording', () => {
    expect(() => compileLoop({ state: {}, step: () => ({ state: {}, loss: counting() as never }) })).toThrow(
      RecordingError,
    );
  });
});

describe('what goes wrong while it runs', () => {
  /** A loop whose `plain` function traps; nothing that a user can write makes one, as far as we know. */
  function trapping() {
    // (module (func (export "f") unreachable))
    const bytes = [
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      [0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
      [0x03, 0x02, 0x01, 0x00],
      [0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00],
      [0x0a, 0x05, 0x01, 0x03, 0x00, 0x00, 0x0b],
    ];
    const Native = WebAssembly.Instance;
    const { f } = new Native(new WebAssembly.Module(Uint8Array.from(bytes.flat()))).exports;
    WebAssembly.Instance = class {
      constructor(module: WebAssembly.Module, imports: WebAssembly.Imports) {
        const { exports } = new Native(module, imports);
        Object.assign(this, { exports: 'plain' in exports ? { ...exports, plain: f } : exports });
      }
    } as unknown as typeof Native;
    try {
      return summing();
    } finally {
      WebAssembly.Instance = Native;
    }
  }

  test('a plan of more than WebAssembly can address is an ExecutionError that names it, and another loop works', async () => {
    const huge = () =>
      compileLoop({
        state: { x: tf.ones([1]) },
        step: ({ x }) => {
          const row = tf.tile(x, [2 ** 26]);
          const matrix = tf.matMul(tf.reshape(row, [2 ** 16, 2 ** 10]), tf.ones([2 ** 10, 2 ** 15]));
          return { state: { x: tf.reshape(tf.sum(tf.matMul(matrix, matrix, true)), [1]) } };
        },
      });
    expect(huge).toThrow(ExecutionError);
    expect(huge).toThrow(/there is no memory for a plan of \d+ steps in \d+\.\d MiB/);
    expect([...(await summing().run(1))]).toEqual([6]);
  });

  test('a trap is an ExecutionError that names the plan; the process lives on, and so does another loop', async () => {
    const [loop, other] = [trapping(), summing()];
    const run = loop.run(3);
    await expect(run).rejects.toThrow(ExecutionError);
    await expect(run).rejects.toThrow(/a plan of \d+ steps in \d+\.\d MiB failed: /);
    expect(loop.position).toBe(0);
    expect([...(await other.run(1))]).toEqual([6]);
    // In an order of our own, it runs the function that works.
    expect([...(await loop.run(1, { order: Int32Array.of(5, 5) }))]).toEqual([42]);
  });
});
