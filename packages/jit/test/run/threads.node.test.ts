/** Threads that carry out a program together compute the bits that one computes, and fail all at once. */
import '@tensorflow/tfjs-backend-cpu';
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { doubleDescentMlpLoop, lotteryLoop, modelLoop, poolingLoop } from '../../bench/workloads/classifiers.ts';
import { learnedActivation } from '../../bench/workloads/metalearning.ts';
import { recordStep } from '../../src/api/loop/recorded-step.ts';
import { sourceOf } from '../../src/api/tracing/trace.ts';
import type { emitMeet } from '../../src/emit/meet.ts';
import { compileLoop, jit, scan, setThreads } from '../../src/index.ts';
import { ExecutionError } from '../../src/program/faults.ts';
import { assemble } from '../../src/run/assemble.ts';
import { layOut } from '../../src/run/lay-out.ts';
import { load } from '../../src/run/loaded-module.ts';
import { lowerSource } from '../../src/run/passes.ts';
import type { startThread, Thread } from '../../src/run/start-thread.ts';
import { inTurns } from '../program/in-turns.ts';

const started: Thread[] = [];

vi.mock('../../src/run/start-thread.ts', async (original) => {
  const actual = await original<{ startThread: typeof startThread }>();
  return {
    startThread(...args: Parameters<typeof startThread>) {
      const thread = actual.startThread(...args);
      started.push(thread);
      return thread;
    },
  };
});

// A dead thread is waited for half a second, not half a minute.
vi.mock('../../src/emit/meet.ts', async (original) => {
  const actual = await original<{ emitMeet: typeof emitMeet }>();
  return { emitMeet: (layout: Parameters<typeof emitMeet>[0]) => actual.emitMeet(layout, 5) };
});

beforeAll(() => tf.setBackend('cpu'));
beforeEach(() => {
  started.length = 0;
});

const bitsOf = (tensors: readonly tf.Tensor[]) =>
  tensors.map((tensor) => [...new Int32Array(tensor.dataSync<'float32'>().slice().buffer)]);

const ROWS = 300;
const loops = {
  logistic: () => modelLoop('logistic', {}, undefined, ROWS),
  mlp: () => modelLoop('mlp', {}, undefined, ROWS),
  cnn: () => modelLoop('cnn', {}, undefined, ROWS),
  gru: () => modelLoop('gru', {}, undefined, ROWS),
  resnet: () => modelLoop('resnet', {}, undefined, ROWS),
  tcn: () => modelLoop('tcn', {}, undefined, ROWS),
  'lottery ticket': () => lotteryLoop(100, 0.92, ROWS),
  'double descent': () => doubleDescentMlpLoop(36, ROWS),
  pooling: () => poolingLoop(20, ROWS),
};

describe.each(Object.entries(loops))('%s', (_, make) => {
  test.each([2, 3, 4, 7])('a step divided among %i: each element by one of them, whoever comes first', (threads) => {
    const { state, data, step } = make();
    const recorded = recordStep({ state, data, batchSize: 100, step: step as never }, {});
    const program = lowerSource(sourceOf(recorded.recording, recorded.carried));
    const { buffers } = program;
    const alone = load(assemble(layOut({ programs: [program], buffers, repetitions: {} })));
    const divided = inTurns(program, threads)!;
    const batch = recorded.data.tensors.map((table) => tf.slice(table, 0, 100));
    const given = [...recorded.state.tensors, ...batch, tf.scalar(3, 'int32')];
    given.forEach((tensor, i) => {
      const values = tensor.dataSync();
      alone.inputs[i]!.set(values);
      divided.array(program.inputs[i]!).set(values);
    });
    alone.run();
    divided.run();
    alone.outputs.forEach((output, o) => {
      expect(divided.array(program.outputs[o]!)).toEqual(output);
    });
  });
});

test.each([
  ['mlp', 2],
  ['resnet', 7],
  ['cnn', 3],
  ['lottery ticket', 2],
] as const)('%s trains to the same bits with %i threads', async (name, threads) => {
  const [one, several] = [1, threads].map((count) => compileLoop({ ...loops[name](), threads: count }));
  expect([...(await several!.run(20))]).toEqual([...(await one!.run(20))]);
  expect(started).toHaveLength(threads - 1);
  expect(bitsOf(Object.values(several!.read().params))).toEqual(bitsOf(Object.values(one!.read().params)));
  several!.dispose();
});

const square = (n: number) => tf.randomUniform<tf.Rank.R2>([n, n], -1, 1, 'float32', n);
const chain = (x: tf.Tensor2D) => tf.tanh(tf.matMul(tf.relu(tf.matMul(x, x)), x, true));

test('a compiled function, before and after its threads are there', async () => {
  const x = square(130);
  const [one, two] = [1, 2].map((threads) => jit(chain, { threads }));
  const expected = bitsOf([one!(x)]);
  for (let call = 0; call < 10; call++) {
    expect(bitsOf([two!(x)])).toEqual(expected);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(started).toHaveLength(1);
  two!.dispose();
});

test('a scan and its gradient', async () => {
  const { step, carry, xs } = learnedActivation({ steps: 10, counted: 10, rows: 300 });
  const inputs = xs();
  const gradients = (threads: number) => {
    const { carry: last, ys, vjp } = scan(step, carry, inputs, { threads });
    const { carry: cotangents } = vjp({ ys: tf.ones([10]) });
    return bitsOf([...Object.values(last), ys, ...Object.values(cotangents)]);
  };
  const expected = gradients(1);
  for (let call = 0; call < 5; call++) {
    expect(gradients(2)).toEqual(expected);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(started.length).toBeGreaterThan(0);
});

test('programs that say nothing of threads have as many as was set', () => {
  setThreads(2);
  try {
    const loop = compileLoop(loops.mlp());
    expect(loop.explain().toString()).toContain('2 threads');
    loop.dispose();
  } finally {
    setThreads(1);
  }
  expect(compileLoop(loops.mlp()).explain().toString()).not.toContain('threads');
  expect(() => setThreads(0)).toThrow('setThreads: threads must be an integer in 1 … 64, got 0');
});

test('a program too small to gain has one thread', async () => {
  const loop = compileLoop({ ...loops.logistic(), threads: 2 });
  await loop.run(3);
  expect(started).toHaveLength(0);
  const why = 'there is too little to do';
  expect(loop.explain().threads).toEqual({ wanted: 2, count: 1, why });
  expect(loop.explain().toString()).toContain(`threads: 1 of 2, for ${why}`);
});

test('the plan and the profile tell of threads', async () => {
  const loop = compileLoop({ ...loops.mlp(), threads: 2 });
  await loop.run(1);
  expect(loop.explain().toString()).toMatch(
    /steps, 2 threads: ∥ all together, ⊣ after they have waited for each other\n/,
  );
  expect(loop.explain().toString()).toMatch(/∥ +\d+ {2}product/);
  const { threads } = loop.profile();
  expect(threads?.count).toBe(2);
  expect(threads!.waiting).toBeLessThan(threads!.total);
  expect(loop.profile().toString()).toMatch(/µs by 2 threads, [\d.]+ of them waiting/);
  loop.dispose();
});

describe('a thread that dies', () => {
  test('between two runs: the others are not waited for, the bits are the same', async () => {
    const [one, two] = [1, 2].map((threads) => compileLoop({ ...loops.mlp(), threads }));
    await Promise.all([one!.run(5), two!.run(5)]);
    started[0]!.end();
    await vi.waitFor(() => new Promise((resolve) => setTimeout(resolve, 50)));
    expect([...(await two!.run(5))]).toEqual([...(await one!.run(5))]);
    const { threads, steps } = two!.explain();
    expect(threads).toEqual({ wanted: 2, count: 1, why: 'the others could not start, or ended' });
    expect(steps.some((step) => step.threads)).toBe(false);
    expect(two!.explain().toString()).not.toMatch(/∥|⊣/);
  });

  test('in the middle of a run: an error says so, and the loop goes on alone', async () => {
    const loop = compileLoop({ ...loops.mlp(), threads: 2 });
    await loop.run(5);
    const kept = loop.read();
    started[0]!.end();
    await expect(loop.run(5)).rejects.toThrow(ExecutionError);
    loop.write(kept, 5);
    expect(await loop.run(5)).toHaveLength(5);
  });
});

test('a loop that is disposed while it runs says so', async () => {
  const loop = compileLoop({ ...loops.mlp(), threads: 2 });
  const running = loop.run(100_000);
  setTimeout(() => loop.dispose(), 100);
  await expect(running).rejects.toThrow('the loop is disposed');
});

test.each([0, 65, 1.5, '2'])('threads: %s is refused', (threads) => {
  const options = { threads } as { threads: number };
  expect(() => compileLoop({ ...loops.logistic(), ...options })).toThrow(
    /^compileLoop: threads must be an integer in 1 … 64, got/,
  );
});
