import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  batchNormParameters,
  conv1d,
  conv1dParameters,
  countParameters,
  defineClassifier,
  flattenParameters,
  flattenSignal,
  globalAveragePool,
  lastTimeStep,
  layer,
  linear,
  linearParameters,
  type Pass,
  type Randomness,
  TorchRandom,
  toSignal,
  unflattenParameters,
  withoutBuffers,
} from '../src/index.ts';
import './cpu-backend.ts';

/** The example of its documentation. */
const network = () =>
  defineClassifier({
    name: 'small-resnet',
    options: { inputSize: 40 },
    parameters: {
      ...conv1dParameters('conv1', 1, 16, 5),
      ...conv1dParameters('conv2', 16, 16, 3),
      ...batchNormParameters('bn2', 16),
      ...linearParameters('linear', 16, 10),
    },
    dropouts: { features: 0.2 },
    forward(p, x, pass) {
      const h = tf.relu(conv1d(toSignal(x), layer(p, 'conv1'), { stride: 2, padding: 2 }));
      const g = pass.batchNorm(conv1d(h, layer(p, 'conv2'), { padding: 1 }), 'bn2');
      const features = globalAveragePool(tf.relu(tf.add(g, h)));
      return linear(pass.dropout(features, 'features'), layer(p, 'linear'));
    },
  });

/** A network of one layer whose logits are its dropped inputs. */
const dropping = (probability: number, forward?: (x: tf.Tensor2D, pass: Pass) => tf.Tensor2D) =>
  defineClassifier({
    name: 'dropping',
    options: { inputSize: 4 },
    parameters: { scale: { shape: [4], value: 2 } },
    dropouts: { drop: probability },
    forward: (p, x, pass) => forward?.(x, pass) ?? pass.dropout(tf.mul(x, p.scale), 'drop'),
  });

const noRandomness: Randomness = () => expect.unreachable();

test('a network of one’s own has typed parameters, buffers and two forward passes', () => {
  const model = network();
  expectTypeOf(model.init(0)['conv1.weight']).toEqualTypeOf<tf.Tensor3D>();
  expectTypeOf(model.init(0)['bn2.running_var']).toEqualTypeOf<tf.Tensor1D>();
  // @ts-expect-error there is no such parameter
  expect(model.init(0)['conv3.weight']).toBeUndefined();
  expect(model.buffers).toEqual(['bn2.running_mean', 'bn2.running_var']);
  expect(countParameters(model)).toBe(96 + 784 + 32 + 170);
  const [params, x] = [model.init(1), tf.tensor2d(new TorchRandom(1).randn(80), [2, 40])];
  const asked: [string, readonly number[]][] = [];
  const { logits, buffers } = model.applyInTraining!(params, x, (stream, shape) => {
    asked.push([stream, shape]);
    return tf.fill([...shape], 0.5);
  });
  expect(asked).toEqual([['features', [2, 16]]]);
  expect(logits.shape).toEqual([2, 10]);
  expect(buffers['bn2.running_mean']!.shape).toEqual([16]);
  expect([...buffers['bn2.running_var']!.dataSync()]).not.toEqual(Array(16).fill(1));
});

test('a network without buffers and dropouts trains as it is evaluated', () => {
  expect(dropping(0).applyInTraining).toBeUndefined();
  expect(dropping(0).buffers).toBeUndefined();
});

test('dropout keeps what is drawn from its probability on, scaled, in training alone', () => {
  const model = dropping(0.75);
  const [params, x] = [model.init(0), tf.tensor2d([[1, 2, 3, -4]])];
  expect([...model.apply(params, x).dataSync()]).toEqual([2, 4, 6, -8]);
  const random: Randomness = () => tf.tensor2d([[0, 0.75, 0.7499, 0.99]]);
  const { logits, buffers } = model.applyInTraining!(params, x, random);
  expect([...logits.dataSync()]).toEqual([0, 16, 0, -32]);
  expect(buffers).toEqual({});
});

test('batch normalisation applied twice goes on from its own statistics, and one that is not applied keeps them', () => {
  const normalising = (times: number) =>
    defineClassifier({
      name: 'normalising',
      options: { inputSize: 1 },
      parameters: batchNormParameters('bn', 1),
      forward: (_, x, pass) => {
        let h = x;
        for (let i = 0; i < times; i++) h = pass.batchNorm(h, 'bn', { momentum: 0.5, eps: 0 });
        return h;
      },
    });
  const after = (times: number) => {
    const model = normalising(times);
    const { buffers } = model.applyInTraining!(model.init(0), tf.tensor2d([[2], [6]]), noRandomness);
    return Object.values(buffers).map((tensor) => tensor.dataSync()[0]);
  };
  expect(after(0)).toEqual([0, 1]);
  expect(after(1)).toEqual([2, 4.5]); // means 0 and 4, variances 1 and 8
  expect(after(2)).toEqual([1, 3.25]); // then of −1 and 1
});

test('vectors and counts are of the trained parameters, and buffers go beside them', () => {
  const model = network();
  const arrays = model.initArrays(2);
  const vector = flattenParameters(withoutBuffers(model, arrays));
  expect(vector.length).toBe(countParameters(model));
  const back = { ...arrays, ...unflattenParameters(vector, withoutBuffers(model, model.shapes)) };
  expect(back).toEqual(arrays);
});

test('layers without a bias, the last time step, a flat signal', () => {
  const parameters = {
    ...conv1dParameters('conv', 1, 2, 1, { bias: false }),
    ...linearParameters('linear', 3, 1, { bias: false }),
  };
  expect(Object.keys(parameters)).toEqual(['conv.weight', 'linear.weight']);
  const weight = tf.tensor3d([[[1]], [[10]]]);
  const h = conv1d(toSignal(tf.tensor2d([[1, 2, 3]])), { weight });
  expect(h.arraySync()).toEqual([[[1, 10]], [[2, 20]], [[3, 30]]]);
  expect(lastTimeStep(h).arraySync()).toEqual([[3, 30]]);
  expect(flattenSignal(h).arraySync()).toEqual([[1, 2, 3, 10, 20, 30]]);
  expect(linear(tf.tensor2d([[1, 2, 3]]), { weight: tf.ones([1, 3]) }).arraySync()).toEqual([[6]]);
});

describe('rejects', () => {
  const x = tf.ones([2, 4]) as tf.Tensor2D;
  const train = (forward: (x: tf.Tensor2D, pass: Pass) => tf.Tensor2D) => () => {
    const model = dropping(0.5, forward);
    return model.applyInTraining!(model.init(0), x, (_, shape) => tf.zeros([...shape]));
  };
  const weight = tf.zeros([5, 3, 7]);
  test.each<[string, () => unknown, string]>([
    ['no name', () => defineClassifier({ name: '' } as never), "defineClassifier: name must be a text, got ''"],
    [
      'no size',
      () => defineClassifier({ name: 'a', options: {} } as never),
      'a: inputSize must be an integer of at least 1, got undefined',
    ],
    ['a probability of one', () => dropping(1), 'dropping: dropouts.drop must be below 1, got 1'],
    ['a negative probability', () => dropping(-0.1), 'dropping: dropouts.drop must be at least 0, got -0.1'],
    [
      'an unknown dropout',
      train((x, pass) => pass.dropout(x, 'dorp')),
      "dropout: there is no dropout 'dorp'; did you mean 'drop'? Known: drop",
    ],
    [
      'a dropout that is used twice',
      train((x, pass) => pass.dropout(pass.dropout(x, 'drop'), 'drop')),
      "dropout: 'drop' is used twice in a pass",
    ],
    [
      'normalisation without parameters',
      train((x, pass) => pass.batchNorm(x, 'bn')),
      "batchNorm: there is no 'bn.weight'; batchNormParameters('bn', …) has it",
    ],
    [
      'a layer without parameters',
      () => layer({ 'a.weight': x }, 'b'),
      "layer: there is no 'b.weight'; params has ['a.weight']",
    ],
    [
      'other features',
      () => linear(x, { weight: tf.zeros([2, 3]) }),
      'linear: x must have the shape [batch, 3], got [2, 4]',
    ],
    [
      'other channels',
      () => conv1d(tf.zeros([9, 2, 4]), { weight }),
      'conv1d: x must have the shape [time, batch, 3], got [9, 2, 4]',
    ],
    [
      'a kernel that is too long',
      () => conv1d(tf.zeros([4, 2, 3]), { weight }, { padding: 1 }),
      'conv1d: a kernel of 7 is longer than the padded signal of 4 time steps',
    ],
    [
      'a padding that is none',
      () => conv1d(tf.zeros([9, 2, 3]), { weight }, { padding: 'same' as never }),
      "conv1d: padding must be a number of zeros, [before, behind] or 'causal', got 'same'",
    ],
    [
      'a stride of none',
      () => conv1d(tf.zeros([9, 2, 3]), { weight }, { stride: 0 }),
      'conv1d: stride must be an integer of at least 1, got 0',
    ],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
