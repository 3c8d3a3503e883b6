import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { type CnnParams, cnn, createModel, gru, logistic, type MlpParams, type Model, mlp } from '../src/index.ts';
import './cpu-backend.ts';

test('a model by name is the model itself, sizes and defaults included', () => {
  expect(createModel('cnn').options).toEqual({ inputSize: 40, channels: 25, outputSize: 10 });
  expect(createModel('mlp', { hiddenSize: 7 }).options).toEqual({ inputSize: 40, hiddenSize: 7, outputSize: 10 });
  expect(createModel('gru', { hiddenSize: undefined as never }).options).toEqual(gru().options);
  expect(createModel('logistic').name).toBe('logistic');
});

test('parameters are typed by their exact keys', () => {
  expectTypeOf(createModel('mlp')).toExtend<Model<MlpParams>>();
  expectTypeOf<ReturnType<ReturnType<typeof cnn>['init']>>().toEqualTypeOf<CnnParams>();
  expectTypeOf(mlp().init(0)['linear3.bias']).toEqualTypeOf<tf.Tensor1D>();
  // @ts-expect-error logistic has no such parameter
  expect(logistic().init(0)['conv1.weight']).toBeUndefined();
});

describe('rejects', () => {
  const model = mlp();
  const params = model.init(0);
  const x = tf.zeros([2, 40]) as tf.Tensor2D;
  test.each<[() => unknown, string]>([
    [
      () => createModel('ccn' as never),
      "createModel: there is no model 'ccn'; did you mean 'cnn'? Known: logistic, mlp, cnn, ",
    ],
    [() => createModel('toString' as never), "createModel: there is no model 'toString'"],
    [() => createModel(3 as never), 'createModel: name must be a string, got 3'],
    [
      () => createModel('mlp', { hidenSize: 3 } as never),
      "mlp: there is no option 'hidenSize'; did you mean 'hiddenSize'? Known: inputSize, hiddenSize, outputSize",
    ],
    [() => cnn({ channels: 0 }), 'cnn: channels must be an integer in 1 … 16777216, got 0'],
    [() => cnn({ inputSize: 2 }), 'cnn: inputSize must be an integer in 3 … 16777216, got 2'],
    [() => gru({ hiddenSize: 2.5 }), 'gru: hiddenSize must be an integer in 1 … 16777216, got 2.5'],
    [
      () => logistic({ outputSize: '10' as never }),
      "logistic: outputSize must be an integer in 1 … 16777216, got '10'",
    ],
    [() => logistic(null as never), 'logistic: options must be an object, got null'],
    [() => model.apply(params, tf.zeros([2, 41])), 'mlp.apply: x must have the shape [batch, 40], got [2, 41]'],
    [() => model.apply(params, tf.zeros([40]) as never), 'mlp.apply: x must have the shape [batch, 40], got [40]'],
    [() => model.apply(params, [[1]] as never), 'mlp.apply: x must be a tensor, got [[1]]'],
    [() => model.apply(null as never, x), 'mlp.apply: params must be an object of tensors, got null'],
    [() => model.apply(logistic().init(0) as never, x), "mlp.apply: params has no 'linear1.weight'"],
    [
      () => model.apply({ ...params, 'linear2.bias': tf.zeros([7]) }, x),
      "mlp.apply: 'linear2.bias' must have the shape [100], got [7]",
    ],
    [
      () => model.apply({ ...params, 'linear4.bias': tf.zeros([7]) } as never, x),
      "mlp.apply: there is no parameter 'linear4.bias'; did you mean 'linear1.bias'?",
    ],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});
