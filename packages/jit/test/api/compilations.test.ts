/** Compilations are told; what is compiled call after call is warned of once. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeAll, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest';
import { type CompileEvent, compileLoop, jit, scan } from '../../src/index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  // tfjs's first tensor brings a word of its own.
  tf.ones([1]).dispose();
});

let warn: MockInstance<typeof console.warn>;
beforeEach(() => {
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => warn.mockRestore());

const ones = (n: number) => tf.ones([n]);
const times = (n: number, run: (i: number) => unknown) => Array.from({ length: n }, (_, i) => run(i));

describe('an event', () => {
  test('says of a function why it was compiled', async () => {
    const events: CompileEvent[] = [];
    const scale = (x: { values: tf.Tensor }, by: number) => tf.mul(x.values, by);
    const f = jit(scale, { onCompile: (event) => events.push(event) });
    f({ values: ones(2) }, 3);
    f({ values: ones(2) }, 3);
    f({ values: ones(4) }, 3);
    f({ values: ones(4) }, 0.5);
    await f.compile({ values: tf.ones([4], 'int32') }, 2);
    f.dispose();
    f({ values: tf.ones([4], 'int32') }, 2);
    const [path, by] = ['arguments[0].values', 'arguments[1]'];
    expect(events.map(({ name, reason, changed, compilations }) => [name, reason, changed, compilations])).toEqual([
      ['scale', 'first', undefined, 1],
      ['scale', 'argument', { path, from: 'float32[2]', to: 'float32[4]' }, 2],
      ['scale', 'argument', { path: by, from: '3', to: '0.5' }, 3],
      ['scale', 'argument', { path, from: 'float32[4]', to: 'int32[4]' }, 4],
      ['scale', 'again', undefined, 5],
    ]);
    for (const { milliseconds, steps, codeBytes, memoryBytes } of events) {
      expect(milliseconds).toBeGreaterThan(0);
      expect(steps).toBe(1);
      expect(codeBytes).toBeGreaterThan(100);
      expect(codeBytes).toBeLessThan(10_000);
      expect(f.explain({ values: tf.ones([4], 'int32') }, 2).toString()).toContain(`memory: ${memoryBytes} bytes`);
    }
    expect(warn).not.toHaveBeenCalled();
  });

  test('says of an optimizer that its settings changed', () => {
    const reasons: string[] = [];
    const w = tf.variable(tf.scalar(1));
    const optimizer = tf.train.sgd(0.1);
    const step = jit(() => optimizer.minimize(() => tf.square(w)), { onCompile: ({ reason }) => reasons.push(reason) });
    step();
    (optimizer as unknown as { setLearningRate(rate: number): void }).setLearningRate(0.2);
    step();
    expect(reasons).toEqual(['first', 'outside']);
    w.dispose();
  });

  test('is told of loops and scans', async () => {
    const events: CompileEvent[] = [];
    const onCompile = (event: CompileEvent) => events.push(event);
    const step = ({ w }: { w: tf.Tensor }) => ({ state: { w: tf.add(w, 1) } });
    compileLoop({ state: { w: ones(2) }, step, onCompile });
    compileLoop({ state: { w: ones(3) }, step, onCompile });
    const row = (carry: tf.Tensor, x: tf.Tensor) => ({ carry: tf.add(carry, x) });
    scan(row, tf.scalar(0), ones(5), { onCompile });
    scan(row, tf.scalar(0), ones(5), { onCompile });
    scan(row, tf.scalar(0), ones(6), { onCompile });
    expect(events.map(({ name, reason, changed }) => [name, reason, changed?.path])).toEqual([
      ['step', 'first', undefined],
      ['step', 'argument', 'state.w'],
      ['row', 'first', undefined],
      ['row', 'argument', 'xs'],
    ]);
  });

  test('wants a function', () => {
    const onCompile = 'log' as unknown as () => void;
    expect(() => jit(ones, { onCompile })).toThrow("jit: onCompile must be a function, got 'log'");
    expect(() => scan((c: tf.Tensor) => ({ carry: c }), ones(1), ones(1), { onCompile })).toThrow(
      'scan: onCompile must',
    );
    expect(() => compileLoop({ state: {}, step: () => ({ state: {} }), onCompile })).toThrow('compileLoop: onCompile');
  });
});

describe('a warning', () => {
  test('comes once, by name, for a number that changes in every call', () => {
    const decay = jit(function decay(x: tf.Tensor, rate: number) {
      return tf.mul(x, rate);
    });
    times(7, (i) => decay(ones(2), i / 2));
    expect(warn).not.toHaveBeenCalled();
    times(20, (i) => decay(ones(2), 4 + i / 2));
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(
      /^jit: decay was compiled in each of its last 8 calls, now since arguments\[1\] went from 3 to 4\. Pass numbers that change as tensors, pad .*, and keep .*onCompile/,
    );
  });

  test('names the shapes', () => {
    const total = jit((batch: tf.Tensor) => tf.sum(batch));
    times(8, (i) => total(ones(i + 1)));
    expect(warn.mock.calls[0]![0]).toContain('now since arguments[0] went from float32[7] to float32[8]');
  });

  test('does not come where plans are used, prepared, or told of', async () => {
    const used = jit((x: tf.Tensor) => tf.sub(x, 1));
    times(30, (i) => times(2, () => used(ones(i + 1))));
    const prepared = jit((x: tf.Tensor) => tf.sub(x, 2));
    for (let i = 0; i < 30; i++) await prepared.compile(ones(i + 1));
    const told = jit((x: tf.Tensor) => tf.sub(x, 3), { onCompile: () => {} });
    times(30, (i) => told(ones(i + 1)));
    times(40, (i) => {
      const disposed = jit((x: tf.Tensor) => tf.sub(x, i));
      disposed(ones(2));
      disposed.dispose();
    });
    expect(warn).not.toHaveBeenCalled();
  });

  test('comes for functions that are made anew for every call, and says which number differs', () => {
    const shrink = (by: number) => jit((x: tf.Tensor) => tf.mul(tf.relu(x), by))(ones(2));
    times(31, (i) => shrink(i));
    expect(warn).not.toHaveBeenCalled();
    times(40, (i) => shrink(31 + i));
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(
      /^jit: 32 functions with the text of \(x\) ?=> .* were compiled, and none of them called again: %\d = Constant\(30\) : float32\[\] became %\d = Constant\(31\) : float32\[\]\. Pass/,
    );
  });

  test('comes for gradients of functions that are made anew, by their own text', () => {
    times(40, (i) => tf.grad(jit((x: tf.Tensor) => tf.sum(tf.mul(tf.square(x), i))))(ones(2)));
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(
      /^jit: 32 functions with the text of \(x\) ?=> .*mul.*Constant\(30\).* became .*Constant\(31\)/,
    );
  });

  test('comes for loops of one step and scans of fresh steps, not for loops that run', async () => {
    const loopOf = (rate: number) =>
      compileLoop({ state: { w: tf.scalar(1) }, step: ({ w }) => ({ state: { w: tf.mul(w, rate) } }) });
    for (let i = 0; i < 40; i++) await loopOf(i).run(5);
    expect(warn).not.toHaveBeenCalled();
    for (let i = 0; i < 40; i++) await loopOf(i).run(1);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(/^compileLoop: 32 functions with the text of step were compiled/);
    times(40, (i) =>
      scan((carry: tf.Tensor, x: tf.Tensor) => ({ carry: tf.add(carry, tf.mul(x, i)) }), ones(1), ones(3)),
    );
    expect(warn).toHaveBeenCalledTimes(2);
    expect(warn.mock.calls[1]![0]).toMatch(/^scan: 32 functions/);
  });
});
