/** A training as the paper makes it: Adam, batches in order, so many updates, evaluated every so often. */
import { checkInteger, checkName, checkPositive } from '@mnist1d/checks';
import type { Model, Params } from '@mnist1d/models';
import type { UpdateTrainingRun } from '@mnist1d/results';
import type { ZooModelName } from '@mnist1d/results/kinds/zoo';
import type { ClaimDefinition, JsonObject, RunContext } from '../running/experiment.ts';
import { type Backend, backends } from '../training/backend.ts';
import type { TrainingData } from '../training/check-data.ts';
import { type TrainResult, train } from '../training/train.ts';

/** The settings of a configuration that all of these trainings have. */
export interface UpdateConfig extends JsonObject {
  readonly seeds: readonly number[];
  readonly steps: number;
  readonly evalEvery: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly backend: Backend;
}

/** What its keys mean. */
export const updateMeanings = {
  seeds: 'of the initial weights; a run for each',
  steps: 'updates of each training; the paper’s code makes total_steps + 1',
  evalEvery: 'updates from one evaluation to the next',
  batchSize: 'training signals of each update',
  learningRate: 'of Adam',
  backend: 'jit (compiled), or a backend of tfjs: cpu, wasm, webgpu',
};

/** The paper's; the seeds are ours, for the authors' code makes one run from none. */
export const paperSettings: UpdateConfig = {
  seeds: [42, 43, 44, 45, 46],
  steps: 6001,
  evalEvery: 250,
  batchSize: 100,
  learningRate: 0.01,
  backend: 'jit',
};

/** What a name stands for: those that are given, and those that there are. */
type Named = Readonly<Record<string, readonly [given: readonly string[], known: readonly string[]]>>;

/** @throws RangeError or TypeError that names the experiment and the key */
export function checkUpdates(id: string, config: UpdateConfig, named: Named): void {
  const where = `experiment '${id}'`;
  for (const [what, [given, known]] of Object.entries(named))
    for (const name of given) checkName(where, what, name, known);
  for (const seed of config.seeds) checkInteger(where, 'seeds', seed, 0, 2 ** 32 - 1);
  for (const key of ['steps', 'evalEvery', 'batchSize'] as const) checkInteger(where, key, config[key], 1);
  checkPositive(where, 'learningRate', config.learningRate);
  checkName(where, 'backend', config.backend, backends);
}

/** Seconds of 1,000 updates of 100 signals, about. */
const secondsOf: Readonly<Record<ZooModelName, number>> = {
  logistic: 0.03,
  mlp: 0.25,
  cnn: 0.5,
  gru: 0.7,
  resnet: 7,
  tcn: 12,
  'dilated-cnn': 11,
};

/** Seconds of a training, about. An evaluation costs a third of the updates on as many signals. */
export function costOf(
  model: ZooModelName,
  { steps, evalEvery, batchSize }: Pick<UpdateConfig, 'steps' | 'evalEvery' | 'batchSize'>,
  rows: number,
): number {
  const evaluated = ((Math.floor((steps - 1) / evalEvery) + 1) * rows) / 3;
  return ((steps * batchSize + evaluated) / 1e5) * secondsOf[model];
}

/** Trainings of at least so many updates can tell, as long as batch and learning rate are the paper's. */
export function afterUpdates(steps: number): Pick<ClaimDefinition<UpdateConfig, never>, 'decidable'> {
  const { batchSize, learningRate } = paperSettings;
  return {
    decidable: (config) =>
      config.steps >= steps && config.batchSize === batchSize && config.learningRate === learningRate,
  };
}

/** Trains a classifier as a run is specified. */
export function trainAs<P extends Params>(
  model: Model<P>,
  data: TrainingData,
  { seed, steps, evalEvery, batchSize, learningRate, backend }: UpdateTrainingRun['spec'],
  { signal, onProgress, numerics }: RunContext,
): Promise<TrainResult> {
  return train(model, data, {
    ...{ seed, steps, evalEvery, batchSize, learningRate, backend, signal, numerics },
    onProgress: ({ updates }) => onProgress?.(updates / steps),
  });
}

/** Trains a classifier and keeps its curves. */
export async function trainUpdates<P extends Params>(
  ...training: Parameters<typeof trainAs<P>>
): Promise<Omit<UpdateTrainingRun, 'spec'>> {
  const result = await trainAs(...training);
  const { trainAccuracy, testAccuracy, testLosses } = result;
  return {
    metrics: {
      trainAccuracy: trainAccuracy.at(-1) as number,
      testAccuracy: testAccuracy.at(-1) as number,
      bestTestAccuracy: Math.max(...testAccuracy),
    },
    curves: { steps: result.steps, trainAccuracy, testAccuracy, testLoss: testLosses },
  };
}
