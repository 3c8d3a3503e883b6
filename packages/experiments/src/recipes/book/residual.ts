/**
 * The book's notebook 11.2: networks with residual connections and without, three hidden layers deep and deeper.
 */
import { checkInteger, checkName } from '@mnist1d/checks';
import { makeDataset } from '@mnist1d/dataset';
import { mlp } from '@mnist1d/models';
import { type Connections, connections, type ResidualRun, residualKind } from '@mnist1d/results/kinds/book/residual';
import { atLeast, below, difference, meanOf } from '../claims.ts';
import { paperExperiment } from '../paper-experiment.ts';
import { asTrainedIn } from './claims.ts';
import { bookSettings, checkEpochs, costOf, type EpochConfig, trainEpochs } from './train-epochs.ts';

/** Configuration. The book's are three hidden layers; the others and `seeds` are ours. */
export interface ResidualConfig extends EpochConfig {
  readonly connections: readonly Connections[];
  /** Hidden layers. */
  readonly depths: readonly number[];
  readonly hiddenSize: number;
}

const published: ResidualConfig = {
  connections,
  depths: [3, 6, 12],
  hiddenSize: 100,
  ...bookSettings,
  seeds: [0, 1, 2],
  epochs: 100,
  halveEvery: 20,
};
const shallow = 3;
const deep = 12;

export const residual = paperExperiment<typeof residualKind, ResidualConfig>({
  kind: residualKind,
  recipeVersion: 1,
  title: 'Residual connections: what depth needs',
  figure: 'UDL, notebook 11.2',
  defaultPreset: 'paper',
  presets: {
    paper: { description: '3, 6 and 12 hidden layers from three seeds, 100 epochs each', config: published },
    quick: { description: 'one seed, 3 and 12 hidden layers', config: { ...published, seeds: [0], depths: [3, 12] } },
  },

  check(config) {
    checkEpochs(residualKind.id, config);
    const where = "experiment 'residual'";
    for (const name of config.connections) checkName(where, 'connections', name, connections);
    for (const depth of config.depths) checkInteger(where, 'depths', depth, 1);
    checkInteger(where, 'hiddenSize', config.hiddenSize, 1);
  },

  runs: ({ connections: chosen, depths, seeds, ...common }) =>
    depths.flatMap((depth) =>
      chosen.flatMap((name) => seeds.map((seed) => ({ connections: name, depth, seed, ...common }))),
    ),

  label: ({ connections: name, depth, seed }) => `${name}, ${depth} hidden layers, seed ${seed}`,

  cost: (spec) => costOf(spec, 50 * spec.hiddenSize + (spec.depth - 1) * spec.hiddenSize ** 2),

  run({ connections: name, depth, hiddenSize, ...spec }, context) {
    const kind = name === 'residual' ? 'pre-activation' : 'none';
    const model = mlp({ depth, hiddenSize, residual: kind, initialisation: 'he' });
    return trainEpochs(model, makeDataset(), spec, context);
  },

  claims: [
    {
      id: 'fits',
      text: 'With residual connections three hidden layers fit the training data: training error in percent',
      published: null,
      measure: (runs: readonly ResidualRun[]) => error(runs, 'trainError', 'residual', shallow),
      ...below(1, '%'),
      ...asTrainedIn(published, 'hiddenSize'),
    },
    {
      id: 'deep-trains',
      text: 'With residual connections twelve hidden layers do, too: training error in percent',
      published: null,
      measure: (runs: readonly ResidualRun[]) => error(runs, 'trainError', 'residual', deep),
      ...below(1, '%'),
      ...asTrainedIn(published, 'hiddenSize'),
    },
    {
      id: 'deep-needs-connections',
      text: 'Twelve hidden layers without residual connections have a higher training error, by …',
      published: null,
      measure: (runs: readonly ResidualRun[]) =>
        difference(error(runs, 'trainError', 'plain', deep), error(runs, 'trainError', 'residual', deep)),
      ...atLeast(1, 'points'),
      ...asTrainedIn(published, 'hiddenSize'),
    },
    {
      id: 'connections-generalise',
      text: 'With three hidden layers residual connections lower test error, by …',
      published: null,
      measure: (runs: readonly ResidualRun[]) =>
        difference(error(runs, 'testError', 'plain', shallow), error(runs, 'testError', 'residual', shallow)),
      ...atLeast(0, 'points'),
      ...asTrainedIn(published, 'hiddenSize'),
    },
  ],
});

const error = (
  runs: readonly ResidualRun[],
  metric: 'trainError' | 'testError',
  name: Connections,
  depth: number,
): number | null => meanOf(runs, metric, (spec) => spec.connections === name && spec.depth === depth);
