/** The paper's training loop: batches in order, cross-entropy, evaluation on all rows every so often. */
import { checkInteger, checkKeys, checkName, checkPositive, show } from '@mnist1d/checks';
import type { ArrayParameter, Model, Params } from '@mnist1d/models';
import { type Backend, backends, onBackend } from './backend.ts';
import { createTrainer, tfjsBackendOf } from './create-trainer.ts';
import { adam, type Optimizer, sgd } from './optimizers.ts';
import { trainInStages } from './train-in-stages.ts';
import { checkFeatures, checkLabels, type TrainingData } from './trainer.ts';

/** One evaluation over all rows, after the update numbered `step`. Accuracies in percent, losses in nats. */
export interface Evaluation {
  readonly step: number;
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
  readonly testLoss: number;
}

/** How far a run is. `evaluation` comes with the reports that follow one. */
export interface TrainProgress {
  /** Updates made so far, of `steps`. */
  readonly updates: number;
  readonly steps: number;
  readonly evaluation?: Evaluation;
}

/** Stops a run whose test metric has not improved by more than `minDelta` for `patience` evaluations. */
export interface EarlyStopping {
  readonly patience: number;
  readonly monitor?: 'testLoss' | 'testAccuracy';
  readonly minDelta?: number;
}

/** The settings of {@link train}; the defaults are the paper's. */
export interface TrainOptions {
  /** Seed of the initial weights, an integer in 0 … 2³²−1. Default 42. */
  readonly seed?: number;
  /** Number of updates, numbered 0 … steps − 1. Default 6001: the paper's code makes total_steps + 1. */
  readonly steps?: number;
  /**
   * Rows per update, taken in order, at most numTrain; the last batch of a pass is short where the rows do not divide. Default
   * 100, or numTrain where there are fewer.
   */
  readonly batchSize?: number;
  /** Default 0.01. */
  readonly learningRate?: number;
  /** `adam` with PyTorch's defaults, or `sgd` with momentum 0.9. Default `adam`. */
  readonly optimizer?: 'adam' | 'sgd';
  /** An evaluation follows every update whose number is a multiple of this. Default 250. */
  readonly evalEvery?: number;
  /** `jit` compiles to WebAssembly; the others are tfjs's own, kernel by kernel. Default `jit`. */
  readonly backend?: Backend;
  readonly earlyStopping?: EarlyStopping;
  /** Stops the run between two updates; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every evaluation and some twenty times a second. */
  readonly onProgress?: (progress: TrainProgress) => void;
}

/** What {@link train} returns. */
export interface TrainResult {
  /** The updates after which the model was evaluated. */
  readonly steps: readonly number[];
  /** The batch loss of every update, before it. */
  readonly trainLosses: readonly number[];
  readonly testLosses: readonly number[];
  /** Percent of all training rows, at each of `steps`. */
  readonly trainAccuracy: readonly number[];
  /** Percent of all test rows, at each of `steps`. */
  readonly testAccuracy: readonly number[];
  /** The final parameters, under PyTorch's names. */
  readonly params: Readonly<Record<string, ArrayParameter>>;
  /** Wall time. */
  readonly seconds: number;
}

const optionNames: readonly (keyof TrainOptions)[] = [
  'seed',
  'steps',
  'batchSize',
  'learningRate',
  'optimizer',
  'evalEvery',
  'backend',
  'earlyStopping',
  'signal',
  'onProgress',
];

/**
 * Trains a classifier as the paper does (its section 3 and Figure 2): batch k is rows (k · batchSize) mod numTrain onwards. While
 * it does, its backend is the active one of tfjs; then the page's own is so again.
 *
 * @returns the curves, the final parameters and the time; nothing of it is on a device
 * @throws RangeError or TypeError on a bad option, or data that are not rows of finite numbers, each with one of the classes, and
 *   at least one row of them for training and for testing; the signal's reason when aborted
 */
export async function train<P extends Params>(
  model: Model<P>,
  data: TrainingData,
  options: TrainOptions = {},
): Promise<TrainResult> {
  return onBackend(tfjsBackendOf(checked(options, data).backend ?? 'jit'), () => trainChecked(model, data, options));
}

async function trainChecked<P extends Params>(
  model: Model<P>,
  data: TrainingData,
  options: TrainOptions,
): Promise<TrainResult> {
  const {
    seed = 42,
    steps = 6001,
    batchSize,
    evalEvery = 250,
    backend = 'jit',
    earlyStopping,
    signal,
    onProgress,
  } = options;
  const start = performance.now();
  signal?.throwIfAborted();
  const optimizer = createOptimizer(options);
  const settings = { start: seed, optimizer, steps, backend, ...(batchSize !== undefined && { batchSize }) };
  const trainer = await createTrainer(model, data, settings);
  const evaluations: Evaluation[] = [];
  try {
    const stages = { steps, evalEvery, signal, onProgress: (updates: number) => onProgress?.({ updates, steps }) };
    const trainLosses = await trainInStages(trainer, stages, async (step) => {
      const onTrain = await trainer.evaluate(data.x, data.y);
      const onTest = await trainer.evaluate(data.xTest, data.yTest);
      const evaluation = {
        step,
        trainAccuracy: onTrain.accuracy,
        testAccuracy: onTest.accuracy,
        testLoss: onTest.loss,
      };
      evaluations.push(evaluation);
      onProgress?.({ updates: step + 1, steps, evaluation });
      return !earlyStopping || !isExhausted(evaluations, earlyStopping);
    });
    return {
      steps: evaluations.map((e) => e.step),
      trainLosses,
      testLosses: evaluations.map((e) => e.testLoss),
      trainAccuracy: evaluations.map((e) => e.trainAccuracy),
      testAccuracy: evaluations.map((e) => e.testAccuracy),
      params: await trainer.parameters(),
      seconds: (performance.now() - start) / 1000,
    };
  } finally {
    trainer.dispose();
  }
}

function createOptimizer({ optimizer = 'adam', learningRate = 0.01 }: TrainOptions): Optimizer {
  return optimizer === 'adam' ? adam({ learningRate }) : sgd({ learningRate });
}

/** True once the best of the monitored values lies `patience` evaluations back. */
function isExhausted(
  evaluations: readonly Evaluation[],
  { patience, monitor = 'testLoss', minDelta = 0 }: EarlyStopping,
): boolean {
  let best = Number.POSITIVE_INFINITY;
  let since = 0;
  for (const evaluation of evaluations) {
    const value = monitor === 'testLoss' ? evaluation.testLoss : -evaluation.testAccuracy;
    if (value < best - minDelta) {
      best = value;
      since = 0;
    } else since++;
  }
  return since >= patience;
}

function checked(options: TrainOptions, data: TrainingData): TrainOptions {
  checkKeys('train', options, optionNames);
  const { x, y, xTest, yTest, numTrain, numTest, length, numClasses } = data;
  checkFeatures('train', 'data.x', x, numTrain, length);
  checkLabels('train', 'data.y', y, numTrain, numClasses);
  // What is evaluated has rows: the accuracy of none is no number.
  checkFeatures('train', 'data.xTest', xTest, numTest, length);
  checkLabels('train', 'data.yTest', yTest, numTest, numClasses);
  const { seed, steps, batchSize, learningRate, optimizer, evalEvery, backend, earlyStopping } = options;
  if (seed !== undefined) checkInteger('train', 'seed', seed, 0, 2 ** 32 - 1);
  if (steps !== undefined) checkInteger('train', 'steps', steps, 1);
  if (batchSize !== undefined) checkInteger('train', 'batchSize', batchSize, 1, data.numTrain);
  if (evalEvery !== undefined) checkInteger('train', 'evalEvery', evalEvery, 1);
  if (learningRate !== undefined) checkPositive('train', 'learningRate', learningRate);
  if (optimizer !== undefined) checkName('train', 'optimizer', optimizer, ['adam', 'sgd']);
  if (backend !== undefined) checkName('train', 'backend', backend, backends);
  if (earlyStopping !== undefined) {
    checkKeys('train', earlyStopping, ['patience', 'monitor', 'minDelta']);
    checkInteger('train', 'earlyStopping.patience', earlyStopping.patience, 1);
    checkName('train', 'earlyStopping.monitor', earlyStopping.monitor ?? 'testLoss', ['testLoss', 'testAccuracy']);
    if (!((earlyStopping.minDelta ?? 0) >= 0)) {
      throw new RangeError(`train: earlyStopping.minDelta must be at least 0, got ${show(earlyStopping.minDelta)}`);
    }
  }
  return options;
}
