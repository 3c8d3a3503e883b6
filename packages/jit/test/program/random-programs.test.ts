/** Programs drawn at random, which read and assign variables again and again: compiled, they do what they do eagerly. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { compileLoop, jit } from '../../src/index.ts';
import { classes, expectSameBits, programOf } from './both-ways.ts';

beforeAll(() => tf.setBackend('cpu'));

const SIZE = 5;

/** What a line of a program computes from two [5, 5] matrices; bounded, so that nothing grows without end, and continuous, so that rounding does not decide. */
const operations: Record<string, (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor> = {
  add: (a, b) => tf.mul(0.5, tf.add(a, b)),
  sub: (a, b) => tf.mul(0.5, tf.sub(a, b)),
  mul: (a, b) => tf.mul(a, b),
  max: (a, b) => tf.maximum(a, b),
  tanh: (a) => tf.tanh(a),
  copy: (a) => a,
  transpose: (a) => tf.transpose(a),
  reverse: (a) => tf.reverse(a, 0),
  shift: (a) =>
    tf.pad(tf.slice(a, [1, 0], [SIZE - 1, SIZE]), [
      [0, 1],
      [0, 0],
    ]),
  join: (a, b) => tf.concat([tf.slice(a, [0, 0], [2, SIZE]), tf.slice(b, [1, 0], [SIZE - 2, SIZE])]),
  matMul: (a, b) => tf.mul(1 / SIZE, tf.matMul(a, b)),
  matMulTransposed: (a, b) => tf.mul(1 / SIZE, tf.matMul(a, b, true)),
  rows: (a, b) => tf.add(tf.mul(0.5, a), tf.mean(b, 1, true)),
  columns: (a, b) => tf.sub(tf.mul(0.5, a), tf.max(b, 0)),
  whole: (a) => tf.div(a, tf.add(1, tf.sum(tf.abs(a)))),
  select: (a, b) => tf.where(tf.greater(a, b), b, a),
  gradient: (a, b) => tf.grad((x: tf.Tensor) => tf.mean(tf.tanh(tf.matMul(x as tf.Tensor2D, b))))(a),
};

interface Line {
  readonly operation: string;
  /** Which values it reads, counted back from the latest. */
  readonly a: number;
  readonly b: number;
  /** The variable that is assigned the result. */
  readonly assigns?: number | undefined;
}

const line = fc.record({
  operation: fc.constantFrom(...Object.keys(operations)),
  a: fc.nat(7),
  b: fc.nat(7),
  assigns: fc.option(fc.nat(2), { nil: undefined }),
});

/** Runs a program: the values are the variables as they are at that time, the argument, and the results of all lines. */
function run(program: readonly Line[], variables: readonly tf.Variable<tf.Rank.R2>[], x: tf.Tensor2D): tf.Tensor[] {
  const results: tf.Tensor2D[] = [x];
  for (const { operation, a, b, assigns } of program) {
    const values = [...results, ...variables].reverse();
    const at = (i: number) => values[i % values.length] as tf.Tensor2D;
    const result = operations[operation]!(at(a), at(b)) as tf.Tensor2D;
    results.push(result);
    // A copy: eagerly, a variable given to another would be one and the same.
    if (assigns !== undefined) variables[assigns]!.assign(tf.clone(result));
  }
  return results.slice(-3);
}

const matrix = (seed: number) => tf.randomUniform<tf.Rank.R2>([SIZE, SIZE], -1, 1, 'float32', seed);
const makeVariables = () => [1, 2, 3].map((seed) => tf.variable(matrix(seed)));
const inputs = () => [4, 5, 6].map(matrix);
const valuesOf = (tensors: readonly tf.Tensor[]) => tensors.map((tensor) => [...tensor.dataSync()]);
const programs = fc.array(line, { minLength: 1, maxLength: 14 });

function expectClose(actual: readonly number[][], expected: readonly number[][]): void {
  actual.forEach((values, t) => {
    values.forEach((value, i) => {
      const wanted = expected[t]![i]!;
      expect(Math.abs(value - wanted), `tensor ${t}[${i}]: ${value} for ${wanted}`).toBeLessThan(
        1e-4 * (1 + Math.abs(wanted)),
      );
    });
  });
}

test('jit: they equal eager execution, call after call', () => {
  const trial = (program: readonly Line[], wrap: (step: (x: tf.Tensor2D) => tf.Tensor[]) => typeof step) => {
    const variables = makeVariables();
    const step = wrap((x) => run(program, variables, x));
    const seen = inputs().flatMap((x) => valuesOf([...step(x), ...variables]));
    tf.dispose(variables);
    return seen;
  };
  fc.assert(
    fc.property(programs, (program) => {
      tf.engine().startScope();
      const expected = trial(program, (step) => step);
      const compiled = trial(program, (step) => jit(step));
      tf.engine().endScope();
      expectClose(compiled, expected);
    }),
    { numRuns: 200, seed: 2024 },
  );
});

test('interpreted, they are what the emitted WebAssembly computes, bit for bit, and equal eager execution', () => {
  fc.assert(
    fc.property(programs, (lines) => {
      tf.engine().startScope();
      const variables = makeVariables();
      const x = matrix(4);
      const step = (x: tf.Tensor) => run(lines, variables, x as tf.Tensor2D);
      const programs = classes.map((numerics) => programOf(step, [x], numerics));
      const expected = valuesOf(step(x));
      for (const { program, values } of programs) {
        const outputs = expectSameBits(program, values).map((output) => [...output]);
        expectClose(outputs.slice(0, expected.length), expected);
      }
      tf.engine().endScope();
    }),
    { numRuns: 60, seed: 2026 },
  );
});

test('compileLoop: they equal eager execution, step after step', async () => {
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const [eager, compiled] = [makeVariables(), makeVariables()];
      const batches = inputs();
      const x = tf.concat(batches);
      const sums = batches.map((batch) => tf.tidy(() => tf.sum(tf.addN(run(program, eager, batch))).dataSync()[0]!));
      const loop = compileLoop({
        state: {},
        data: { x },
        batchSize: SIZE,
        step: (_, batch) => ({ state: {}, loss: tf.sum(tf.addN(run(program, compiled, batch.x as tf.Tensor2D))) }),
      });
      const losses = await loop.run(3);
      expectClose([...valuesOf(compiled), [...losses]], [...valuesOf(eager), sums]);
      tf.dispose([eager, compiled, batches, x]);
    }),
    { numRuns: 200, seed: 2025 },
  );
});
