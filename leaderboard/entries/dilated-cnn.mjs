/** A CNN with dilated kernels, trained as the paper trains its own. */
import { defineEntry } from '@mnist1d/experiments/leaderboard';
import { adam } from '@mnist1d/experiments/train';
import { dilatedCnn } from '@mnist1d/models';

defineEntry({
  name: 'dilated-cnn',
  title: 'Dilated CNN: Adam, 0.01, batches in order',
  authors: 'MNIST-1D for TypeScript',
  module: import.meta.url,
  seeds: [42, 43, 44, 45, 46],
  model: dilatedCnn,
  steps: 6001,
  optimizer: adam({ learningRate: 0.01 }),
});
