/**
 * Programs drawn at random over kernels, types and shapes: the compiled, and the interpreted, against eager tfjs. FUZZ_RUNS and
 * FUZZ_SEED draw more of them, and others (`npm run fuzz`).
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { jit, RecordingError } from '../../src/index.ts';
import { classes, expectSameBits, programOf } from './both-ways.ts';

beforeAll(() => tf.setBackend('cpu'));

const numRuns = Number(process.env.FUZZ_RUNS ?? 300);
const seed = Number(process.env.FUZZ_SEED ?? 2027);

/** A value on its way. */
interface Value {
  readonly x: tf.Tensor;
  /** Whether eager and compiled values are the same bits so far: only then may steps decide by them. */
  readonly isExact: boolean;
}

/** Numbers that an operation's settings are drawn from. */
type Draw = (below: number) => number;

interface Operation {
  /** Of one value, or two. Throws where it cannot be. */
  readonly run: (a: tf.Tensor, b: tf.Tensor, draw: Draw) => tf.Tensor | readonly tf.Tensor[];
  /** Gives the same bits of the same bits. */
  readonly isExact?: boolean;
  /** A small difference of its arguments may be a large one of its result. */
  readonly decides?: boolean;
}

const exact = { isExact: true } as const;
const deciding = { isExact: true, decides: true } as const;
const bounded = (x: tf.Tensor) => (x.dtype === 'float32' ? tf.clipByValue(x, -8, 8) : x);
const axisOf = (x: tf.Tensor, draw: Draw) => draw(x.rank);
const matrixOf = (x: tf.Tensor) => tf.reshape(x, [x.shape[0] ?? 1, -1]) as tf.Tensor2D;
/** As [1, height, width, 1]. */
const imageOf = (x: tf.Tensor) => {
  const m = matrixOf(tf.cast(x, 'float32'));
  return tf.reshape(m, [1, ...m.shape, 1]) as tf.Tensor4D;
};
const indicesFor = (b: tf.Tensor, size: number) =>
  tf.cast(tf.minimum(tf.abs(tf.cast(b, 'float32')), size - 1), 'int32') as tf.Tensor1D;

const operations: Readonly<Record<string, Operation>> = {
  add: { run: (a, b) => bounded(tf.add(a, b)), ...exact },
  sub: { run: (a, b) => bounded(tf.sub(tf.cast(a, a.dtype === 'bool' ? 'int32' : a.dtype), b)), ...exact },
  mul: { run: (a, b) => bounded(tf.mul(a, b)) },
  div: { run: (a, b) => bounded(tf.div(tf.cast(a, 'float32'), tf.add(1, tf.abs(tf.cast(b, 'float32'))))) },
  maximum: { run: (a, b) => tf.maximum(a, b), ...exact },
  minimum: { run: (a, b) => tf.minimum(a, b), ...exact },
  squaredDifference: { run: (a, b) => bounded(tf.squaredDifference(tf.cast(a, 'float32'), tf.cast(b, 'float32'))) },
  greater: { run: (a, b) => tf.greater(a, b), ...deciding },
  equal: { run: (a, b) => tf.equal(a, b), ...deciding },
  where: { run: (a, b) => tf.where(tf.cast(a, 'bool'), a, b), ...deciding },
  floor: { run: (a) => tf.floor(a), ...deciding },
  sign: { run: (a) => tf.sign(a), ...deciding },
  step: { run: (a) => tf.step(a), ...deciding },
  round: { run: (a) => tf.round(a), ...deciding },
  'cast to int32': { run: (a) => tf.cast(a, 'int32'), ...deciding },
  'cast to bool': { run: (a) => tf.cast(a, 'bool'), ...deciding },
  'cast to float32': { run: (a) => tf.cast(a, 'float32'), ...exact },
  abs: { run: (a) => tf.abs(a), ...exact },
  neg: { run: (a) => tf.neg(tf.cast(a, a.dtype === 'bool' ? 'int32' : a.dtype)), ...exact },
  relu: { run: (a) => tf.relu(a), ...exact },
  logicalNot: { run: (a) => tf.logicalNot(tf.cast(a, 'bool')), ...deciding },
  tanh: { run: (a) => tf.tanh(a) },
  exp: { run: (a) => bounded(tf.exp(a)) },
  sigmoid: { run: (a) => tf.sigmoid(tf.cast(a, 'float32')) },
  sin: { run: (a) => tf.sin(a) },
  softplus: { run: (a) => bounded(tf.softplus(tf.cast(a, 'float32'))) },
  leakyRelu: { run: (a) => tf.leakyRelu(tf.cast(a, 'float32'), 0.25) },
  sum: { run: (a, _, draw) => bounded(tf.sum(a, axisOf(a, draw), draw(2) === 0)) },
  mean: { run: (a, _, draw) => tf.mean(a, axisOf(a, draw)) },
  max: { run: (a, _, draw) => tf.max(a, axisOf(a, draw)), ...exact },
  min: { run: (a, _, draw) => tf.min(a, axisOf(a, draw)), ...exact },
  any: { run: (a, _, draw) => tf.any(tf.cast(a, 'bool'), axisOf(a, draw)), ...deciding },
  argMax: { run: (a, _, draw) => tf.argMax(a, axisOf(a, draw)), ...deciding },
  argMin: { run: (a, _, draw) => tf.argMin(a, axisOf(a, draw)), ...deciding },
  cumsum: { run: (a, _, draw) => bounded(tf.cumsum(a, axisOf(a, draw), draw(2) === 0, draw(2) === 0)) },
  softmax: { run: (a) => tf.softmax(tf.cast(a, 'float32')) },
  transpose: { run: (a) => tf.transpose(a), ...exact },
  reverse: { run: (a, _, draw) => tf.reverse(a, axisOf(a, draw)), ...exact },
  reshape: { run: (a) => tf.reshape(a, [-1]), ...exact },
  matrix: { run: (a) => matrixOf(a), ...exact },
  expandDims: { run: (a, _, draw) => (a.rank < 4 ? tf.expandDims(a, draw(a.rank + 1)) : a), ...exact },
  squeeze: { run: (a) => tf.squeeze(a), ...exact },
  slice: {
    run: (a, _, draw) => {
      const begin = a.shape.map((size) => draw(size));
      return tf.slice(
        a,
        begin,
        a.shape.map((size, d) => 1 + draw(size - begin[d]!)),
      );
    },
    ...exact,
  },
  stridedSlice: {
    run: (a, _, draw) => {
      const strides = a.shape.map(() => draw(5) - 2 || 1);
      // tfjs takes other elements than TensorFlow where axes go and strides are not 1.
      const shrunk = strides.every((stride) => stride === 1) ? draw(3) : 0;
      const masks = [draw(4), draw(4), 0, 0, shrunk] as const;
      return tf.stridedSlice(
        a,
        a.shape.map((size) => draw(size)),
        a.shape.map((size) => draw(size + 1)),
        strides,
        ...masks,
      );
    },
    ...exact,
  },
  pad: {
    run: (a, _, draw) =>
      tf.pad(
        a,
        a.shape.map((): [number, number] => [draw(3), draw(2)]),
        draw(3) - 1,
      ),
    ...exact,
  },
  mirrorPad: {
    run: (a, _, draw) =>
      tf.mirrorPad(
        a,
        a.shape.map((size): [number, number] => [draw(size), draw(size)]),
        draw(2) ? 'reflect' : 'symmetric',
      ),
    ...exact,
  },
  tile: {
    run: (a, _, draw) =>
      tf.tile(
        a,
        a.shape.map(() => 1 + draw(2)),
      ),
    ...exact,
  },
  concat: { run: (a, b, draw) => tf.concat([a, b], axisOf(a, draw)), ...exact },
  stack: { run: (a, b, draw) => tf.stack([a, b], draw(a.rank + 1)), ...exact },
  split: { run: (a, _, draw) => tf.split(a, a.shape[0] ?? 1, 0)[draw(a.shape[0] ?? 1)]!, ...exact },
  unstack: { run: (a) => tf.unstack(a), ...exact },
  broadcastTo: { run: (a) => tf.broadcastTo(a, [2, ...a.shape]), ...exact },
  gather: {
    run: (a, b, draw) => {
      const axis = axisOf(a, draw);
      return tf.gather(a, indicesFor(tf.reshape(b, [-1]), a.shape[axis]!), axis);
    },
    ...deciding,
  },
  oneHot: { run: (a) => tf.oneHot(tf.cast(a, 'int32') as tf.Tensor1D, 3), ...deciding },
  matMul: { run: (a, b) => bounded(tf.matMul(matrixOf(a), matrixOf(b), isTurned(a, b, 0), isTurned(a, b, 1))) },
  'product of batches': {
    run: (a, b) => bounded(tf.matMul(tf.expandDims(matrixOf(a), 0), tf.expandDims(matrixOf(b), 0), true)),
  },
  conv2d: {
    run: (a, _, draw) =>
      tf.conv2d(
        imageOf(a),
        tf.fill([1 + draw(2), 1 + draw(3), 1, 2], 0.5) as tf.Tensor4D,
        1 + draw(2),
        draw(2) ? 'same' : 'valid',
      ),
  },
  maxPool: {
    run: (a, _, draw) => tf.maxPool(imageOf(a), 1 + draw(3), 1 + draw(2), draw(2) ? 'same' : 'valid'),
    ...exact,
  },
  avgPool: { run: (a, _, draw) => tf.avgPool(imageOf(a), 1 + draw(3), 1 + draw(2), draw(2) ? 'same' : 'valid') },
  einsum: { run: (a, b) => bounded(tf.einsum('ij,kj->ki', matrixOf(a), matrixOf(b))) },
  topk: { run: (a) => tf.topk(a, 1).values, ...exact },
  gradient: {
    run: (a, b) => {
      const x = tf.cast(a, 'float32');
      const y = tf.cast(b, 'float32');
      return bounded(tf.grad((x: tf.Tensor) => tf.sum(tf.tanh(tf.add(tf.mul(x, 0.5), tf.mean(y)))))(x));
    },
  },
  'second gradient': {
    run: (a) => {
      const f = (x: tf.Tensor) => tf.sum(tf.mul(tf.softmax(tf.mul(x, x)), 0.25)) as tf.Scalar;
      return bounded(tf.grad((x: tf.Tensor) => tf.sum(tf.square(tf.grad(f)(x))))(tf.cast(a, 'float32')));
    },
  },
};

/** Transposed where only that fits. */
function isTurned(a: tf.Tensor, b: tf.Tensor, which: 0 | 1): boolean {
  const [[m, k], [l, n]] = [matrixOf(a).shape, matrixOf(b).shape] as [[number, number], [number, number]];
  if (k === l) return false;
  return which === 0 ? m === l || m === n : k === n || m === n;
}

interface Line {
  readonly operation: string;
  readonly a: number;
  readonly b: number;
  readonly settings: number;
}

const line: fc.Arbitrary<Line> = fc.record({
  operation: fc.constantFrom(...Object.keys(operations)),
  a: fc.nat(9),
  b: fc.nat(9),
  settings: fc.nat(1e6),
});

const types = ['float32', 'int32', 'bool'] as const;
const input = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  dtype: fc.constantFrom(...types),
  seed: fc.nat(1e6),
});

/** Multiples of 1/4, or integers, or bools. */
function tensorOf({ shape, dtype, seed }: { shape: number[]; dtype: (typeof types)[number]; seed: number }): tf.Tensor {
  const values = Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => {
    const number = ((Math.imul(i + 1, 2654435761) ^ Math.imul(seed + 7, 40503)) >>> 5) % 33;
    return dtype === 'bool' ? number % 2 : dtype === 'int32' ? (number % 9) - 4 : (number - 16) / 4;
  });
  return tf.tensor(values, shape, dtype);
}

/** The lines that can be carried out, found by carrying them out; the others are left out. */
function runnable(lines: readonly Line[], inputs: readonly tf.Tensor[]): readonly Line[] {
  const values: Value[] = inputs.map((x) => ({ x, isExact: true }));
  return lines.filter((line) => {
    const { run, isExact = false, decides = false } = operations[line.operation]!;
    const [a, b] = operandsOf(values, line);
    if (decides && !(a.isExact && b.isExact)) return false;
    try {
      const results = [run(a.x, b.x, drawFrom(line.settings))].flat();
      if (results.some((x) => x.size === 0 || x.size > 400 || x.rank > 4)) return false;
      if (results.some((x) => [...x.dataSync()].some((value) => !Number.isFinite(value)))) return false;
      // tfjs counts in bools beyond 1.
      if (results.some((x) => x.dtype === 'bool' && [...x.dataSync()].some((value) => value > 1))) return false;
      values.push(...results.map((x) => ({ x, isExact: isExact && a.isExact && b.isExact })));
      return true;
    } catch {
      return false;
    }
  });
}

const operandsOf = <V>(values: readonly V[], { a, b }: Line): readonly [V, V] => {
  const at = (i: number) => values[values.length - 1 - (i % values.length)] as V;
  return [at(a), at(b)];
};

function drawFrom(settings: number): Draw {
  let state = settings;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return below > 0 ? (state >>> 8) % below : 0;
  };
}

function carryOut(lines: readonly Line[], inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const values = [...inputs];
  for (const line of lines) {
    const [a, b] = operandsOf(values, line);
    values.push(...[operations[line.operation]!.run(a, b, drawFrom(line.settings))].flat());
  }
  return values.slice(inputs.length).slice(-6);
}

test('compiled and interpreted they give what eager tfjs gives', { timeout: 3_600_000 }, () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.array(input, { minLength: 2, maxLength: 3 }), fc.array(line, { maxLength: 12 }), (given, drawn) => {
      tf.engine().startScope();
      try {
        const inputs = given.map(tensorOf);
        const lines = runnable(drawn, inputs);
        if (lines.length === 0) return;
        const fn = (...args: tf.Tensor[]) => carryOut(lines, args);
        const expected = fn(...inputs);
        for (const numerics of classes) {
          let actual: tf.Tensor[];
          try {
            actual = jit(fn, { numerics })(...inputs);
          } catch (error) {
            if (!(error instanceof RecordingError)) throw error;
            refused++;
            return;
          }
          expectClose(actual, expected);
          const { program, values } = programOf(fn, inputs, numerics);
          expectSameBits(program, values);
        }
      } finally {
        tf.engine().endScope();
      }
    }),
    { numRuns, seed },
  );
  // Concatenations of bools with numbers, and what counts in bools.
  expect(refused).toBeLessThan(numRuns / 5);
});

function expectClose(actual: readonly tf.Tensor[], expected: readonly tf.Tensor[]): void {
  expected.forEach((tensor, t) => {
    expect(actual[t]!.dtype, `tensor ${t}`).toBe(tensor.dtype);
    expect(actual[t]!.shape, `tensor ${t}`).toEqual(tensor.shape);
    const got = actual[t]!.dataSync();
    tensor.dataSync().forEach((value, i) => {
      const near = tensor.dtype === 'float32' ? 2e-4 * (1 + Math.abs(value)) : 0;
      expect(Math.abs(got[i]! - value), `tensor ${t}[${i}]: ${got[i]} for ${value}`).toBeLessThanOrEqual(near);
    });
  });
}
