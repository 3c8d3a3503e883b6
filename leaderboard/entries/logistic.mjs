/** The paper's logistic regression, as the paper trains it. */
import { defineEntry } from '@mnist1d/experiments/leaderboard';
import { adam } from '@mnist1d/experiments/train';
import { logistic } from '@mnist1d/models';

defineEntry({
  name: 'logistic',
  title: 'The paper’s logistic regression: Adam, 0.01, batches in order',
  authors: 'Greydanus & Kobak (ICML 2024)',
  module: import.meta.url,
  seeds: [42, 43, 44, 45, 46],
  model: logistic,
  steps: 6001,
  optimizer: adam({ learningRate: 0.01 }),
});
