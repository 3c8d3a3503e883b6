/** A training as the book's notebooks make it: momentum, batches shuffled each epoch, a learning rate that is halved every so often. */
import { checkInteger, checkPositive, show } from '@mnist1d/checks';
import type { Model, Params } from '@mnist1d/models';
import type { EpochTrainingRun } from '@mnist1d/results';
import type { JsonObject, RunContext } from '../../running/experiment.ts';
import type { Augmentation } from '../../training/batches/augmentation.ts';
import { shuffledOrder } from '../../training/batches/order.ts';
import type { TrainingData } from '../../training/check-data.ts';
import { createTrainer } from '../../training/create-trainer.ts';
import { stepDecay } from '../../training/optimizers/schedules.ts';
import { sgd } from '../../training/optimizers/sgd.ts';
import { curvesOf, type Errors, errorsOf } from '../errors-of.ts';

/** The settings of a configuration that all of the book's trainings have. */
export interface EpochConfig extends JsonObject {
  readonly seeds: readonly number[];
  readonly epochs: number;
  readonly halveEvery: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly momentum: number;
}

/** Those of most notebooks; the seeds are ours, for the book makes one run from none. */
export const bookSettings: EpochConfig = {
  seeds: [0, 1, 2, 3, 4],
  epochs: 50,
  halveEvery: 10,
  batchSize: 100,
  learningRate: 0.05,
  momentum: 0.9,
};

/** What their keys mean. */
export const bookMeanings = {
  seeds: 'of the initial weights and of the order of the rows; a run for each',
  epochs: 'passes over all training rows',
  halveEvery: 'epochs after which the learning rate is halved, again and again',
  batchSize: 'rows per update',
  learningRate: 'of SGD, before it is halved',
  momentum: 'of SGD',
};

/** @throws RangeError or TypeError that names the experiment and the key */
export function checkEpochs(id: string, config: EpochConfig): void {
  const where = `experiment '${id}'`;
  for (const seed of config.seeds) checkInteger(where, 'seeds', seed, 0, 2 ** 32 - 1);
  for (const key of ['epochs', 'halveEvery', 'batchSize'] as const) checkInteger(where, key, config[key], 1);
  checkPositive(where, 'learningRate', config.learningRate);
  const { momentum } = config;
  if (!(momentum >= 0 && momentum < 1))
    throw new RangeError(`${where}: momentum must be a number from 0 up to but not 1, got ${show(momentum)}`);
}

/** Seconds of a training on MNIST-1D, about, by the weights of its network. */
export function costOf({ epochs, batchSize }: Pick<EpochConfig, 'epochs' | 'batchSize'>, weights: number): number {
  return epochs * (0.01 + (4000 / batchSize) * (5e-5 + weights * batchSize * 1.2e-10));
}

/** Training errors, in percent, below which a network is said to fit its data. */
const FITS = 1;

/**
 * Trains a network and evaluates it before training and after each epoch.
 *
 * @param augment changes each batch; evaluated are the signals as they are
 */
export async function trainEpochs<P extends Params>(
  model: Model<P>,
  data: TrainingData,
  { seed, epochs, halveEvery, batchSize, learningRate, momentum }: EpochTrainingRun['spec'],
  { signal, onProgress, numerics }: RunContext,
  augment?: Augmentation,
): Promise<Omit<EpochTrainingRun, 'spec'>> {
  const updates = Math.ceil(data.numTrain / batchSize);
  const schedule = stepDecay({ every: halveEvery * updates, factor: 0.5 });
  const trainer = await createTrainer(model, data, {
    start: seed,
    optimizer: sgd({ learningRate, momentum, schedule }),
    steps: epochs * updates,
    batchSize,
    order: shuffledOrder(data.numTrain, seed, model.draws ?? 0),
    augment,
    numerics,
  });
  const looks: Errors[] = [];
  try {
    for (let epoch = 0; epoch <= epochs; epoch++) {
      if (epoch > 0) await trainer.advance(updates, { signal });
      looks.push(await errorsOf(trainer, data));
      onProgress?.(epoch / epochs);
    }
  } finally {
    trainer.dispose();
  }
  const fitted = looks.findIndex(({ trainError }) => trainError < FITS);
  return {
    metrics: { ...(looks.at(-1) as Errors), epochsToFit: fitted < 0 ? null : fitted },
    curves: { epochs: [...looks.keys()], ...curvesOf(looks) },
  };
}
