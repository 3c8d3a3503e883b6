import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  type CnnParams,
  cnn,
  createModel,
  dilatedCnn,
  gru,
  logistic,
  type MlpParams,
  type Model,
  mlp,
  plainMlp,
  tcn,
} from '../src/index.ts';
import './cpu-backend.ts';

test('a model by name is the model itself, sizes and defaults included', () => {
  expect(createModel('cnn').options).toEqual({ inputSize: 40, channels: 25, outputSize: 10 });
  expect(createModel('mlp', { hiddenSize: 7 }).options).toEqual({ inputSize: 40, hiddenSize: 7, outputSize: 10 });
  expect(createModel('gru', { hiddenSize: undefined as never }).options).toEqual(gru().options);
  expect(createModel('logistic').name).toBe('logistic');
});

test('what goes beyond the paper’s networks is among the options only where it is chosen', () => {
  const paper = { inputSize: 40, hiddenSize: 100, outputSize: 10 };
  expect(JSON.stringify(mlp({ depth: 2, residual: 'relu-before-addition', batchNorm: false }).options)).toBe(
    JSON.stringify(paper),
  );
  expect(mlp({ hiddenSize: [100, 100], batchNorm: true }).options).toEqual({ ...paper, batchNorm: true });
  expect(mlp({ hiddenSize: [30, 20, 10], residual: 'none' }).options).toEqual({
    ...{ inputSize: 40, hiddenSize: [30, 20, 10], outputSize: 10 },
    ...{ depth: 3, residual: 'none' },
  });
  expect(cnn({ kernelSize: [5, 3, 3], stride: [2, 2, 2], padding: 1 }).options).toEqual(cnn().options);
  expect(cnn({ channels: [8, 9], kernelSize: 3, padding: 0 }).options).toEqual({
    ...{ inputSize: 40, channels: [8, 9], outputSize: 10 },
    ...{ kernelSize: 3, padding: 0 },
  });
  for (const model of [
    mlp({ hiddenSize: [4, 4, 4], initialisation: 'he' }),
    cnn({ channels: [8, 9], kernelSize: 3 }),
  ]) {
    const again = createModel(model.name as 'mlp', model.options);
    expect(again.options).toEqual(model.options);
    expect(again.shapes).toEqual(model.shapes);
  }
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
    [
      () => cnn({ channels: [4, 4], kernelSize: 3, padding: 0, stride: 5, inputSize: 12 }),
      'cnn: inputSize must be an integer in 13 … 16777216, got 12',
    ],
    [() => cnn({ channels: [4, 0, 4] }), 'cnn: channels[1] must be an integer in 1 … 16777216, got 0'],
    [() => cnn({ padding: -1 }), 'cnn: padding must be an integer in 0 … 16777216, got -1'],
    [() => cnn({ channels: [4, 4] }), 'cnn: kernelSize must be a size, or one for each of 2 layers, got [5, 3, 3]'],
    [() => cnn({ channels: [] }), 'cnn: channels must be a size or a list of sizes, got []'],
    [() => mlp({ depth: 0 }), 'mlp: depth must be an integer in 1 … 16777216, got 0'],
    [
      () => mlp({ hiddenSize: [4, 5] }),
      "mlp: hiddenSize must be the same for all layers where residual is 'relu-before-addition', got [4, 5]",
    ],
    [
      () => plainMlp({ hiddenSize: [4, 5], depth: 3 }),
      'plainMlp: hiddenSize must be a size, or one for each of 3 layers, got [4, 5]',
    ],
    [() => mlp({ batchNorm: 1 as never }), 'mlp: batchNorm must be true or false, got 1'],
    [
      () => mlp({ residual: 'post' as never }),
      "mlp: residual must be one of relu-before-addition, pre-activation, none, got 'post'",
    ],
    [
      () => mlp({ initialisation: 'xavier' as never }),
      "mlp: initialisation must be one of default, he, he-linear, got 'xavier'",
    ],
    [() => plainMlp({ residual: 'none' } as never), "plainMlp: there is no option 'residual'"],
    [() => mlp(null as never), 'mlp: options must be an object, got null'],
    [() => tcn({ blocks: 17 }), 'tcn: blocks must be an integer in 1 … 16, got 17'],
    [() => dilatedCnn({ dilation: 0 }), 'dilatedCnn: dilation must be an integer in 1 … 16777216, got 0'],
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
