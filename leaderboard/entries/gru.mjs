/** The paper's GRU, as the paper trains it. */
import { defineEntry } from '@mnist1d/experiments/leaderboard';
import { adam } from '@mnist1d/experiments/train';
import { gru } from '@mnist1d/models';

defineEntry({
  name: 'gru',
  title: 'The paper’s GRU: Adam, 0.01, batches in order',
  authors: 'Greydanus & Kobak (ICML 2024)',
  module: import.meta.url,
  seeds: [42, 43, 44, 45, 46],
  model: gru,
  steps: 6001,
  optimizer: adam({ learningRate: 0.01 }),
});
