/** The paper's convolutional network, as the paper trains it. */
import { defineEntry } from '@mnist1d/experiments/leaderboard';
import { adam } from '@mnist1d/experiments/train';
import { cnn } from '@mnist1d/models';

defineEntry({
  name: 'cnn',
  title: 'The paper’s CNN: Adam, 0.01, batches in order',
  authors: 'Greydanus & Kobak (ICML 2024)',
  module: import.meta.url,
  seeds: [42, 43, 44, 45, 46],
  model: cnn,
  steps: 6001,
  optimizer: adam({ learningRate: 0.01 }),
});
