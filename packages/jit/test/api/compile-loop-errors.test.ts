/** What compileLoop refuses, and what goes wrong while a loop runs. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileLoop, ExecutionError, type LoopOptions, RecordingError, type Tensors } from '../../src/index.ts';
import { counting, summing } from './loops.ts';

beforeAll(() => tf.setBackend('cpu'));

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
