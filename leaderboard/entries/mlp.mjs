/** The paper's MLP, as the paper trains it. */
import { defineEntry } from '@mnist1d/experiments/leaderboard';
import { adam } from '@mnist1d/experiments/train';
import { mlp } from '@mnist1d/models';

defineEntry({
  name: 'mlp',
  title: 'The paper’s MLP: Adam, 0.01, batches in order',
  authors: 'Greydanus & Kobak (ICML 2024)',
  module: import.meta.url,
  seeds: [42, 43, 44, 45, 46],
  model: mlp,
  steps: 6001,
  optimizer: adam({ learningRate: 0.01 }),
});
