/** The settings of `train`, and what they must be. */
import { checkFunctions, checkInteger, checkKeys, checkName, checkPositive, refuse, show } from '@mnist1d/checks';
import type { Numerics } from '@mnist1d/jit';
import { type Backend, checkBackend } from './backend.ts';
import type { Augmentation } from './batches/augmentation.ts';
import type { Order } from './batches/order.ts';
import { checkFeatures, checkLabels, type TrainingData } from './check-data.ts';
import { type Loss, smoothCrossEntropy } from './losses.ts';
import { createOptimizer, type OptimizerName, optimizerNames } from './optimizers/by-name.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { Schedule } from './optimizers/schedules.ts';
import type { Trainer } from './trainer.ts';

/**
 * One evaluation, after the update numbered `step`. Accuracies in percent, losses in nats. Where there is a validation split, its
 * scores stand here in the place of the test rows'.
 */
export interface Evaluation {
  readonly step: number;
  readonly trainAccuracy: number;
  readonly testAccuracy?: number;
  readonly testLoss?: number;
  readonly validationAccuracy?: number;
  readonly validationLoss?: number;
  /** Those of `metrics`, on the same rows. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** How far a run is. `evaluation` comes with the reports that follow one. */
export interface TrainProgress {
  /** Updates made so far, of `steps`. */
  readonly updates: number;
  readonly steps: number;
  readonly evaluation?: Evaluation;
}

/** What a run can be judged by while it goes on. */
const monitors = ['testLoss', 'testAccuracy', 'validationLoss', 'validationAccuracy'] as const;

/** Stops a run whose metric has not improved by more than `minDelta` for `patience` evaluations. */
export interface EarlyStopping {
  readonly patience: number;
  /** Default `testLoss`, or `validationLoss` where there is a validation split. */
  readonly monitor?: (typeof monitors)[number];
  readonly minDelta?: number;
}

/** What a metric of one's own is given: rows, as the network sees them. */
export interface Judged {
  /** rows × classes, row-major. */
  readonly logits: Float32Array;
  /** The class of each row. */
  readonly y: Int32Array;
  readonly numClasses: number;
}

/** The settings of {@link train}; the defaults are the paper's. */
export interface TrainOptions {
  /** Seed of the initial weights, of dropout, augmentation and the order, an integer in 0 … 2³²−1. Default 42. */
  readonly seed?: number;
  /** Number of updates, numbered 0 … steps − 1. Default 6001: the paper's code makes total_steps + 1. */
  readonly steps?: number;
  /**
   * Rows per update, at most those trained on; the last batch of a pass is short where the rows do not divide. Default 100, or all
   * rows where there are fewer.
   */
  readonly batchSize?: number;
  /** Of an optimiser that is given by its name. Default 0.01. */
  readonly learningRate?: number;
  /** A name, with PyTorch's defaults and for `sgd` a momentum of 0.9, or an optimiser, such as `adamw({ weightDecay: 0.1 })`. Default `adam`. */
  readonly optimizer?: OptimizerName | Optimizer;
  /** What the learning rate is multiplied by at each update, of an optimiser that is given by its name. */
  readonly schedule?: Schedule;
  /** Default {@link crossEntropy}. Evaluations measure cross-entropy with any. */
  readonly loss?: Loss;
  /** How much of each label is spread evenly over all classes, 0 to 1; only with the default loss. Default 0. */
  readonly labelSmoothing?: number;
  /** The norm that all gradients of an update together have at most. Default: they stay as they are. */
  readonly clipNorm?: number;
  /**
   * `inOrder`: update k takes the rows from (k · batchSize) mod numTrain on, as the paper's code. `shuffled`: anew in each pass, as a
   * PyTorch DataLoader does with `shuffle=True` after `torch.manual_seed(seed)` and the network's construction; behind a model that
   * does not tell its `draws`, as behind none. Or the order of pass 0, 1, …. Default `inOrder`.
   */
  readonly order?: 'inOrder' | 'shuffled' | Order;
  /** Changes the signals of each batch at random, such as `circularShift()`. Default none. */
  readonly augment?: Augmentation;
  /**
   * The share of the training rows that are not trained on but evaluated on: the last ones. The test rows are seen once then,
   * after the last update. Default 0.
   */
  readonly validationSplit?: number;
  /** Numbers of one's own at each evaluation, of the validation rows where there are some, or else of the test rows. */
  readonly metrics?: Readonly<Record<string, (judged: Judged) => number>>;
  /** An evaluation follows every update whose number is a multiple of this. Default 250. */
  readonly evalEvery?: number;
  /** Called after every evaluation with the network as it is then; the run waits for it. */
  readonly onEvaluation?: (
    evaluation: Evaluation,
    network: Pick<Trainer, 'parameters' | 'evaluate' | 'logits'>,
  ) => unknown;
  /** `jit` compiles to WebAssembly; the others are tfjs's own, kernel by kernel. Default `jit`. */
  readonly backend?: Backend;
  /** The class of arithmetic: `exact`, or `fused`, which is faster, where the runtime has it and the backend is `jit`. Default `exact`. */
  readonly numerics?: Numerics | undefined;
  /** How many cores work on each update together, 1 to 64, where the backend is `jit`; the same bits. Default: what jit's `setThreads` was told, or 1. */
  readonly threads?: number | undefined;
  readonly earlyStopping?: EarlyStopping;
  /** Stops the run between two updates; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after every evaluation and some twenty times a second. */
  readonly onProgress?: (progress: TrainProgress) => void;
}

const optionNames: readonly (keyof TrainOptions)[] = [
  'seed',
  'steps',
  'batchSize',
  'learningRate',
  'optimizer',
  'schedule',
  'loss',
  'labelSmoothing',
  'clipNorm',
  'order',
  'augment',
  'validationSplit',
  'metrics',
  'evalEvery',
  'onEvaluation',
  'backend',
  'numerics',
  'threads',
  'earlyStopping',
  'signal',
  'onProgress',
];

const where = 'train';

/**
 * Checks what {@link train} would be given, without training.
 *
 * @throws RangeError or TypeError that names what is wrong with the settings or the data
 */
export function checkTraining(options: TrainOptions, data: TrainingData): void {
  checkKeys(where, options, optionNames);
  const { x, y, xTest, yTest, numTrain, numTest, length, numClasses } = data;
  checkFeatures(where, 'data.x', x, numTrain, length);
  checkLabels(where, 'data.y', y, numTrain, numClasses);
  // What is evaluated has rows: the accuracy of none is no number.
  checkFeatures(where, 'data.xTest', xTest, numTest, length);
  checkLabels(where, 'data.yTest', yTest, numTest, numClasses);
  const { seed, steps, batchSize, evalEvery, clipNorm, earlyStopping, metrics = {} } = options;
  if (seed !== undefined) checkInteger(where, 'seed', seed, 0, 2 ** 32 - 1);
  if (steps !== undefined) checkInteger(where, 'steps', steps, 1);
  const rows = numTrain - validationRows(options, numTrain);
  if (batchSize !== undefined) checkInteger(where, 'batchSize', batchSize, 1, rows);
  if (evalEvery !== undefined) checkInteger(where, 'evalEvery', evalEvery, 1);
  checkBackend(where, options);
  if (clipNorm !== undefined) checkPositive(where, 'clipNorm', clipNorm);
  checkOptimizer(options);
  checkLoss(options);
  const { order = 'inOrder', schedule, augment, onEvaluation } = options;
  if (typeof order !== 'function') checkName(where, 'order', order, ['inOrder', 'shuffled']);
  checkFunctions(where, { schedule, augment, onEvaluation, ...prefixed('metrics', metrics) });
  if (earlyStopping !== undefined) checkEarlyStopping(earlyStopping, rows < numTrain);
}

const prefixed = (prefix: string, named: object) =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [`${prefix}.${name}`, value]));

/** How many of the training rows, the last ones, are held back. */
export function validationRows({ validationSplit = 0 }: TrainOptions, numTrain: number): number {
  if (!(validationSplit >= 0 && validationSplit < 1))
    refuse(where, 'validationSplit', 'a number from 0 to below 1', validationSplit);
  const rows = Math.round(numTrain * validationSplit);
  if (validationSplit > 0 && (rows === 0 || rows === numTrain))
    refuse(where, 'validationSplit', `such that of ${numTrain} rows some are left on both sides`, validationSplit);
  return rows;
}

function checkOptimizer({ optimizer = 'adam', learningRate, schedule }: TrainOptions): void {
  if (learningRate !== undefined) checkPositive(where, 'learningRate', learningRate);
  if (typeof optimizer === 'string') {
    checkName(where, 'optimizer', optimizer, optimizerNames);
    return;
  }
  const { init, coefficients, update } = (optimizer ?? {}) as Partial<Optimizer>;
  if ([init, coefficients, update].some((part) => typeof part !== 'function'))
    throw new TypeError(
      `${where}: optimizer must be one of ${optimizerNames.join(', ')}, or have the functions init, coefficients and update, got ${show(optimizer)}`,
    );
  for (const [name, given] of Object.entries({ learningRate, schedule }))
    if (given !== undefined)
      throw new TypeError(`${where}: ${name} is for an optimizer that is given by its name; give it to the optimizer`);
}

function checkLoss({ loss, labelSmoothing }: TrainOptions): void {
  checkFunctions(where, { loss });
  if (labelSmoothing === undefined) return;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    refuse(where, 'labelSmoothing', 'a number from 0 to 1', labelSmoothing);
  if (loss) throw new TypeError(`${where}: labelSmoothing is for the default loss; smooth the labels in yours`);
}

function checkEarlyStopping(earlyStopping: EarlyStopping, hasValidation: boolean): void {
  checkKeys(where, earlyStopping, ['patience', 'monitor', 'minDelta']);
  checkInteger(where, 'earlyStopping.patience', earlyStopping.patience, 1);
  const kind = hasValidation ? 'validation' : 'test';
  const known = monitors.filter((monitor) => monitor.startsWith(kind));
  checkName(where, 'earlyStopping.monitor', earlyStopping.monitor ?? (known[0] as (typeof known)[number]), known);
  if (!((earlyStopping.minDelta ?? 0) >= 0))
    refuse(where, 'earlyStopping.minDelta', 'at least 0', earlyStopping.minDelta);
}

export function optimizerOf({ optimizer = 'adam', learningRate = 0.01, schedule }: TrainOptions): Optimizer {
  return typeof optimizer === 'string' ? createOptimizer(optimizer, { learningRate, schedule }) : optimizer;
}

export function lossOf({ loss, labelSmoothing = 0 }: TrainOptions): Loss | undefined {
  return labelSmoothing > 0 ? smoothCrossEntropy(labelSmoothing) : loss;
}

/** True once the best of the monitored values lies `patience` evaluations back. */
export function isExhausted(
  evaluations: readonly Evaluation[],
  { patience, monitor, minDelta = 0 }: EarlyStopping,
): boolean {
  let best = Number.POSITIVE_INFINITY;
  let since = 0;
  for (const evaluation of evaluations) {
    const watched = monitor ?? (evaluation.validationLoss === undefined ? 'testLoss' : 'validationLoss');
    const value = (evaluation[watched] as number) * (watched.endsWith('Loss') ? 1 : -1);
    if (value < best - minDelta) {
      best = value;
      since = 0;
    } else since++;
  }
  return since >= patience;
}
