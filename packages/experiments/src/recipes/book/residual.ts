/**
 * The book's notebook 11.2: networks with residual connections and without, three hidden layers deep and deeper.
 */
import { mlp } from '@mnist1d/models';
import { type Connections, connections, type ResidualRun, residualKind } from '@mnist1d/results/kinds/book/residual';
import { atLeast, below, difference, meanOf } from '../claims.ts';
import { epochExperiment } from './epoch-experiment.ts';
import { bookSettings, type EpochConfig } from './train-epochs.ts';

/** Configuration. The book's are three hidden layers; the others and `seeds` are ours. */
export interface ResidualConfig extends EpochConfig {
  readonly connections: readonly Connections[];
  readonly depths: readonly number[];
  readonly hiddenSize: number;
}

const shallow = 3;
const deep = 12;

export const residual = epochExperiment<typeof residualKind, ResidualConfig>({
  kind: residualKind,
  title: 'Residual connections: what depth needs',
  notebook: '11.2',
  published: {
    connections,
    depths: [shallow, 6, deep],
    hiddenSize: 100,
    ...bookSettings,
    seeds: [0, 1, 2],
    epochs: 100,
    halveEvery: 20,
  },
  meanings: {
    connections: 'residual, plain',
    depths: 'hidden layers, a network for each',
    hiddenSize: 'units of each hidden layer',
  },
  paper: '3, 6 and 12 hidden layers from three seeds, 100 epochs each',
  quick: { description: 'one seed, 3 and 12 hidden layers', changes: { seeds: [0], depths: [shallow, deep] } },
  names: { connections },
  sizes: ['depths', 'hiddenSize'],
  variants: ({ connections: chosen, depths, hiddenSize }) =>
    depths.flatMap((depth) => chosen.map((name) => ({ connections: name, depth, hiddenSize }))),
  label: ({ connections: name, depth, seed }) => `${name}, ${depth} hidden layers, seed ${seed}`,
  weights: ({ depth, hiddenSize }) => 50 * hiddenSize + (depth - 1) * hiddenSize ** 2,
  train: ({ connections: name, depth, hiddenSize }) => ({
    model: mlp({
      depth,
      hiddenSize,
      residual: name === 'residual' ? 'pre-activation' : 'none',
      initialisation: 'he',
    }),
  }),
  claims: [
    {
      id: 'fits',
      text: 'With residual connections three hidden layers fit the training data: training error in percent',
      published: null,
      measure: (runs) => error(runs, 'trainError', 'residual', shallow),
      ...below(1, '%'),
    },
    {
      id: 'deep-trains',
      text: 'With residual connections twelve hidden layers do, too: training error in percent',
      published: null,
      measure: (runs) => error(runs, 'trainError', 'residual', deep),
      ...below(1, '%'),
    },
    {
      id: 'deep-needs-connections',
      text: 'Twelve hidden layers without residual connections have a higher training error, by …',
      published: null,
      measure: (runs) =>
        difference(error(runs, 'trainError', 'plain', deep), error(runs, 'trainError', 'residual', deep)),
      ...atLeast(1, 'points'),
    },
    {
      id: 'connections-generalise',
      text: 'With three hidden layers residual connections lower test error, by …',
      published: null,
      measure: (runs) =>
        difference(error(runs, 'testError', 'plain', shallow), error(runs, 'testError', 'residual', shallow)),
      ...atLeast(0, 'points'),
    },
  ],
});

const error = (
  runs: readonly ResidualRun[],
  metric: 'trainError' | 'testError',
  name: Connections,
  depth: number,
): number | null => meanOf(runs, metric, (spec) => spec.connections === name && spec.depth === depth);
