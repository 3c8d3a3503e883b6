/** A temporal convolutional network, trained as the paper trains its CNN: residual blocks of causal, dilated convolutions. */
import { defineEntry } from '@mnist1d/experiments/leaderboard';
import { adam } from '@mnist1d/experiments/train';
import { tcn } from '@mnist1d/models';

defineEntry({
  name: 'tcn',
  title: 'TCN: Adam, 0.01, batches in order',
  authors: 'MNIST-1D for TypeScript',
  module: import.meta.url,
  seeds: [42, 43, 44, 45, 46],
  model: tcn,
  steps: 6001,
  optimizer: adam({ learningRate: 0.01 }),
});
