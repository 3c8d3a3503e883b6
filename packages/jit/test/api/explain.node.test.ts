/** The compiler's passes, one after another, as it explains them. */
import { readFileSync } from 'node:fs';
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileLoop, jit, type PassName, whileLoop } from '../../src/index.ts';
import { passNames } from '../../src/run/passes.ts';

beforeAll(() => tf.setBackend('cpu'));

const floats = (...shape: number[]) => tf.randomNormal(shape as [number, number], 0, 1, 'float32', 1) as tf.Tensor2D;

const linesAfter = (text: string, pass: PassName) => {
  const [heading, ...lines] = text.split('\n');
  expect(heading).toMatch(new RegExp(`^after ${pass}: \\w+`));
  return lines.map((line) => line.trim().replace(/^\d+ +/, ''));
};

describe('a function', () => {
  const layer = jit((x: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor) =>
    tf.relu(tf.add(tf.matMul(x, tf.reshape(w, [4, 5]) as tf.Tensor2D), b)),
  );
  const args = [floats(3, 4), floats(4, 5), floats(5)] as const;
  const after = (pass: PassName) => linesAfter(layer.explainAfter(pass, ...args), pass);

  test('after simplify is a graph without what changes nothing', () => {
    expect(after('simplify')).toContain('%4 = BatchMatMul(%0, %1, transposeA=false, transposeB=false) : float32[3,5]');
  });

  test('after lower is a product and a map behind it, after into-product one product', () => {
    expect(after('lower').map((step) => step.split(' ')[0])).toEqual(['product', 'map']);
    const [product, ...others] = after('into-product');
    expect(product).toMatch(/^product NN 3 × 5 × 4 .* = Relu\(.* per column \+ .*\)$/);
    expect(others).toEqual([]);
  });

  test('after the last pass is what it runs', () => {
    const steps = after(passNames.at(-1)!);
    const explained = layer
      .explain(...args)
      .toString()
      .split('\n');
    for (const step of steps) expect(explained.some((line) => line.endsWith(step))).toBe(true);
  });

  test('a pass that is not there is refused, and the message names those that are', () => {
    expect(() => layer.explainAfter('optimise' as PassName, ...args)).toThrow(
      `explainAfter: pass must be one of ${passNames.join(', ')}, got optimise`,
    );
  });
});

test('what a mask makes zero is said', () => {
  const mask = tf.tensor2d([1, 0, 0, 0], [2, 2]);
  const text = jit((w: tf.Tensor) => tf.mul(w, mask)).explainAfter('find-zeros', floats(2, 2));
  expect(text).toMatch(/%\d may differ from zero in 25.0 % of its elements/);
});

test('a loop writes its state in place by the last pass', () => {
  const loop = compileLoop({
    state: { w: floats(4, 5) },
    step: ({ w }) => ({ state: { w: tf.mul(w, 0.5) } }),
  });
  expect(linesAfter(loop.explainAfter('drop-unread'), 'drop-unread')).toEqual([
    'map [4,5] #2[5,1] = Multiply(#0[5,1], 0.5)',
  ]);
  expect(linesAfter(loop.explainAfter('share-state'), 'share-state')).toEqual([
    'map [4,5] #0[5,1] = Multiply(#0[5,1], 0.5)',
  ]);
  loop.dispose();
});

test('the documentation lists the passes in their order', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = readme.split('\n').flatMap((line) => /^\| `([\w-]+)` +\| \w+ → /.exec(line)?.[1] ?? []);
  expect(rows).toEqual(passNames);
});

describe('as JSON', () => {
  const layer = jit((x: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor) => tf.relu(tf.add(tf.matMul(x, w), b)));
  const args = [floats(3, 4), floats(4, 5), floats(5)] as const;
  const json = (value: unknown) => JSON.parse(JSON.stringify(value));

  test('a function is its graph, its steps and its memory', () => {
    const explained = layer.explain(...args);
    const { graph, steps, memory, ...rest } = json(explained);
    expect(rest).toEqual({ numerics: 'exact', threads: { wanted: 1, count: 1 }, notReproducible: [] });
    expect(Object.keys(memory)).toEqual(['bytes', 'buffers', 'constants']);
    expect(explained.toString()).toContain(`memory: ${memory.bytes} bytes`);
    expect(graph.outputs).toEqual([5]);
    expect(graph.nodes[3]).toEqual({
      ...{ id: 3, kernel: 'BatchMatMul', inputs: [0, 1], shape: [3, 5], dtype: 'float32' },
      attrs: { transposeA: false, transposeB: false },
    });
    const [{ step, ...product }] = steps;
    expect(steps).toHaveLength(1);
    expect(step).toMatch(/^product NN 3 × 5 × 4/);
    expect(product).toEqual({
      ...{ kind: 'product', operations: ['Relu', 'bias', 'product'], shape: [3, 5, 4] },
      nanoseconds: expect.closeTo((3 * 5 * 4) / 27),
    });
  });

  test('steps say what was fused, and what they run over', () => {
    const squash = jit((x: tf.Tensor2D) => tf.sum(tf.exp(tf.sub(tf.mul(x, 2), 1)), 1));
    const scaled = jit((x: tf.Tensor2D) => tf.cumsum(tf.neg(tf.abs(x)), 1));
    const told = (explained: ReturnType<typeof squash.explain>) =>
      json(explained).steps.map(({ kind, operations, shape }: Record<string, unknown>) => [kind, operations, shape]);
    expect(told(squash.explain(floats(6, 7)))).toEqual([['reduce', ['sum', 'Exp', 'Sub', 'Multiply'], [6, 7]]]);
    expect(told(scaled.explain(floats(6, 7)))).toEqual([
      ['map', ['Neg', 'Abs'], [6, 7]],
      ['call', ['cumulativeSum'], [6, 7]],
      ['map', [], [6, 7]],
    ]);
  });

  test('a kernel of the cpu backend is said', () => {
    const inverse = jit((x: tf.Tensor) => tf.erf(tf.topk(x, 2).values));
    const { steps, notReproducible } = json(inverse.explain(floats(2, 4)));
    expect(notReproducible).toContain('TopK');
    expect(steps.find(({ kind }: { kind: string }) => kind === 'host')).toMatchObject({ operations: ['TopK'] });
  });

  test('a profile has the same steps, with their times', () => {
    const { total, numerics, steps } = json(layer.profile(...args));
    expect(numerics).toBe('exact');
    const [{ microseconds, share, ...step }] = steps;
    expect(step).toEqual(json(layer.explain(...args)).steps[0]);
    expect([microseconds, share]).toEqual([total, 1]);
  });

  test('threads and their parts are told', () => {
    const large = jit((x: tf.Tensor2D) => tf.matMul(x, x), { threads: 2 });
    const { threads, steps } = json(large.explain(floats(256, 256)));
    expect(threads).toEqual({ wanted: 2, count: 2 });
    expect(steps).toMatchObject([{ threads: { count: 2 } }]);
    large.dispose();
  });
});

test('with checkFinite, steps and nodes say which line they are of', () => {
  const watched = jit(
    (x: tf.Tensor2D) => {
      const product = tf.matMul(x, x);
      return tf.softmax(product);
    },
    { checkFinite: true },
  );
  const { graph, steps } = watched.explain(floats(3, 3));
  const here = new Error().stack!.split('\n')[1]!;
  const lineOf = (text: string | undefined) => Number(/explain\.node\.test\.ts:(\d+):\d+/.exec(text ?? '')?.[1]);
  const at = lineOf(here);
  expect(lineOf(graph.nodes.find(({ kernel }) => kernel === 'BatchMatMul')?.line)).toBe(at - 6);
  const [product, ...softmax] = steps;
  expect(product!.lines?.map(lineOf)).toEqual([at - 6]);
  expect(softmax.length).toBeGreaterThan(0);
  for (const { lines } of softmax) expect(lines?.map(lineOf)).toEqual([at - 5]);
  const printed = watched.explain(floats(3, 3)).toString().split('\n');
  expect(lineOf(printed.find((line) => / product NN/.test(line)))).toBe(at - 6);
  const profiled = watched.profile(floats(3, 3));
  expect(profiled.steps.map(({ lines }) => lines)).toEqual(steps.map(({ lines }) => lines));
  expect(
    lineOf(
      profiled
        .toString()
        .split('\n')
        .find((line) => line.includes('product NN')),
    ),
  ).toBe(at - 6);
  expect(
    jit((x: tf.Tensor2D) => tf.matMul(x, x))
      .explain(floats(3, 3))
      .toString(),
  ).not.toContain('.ts:');
});

test('what is inside of control flow is told, as data and as text', () => {
  const halved = jit((x: tf.Tensor) =>
    whileLoop(
      (v) => tf.greater(v, 1) as tf.Scalar,
      (v) => tf.mul(v, 0.5),
      x,
    ),
  );
  const explained = halved.explain(tf.scalar(9));
  const { graph, steps } = JSON.parse(JSON.stringify(explained));
  expect(graph.nodes.find(({ kernel }: { kernel: string }) => kernel === 'while').bodies).toMatchObject([
    { nodes: [{ kernel: 'Input' }, { kernel: 'Constant' }, { kernel: 'Greater' }], outputs: [2] },
    { nodes: [{ kernel: 'Input' }, { kernel: 'Constant' }, { kernel: 'Multiply' }], outputs: [2] },
  ]);
  const control = steps.find(({ kind }: { kind: string }) => kind === 'control');
  expect(control.operations).toEqual(['while']);
  expect(control.branches.map(([first]: { operations: string[] }[]) => first?.operations)).toEqual([
    ['Greater'],
    ['Multiply'],
  ]);
  expect(explained.toString()).toMatch(/while .*\n +as long as\n +0 {2}map .*Greater.*\n +do\n +0 {2}map .*Multiply/);
});
