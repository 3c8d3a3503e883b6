/** Chains of kernels over float32, int32 and bool tensors, drawn at random: compiled, they give eager tfjs's types, shapes and values. */
import '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const int = (x: tf.Tensor) => tf.cast(x, 'int32');
const bool = (x: tf.Tensor) => tf.cast(x, 'bool');
const float = (x: tf.Tensor) => tf.cast(x, 'float32');
const positive = (x: tf.Tensor) => tf.add(tf.abs(int(x)), tf.scalar(1, 'int32'));

/** From two matrices to a matrix, whatever their types; those of one row or column broadcast. */
const operations: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  int,
  bool,
  float,
  add: (a, b) => tf.add(a, b),
  multiply: (a, b) => tf.mul(int(a), int(b)),
  maximum: (a, b) => tf.maximum(a, b),
  squaredDifference: (a, b) => tf.squaredDifference(a, b),
  floorDiv: (a, b) => tf.floorDiv(int(a), positive(b)),
  mod: (a, b) => tf.mod(int(a), positive(b)),
  less: (a, b) => tf.less(a, b),
  equal: (a, b) => tf.equal(a, b),
  and: (a, b) => tf.logicalAnd(bool(a), bool(b)),
  not: (a) => tf.logicalNot(bool(a)),
  where: (a, b) => tf.where(tf.greater(a, 0), float(a), float(b)),
  whereOfTwoTypes: (a, b) => tf.where(tf.greater(a, 0), a, tf.add(b, tf.zerosLike(a))),
  abs: (a) => tf.abs(a),
  square: (a) => tf.square(a),
  relu: (a) => tf.relu(a),
  sign: (a) => tf.sign(a),
  step: (a) => tf.step(a),
  clip: (a) => tf.clipByValue(a, -1, 2),
  floor: (a) => tf.floor(float(a)),
  round: (a) => tf.round(float(a)),
  sum: (a) => tf.reshape(tf.sum(a), [1, 1]),
  sumOfRows: (a) => tf.sum(a, -1, true),
  maxOfColumns: (a) => tf.max(a, 0, true),
  minOfRows: (a) => tf.min(a, -1, true),
  mean: (a) => tf.mean(a, 0, true),
  argMax: (a) => tf.expandDims(tf.argMax(a, -1), -1),
  argMin: (a) => tf.expandDims(tf.argMin(a, 0), 0),
  any: (a) => tf.any(bool(a), 0, true),
  all: (a) => tf.all(bool(a), -1, true),
  oneHot: (a) => tf.sum(tf.oneHot(int(tf.clipByValue(a, 0, 3)), 4), -1),
  reverse: (a) => tf.reverse(a, -1),
  unstack: (a) => tf.stack(tf.unstack(a, 0).reverse()),
  cumsum: (a) => tf.cumsum(float(a), 0),
};

const dtypes = fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const);
const line = fc.tuple(fc.constantFrom(...Object.keys(operations)), fc.nat(4), fc.nat(4));
const cases = fc.record({
  shape: fc.constantFrom([3, 5], [1, 7], [6, 1], [13, 9], [1, 1]),
  types: fc.tuple(dtypes, dtypes),
  program: fc.array(line, { minLength: 1, maxLength: 4 }),
});

function matrix(shape: readonly number[], dtype: 'float32' | 'int32' | 'bool', seed: number): tf.Tensor {
  const x = tf.randomUniform([...shape], -4, 4, 'float32', seed);
  return dtype === 'float32' ? x : tf.cast(tf.round(x), dtype);
}

test('they equal eager execution', () => {
  fc.assert(
    fc.property(cases, ({ shape, types, program }) => {
      // The operands are counted back from the latest value.
      const run = (...given: tf.Tensor[]) => {
        const values = [...given];
        for (const [operation, a, b] of program) {
          const [first, second] = [a, b].map((back) => values.at(-1 - (back % values.length)) as tf.Tensor);
          values.push(operations[operation]!(first!, second!));
        }
        return values.slice(2);
      };
      tf.tidy(() => {
        const given = types.map((dtype, i) => matrix(shape, dtype, i + 1));
        let expected: tf.Tensor[];
        try {
          expected = run(...given);
        } catch {
          return; // Shapes that do not fit each other.
        }
        jit(run)(...given).forEach((tensor, i) => {
          const wanted = expected[i]!.dataSync();
          expect([tensor.dtype, tensor.shape], `line ${i}`).toEqual([expected[i]!.dtype, expected[i]!.shape]);
          tensor.dataSync().forEach((value, j) => {
            const isClose = Math.abs(value - wanted[j]!) <= 1e-4 * (1 + Math.abs(wanted[j]!));
            expect(isClose || Object.is(value, wanted[j]), `line ${i}[${j}]: ${value} for ${wanted[j]}`).toBe(true);
          });
        });
      });
    }),
    { numRuns: 400, seed: 7 },
  );
});
