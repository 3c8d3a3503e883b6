/** A ResNet, trained as the paper trains its CNN: a residual connection around two convolutions, with batch normalisation. */
import { defineEntry } from '@mnist1d/experiments/leaderboard';
import { adam } from '@mnist1d/experiments/train';
import { resnet } from '@mnist1d/models';

defineEntry({
  name: 'resnet',
  title: 'ResNet: Adam, 0.01, batches in order',
  authors: 'MNIST-1D for TypeScript',
  module: import.meta.url,
  seeds: [42, 43, 44, 45, 46],
  model: resnet,
  steps: 6001,
  optimizer: adam({ learningRate: 0.01 }),
});
