import { describe, expect, test } from 'vitest';
import training from '../../../fixtures/torch-training.json' with { type: 'json' };
import {
  type ArrayParameter,
  cnn,
  createModel,
  gru,
  linearParameters,
  logistic,
  type ModelName,
  mlp,
} from '../src/index.ts';
import { TorchRandom } from '../src/random/torch-random.ts';
import './cpu-backend.ts';
import pytorch from './reference/pytorch.json' with { type: 'json' };
import { digests } from './reference/recorded-network.ts';
import { sha256 } from './sha256.ts';

const runs = Object.entries(training.runs).map(([key, run]) => {
  const [model, , seed] = key.split('/') as [string, string, string];
  return {
    key,
    model: (model === 'linear' ? 'logistic' : model) as ModelName,
    seed: Number(seed.replace('seed', '')),
    init: run.init as unknown as Record<string, { shape: number[]; sha256: string }>,
  };
});

test.each(runs)('$key starts from PyTorch’s weights', async ({ model, seed, init }) => {
  const arrays = createModel(model).initArrays(seed) as Readonly<Record<string, ArrayParameter>>;
  // In the order of the state_dict, too.
  expect(Object.entries(arrays).map(([key, { shape }]) => [key, shape])).toEqual(
    Object.entries(init).map(([key, { shape }]) => [key, shape]),
  );
  expect(await digests(arrays)).toEqual(
    Object.fromEntries(Object.entries(init).map(([key, { sha256 }]) => [key, sha256])),
  );
});

test.each(pytorch.models)(
  '$name with $options starts from PyTorch’s weights',
  async ({ name, seed, options, sha256 }) => {
    const arrays = createModel(name as ModelName, options).initArrays(seed);
    expect(await digests(arrays as Readonly<Record<string, ArrayParameter>>)).toEqual(sha256);
  },
);

test('a weight’s bound is PyTorch’s for any number of inputs', async () => {
  for (const { fanIn, sha256: expected } of pytorch.linearWeights) {
    const { bound = 0 } = linearParameters('linear', fanIn, 3)['linear.weight'];
    expect(await sha256(new TorchRandom(fanIn).uniform(3 * fanIn, -bound, bound))).toBe(expected);
  }
});

describe('init', () => {
  test.each([
    [logistic(), 410],
    [mlp(), 15_210],
    [cnn(), 5_210],
    [gru(), 5_134],
  ])('$name has the parameters of the paper’s model', (model, count) => {
    const params = model.init(0);
    const sizes = Object.values(params).map((tensor) => tensor.size);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(count);
    for (const tensor of Object.values(params)) tensor.dispose();
  });

  test('gives the values of initArrays in fresh tensors', async () => {
    const model = mlp({ inputSize: 3, hiddenSize: 2, outputSize: 2 });
    const arrays = model.initArrays(9);
    const [first, second] = [model.init(9), model.init(9)];
    for (const key of Object.keys(arrays) as (keyof typeof arrays)[]) {
      expect(first[key].shape).toEqual(arrays[key].shape);
      expect(first[key].dtype).toBe('float32');
      first[key].dispose();
      expect(await second[key].data()).toEqual(arrays[key].data);
      second[key].dispose();
    }
  });

  test.each([-1, 1.5, 2 ** 32, Number.NaN, '42', undefined])('rejects the seed %s', (seed) => {
    expect(() => logistic().init(seed as number)).toThrow(
      /^logistic\.init: seed must be an integer in 0 … 4294967295, got /,
    );
  });
});
