import { expect, test } from 'vitest';
import zoo from '../../../fixtures/torch-zoo.json' with { type: 'json' };
import { countParameters, createModel, type ModelName, withoutBuffers } from '../src/index.ts';
import './cpu-backend.ts';
import pytorch from './reference/pytorch.json' with { type: 'json' };
import { digests, expectSame, networkOf, type RecordedNetwork } from './reference/recorded-network.ts';

const recorded = pytorch.networks as unknown as RecordedNetwork[];

test.each(recorded)('$name with $options equals PyTorch in training and in evaluation', async (network) => {
  const model = networkOf(network);
  expect(Object.keys(model.shapes)).toEqual(network.keys);
  expect(await digests(withoutBuffers(model, model.initArrays(network.seed)))).toEqual(network.sha256);
  expectSame(network, model.init(network.seed));
});

const residual = { depth: 6, residual: 'pre-activation', initialisation: 'he' };
const networks: Readonly<Record<string, readonly [ModelName, object]>> = {
  resnet: ['resnet', {}],
  'dilated-cnn': ['dilated-cnn', {}],
  tcn: ['tcn', {}],
  'he-mlp': ['plain-mlp', { initialisation: 'he' }],
  'residual-mlp/plain': ['mlp', residual],
  'residual-mlp/batch-norm': ['mlp', { ...residual, batchNorm: true }],
};

test.each(Object.entries(zoo.runs))('%s starts from PyTorch’s weights', async (key, { init, parameters }) => {
  const [name, options] = networks[key.replace(/\/seed42$/, '')] ?? networks[key.split('/')[0]!]!;
  const model = createModel(name, options);
  const expected = Object.entries(init as unknown as Record<string, { shape: number[]; sha256: string }>);
  const shapes = withoutBuffers(model, model.shapes as Record<string, readonly number[]>);
  expect(Object.entries(shapes)).toEqual(expected.map(([name, { shape }]) => [name, shape]));
  expect(await digests(withoutBuffers(model, model.initArrays(42) as never))).toEqual(
    Object.fromEntries(expected.map(([name, { sha256 }]) => [name, sha256])),
  );
  expect(countParameters(model)).toBe(parameters);
});

test('the networks of the zoo have the sizes that the README says', () => {
  const counts = [createModel('resnet'), createModel('dilated-cnn'), createModel('tcn')].map(countParameters);
  expect(counts).toEqual([26_250, 25_610, 22_762]);
  // The textbook's: a linear layer from 60 features.
  const textbook = createModel('cnn', { channels: 15, kernelSize: 3, padding: 0, initialisation: 'he' });
  expect(textbook.shapes['linear.weight']).toEqual([10, 60]);
});
