import { createModel } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { record } from '../../src/record/record.ts';
import { compile } from '../../src/run/compile.ts';
import { trainingStep } from '../training/training-step.ts';

beforeAll(() => tf.setBackend('cpu'));

const typeOf = ({ shape, dtype }: tf.Tensor) => ({ shape, dtype: dtype as 'float32' });

function runCompiled(fn: (...args: tf.Tensor[]) => readonly tf.Tensor[], args: readonly tf.Tensor[]): number[][] {
  const compiled = compile(record(fn, args.map(typeOf)));
  args.forEach((tensor, i) => compiled.inputs[i]!.set(tensor.dataSync() as Float32Array));
  compiled.run();
  return compiled.outputs.map((output) => [...output]);
}

function expectEqual(actual: readonly number[][], expected: readonly tf.Tensor[], tolerance = 1e-5): void {
  expected.forEach((tensor, i) => {
    const values = tensor.dataSync();
    expect(actual[i]).toHaveLength(values.length);
    values.forEach((value, j) =>
      expect(
        Math.abs(actual[i]![j]! - value),
        `output ${i}, element ${j}: ${actual[i]![j]} for ${value}`,
      ).toBeLessThanOrEqual(tolerance * (1 + Math.abs(value))),
    );
  });
}

const random = (shape: number[], seed = 1) => tf.randomNormal(shape, 0, 1, 'float32', seed);

test.each<[string, (...x: tf.Tensor[]) => tf.Tensor, number[][]]>([
  ['add with a row', (a, b) => tf.add(a!, b!), [[3, 5], [5]]],
  [
    'add with a column',
    (a, b) => tf.add(a!, b!),
    [
      [3, 5],
      [3, 1],
    ],
  ],
  ['exp, log, tanh, sigmoid', (a) => tf.addN([tf.exp(a!), tf.log(tf.abs(a!)), tf.tanh(a!), tf.sigmoid(a!)]), [[7, 3]]],
  ['relu and step', (a) => tf.mul(tf.relu(a!), tf.step(a!)), [[13]]],
  ['transpose', (a) => tf.transpose(a!), [[4, 7]]],
  [
    'transpose of a sum',
    (a, b) => tf.transpose(tf.add(a!, b!), [2, 0, 1]),
    [
      [2, 3, 4],
      [2, 3, 4],
    ],
  ],
  ['slice', (a) => tf.slice(a!, [1, 2], [2, 3]), [[4, 7]]],
  ['reverse', (a) => tf.reverse(a!, 0), [[4, 3]]],
  [
    'concat',
    (a, b) => tf.concat([a!, b!], 1),
    [
      [3, 2],
      [3, 5],
    ],
  ],
  [
    'pad',
    (a) =>
      tf.pad(
        a!,
        [
          [1, 2],
          [0, 3],
        ],
        5,
      ),
    [[2, 3]],
  ],
  ['tile', (a) => tf.tile(a!, [2, 3]), [[3, 4]]],
  ['sum of all', (a) => tf.sum(a!), [[7, 9]]],
  ['sum of rows', (a) => tf.sum(a!, 1), [[7, 9]]],
  ['sum of columns', (a) => tf.sum(a!, 0), [[7, 9]]],
  ['sum in the middle', (a) => tf.sum(a!, 1), [[3, 5, 6]]],
  ['sum of first and last', (a) => tf.sum(a!, [0, 2]), [[3, 5, 6]]],
  ['max, kept', (a) => tf.max(a!, 1, true), [[6, 10]]],
  ['mean', (a) => tf.mean(a!, 0), [[6, 10]]],
  ['logSoftmax', (a) => tf.logSoftmax(a!), [[6, 10]]],
  ['unstack and stack', (a) => tf.stack(tf.unstack(a!, 1).reverse(), 0), [[3, 4, 2]]],
  ['split', (a) => tf.concat(tf.split(a!, [2, 3, 1], 1).reverse(), 1), [[4, 6]]],
  [
    'matMul',
    (a, b) => tf.matMul(a!, b!),
    [
      [5, 6],
      [6, 9],
    ],
  ],
  [
    'matMul, both transposed',
    (a, b) => tf.matMul(a!, b!, true, true),
    [
      [6, 5],
      [9, 6],
    ],
  ],
  [
    'matMul, batched',
    (a, b) => tf.matMul(a!, b!),
    [
      [3, 5, 6],
      [3, 6, 9],
    ],
  ],
  [
    'matMul, a batch of one',
    (a, b) => tf.matMul(a!, b!),
    [
      [3, 5, 6],
      [1, 6, 9],
    ],
  ],
  [
    'select',
    (a, b) => tf.where(tf.greater(a!, b!), a!, tf.neg(b!)),
    [
      [5, 5],
      [5, 5],
    ],
  ],
  ['scalars', (a, b) => tf.mul(tf.add(a!, 1), b!), [[], []]],
  ['oneHot', (a) => tf.cast(tf.oneHot(tf.cast(tf.mul(tf.abs(a!), 2), 'int32'), 6), 'float32'), [[9]]],
])('%s', (_, fn, shapes) => {
  const args = shapes.map((shape, i) => random(shape, i + 1));
  expectEqual(
    runCompiled((...x) => [fn(...x)], args),
    [fn(...args)],
  );
});

describe.each(['logistic', 'mlp', 'cnn', 'gru'] as const)('%s', (name) => {
  test('a compiled training step gives the values of the eager one', () => {
    const { fn, args } = trainingStep(name);
    expectEqual(runCompiled(fn, args), fn(...args));
  });

  test('a compiled forward pass too', () => {
    const model = createModel(name);
    const params = model.init(3);
    const keys = Object.keys(params);
    const fn = (...args: tf.Tensor[]) => [
      model.apply(
        Object.fromEntries(keys.map((key, i) => [key, args[i]])) as typeof params,
        args.at(-1) as tf.Tensor2D,
      ),
    ];
    const args = [...Object.values(params), random([5, 40])] as tf.Tensor[];
    expectEqual(runCompiled(fn, args), fn(...args));
  });
});
