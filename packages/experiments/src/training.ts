/**
 * The entry `@mnist1d/experiments/train`: training alone, without the experiments of the paper.
 * @module train
 */

export { checkNumerics, type Numerics } from '@mnist1d/jit';
export type { ArrayParameter } from '@mnist1d/models';
export { type Backend, backends, useBackend } from './training/backend.ts';
export {
  type Augmentation,
  augmentInTurn,
  circularShift,
  randomScale,
  uniformNoise,
} from './training/batches/augmentation.ts';
export { type Order, shuffledOrder } from './training/batches/order.ts';
export type { TrainingData } from './training/check-data.ts';
export { createTrainer, type TrainerOptions } from './training/create-trainer.ts';
export { evaluate, type GivenParams, predict, type Scores } from './training/evaluate.ts';
export { crossEntropy, type Loss, smoothCrossEntropy } from './training/losses.ts';
export { type AdamOptions, adam, adamw } from './training/optimizers/adam.ts';
export {
  createOptimizer,
  type OptimizerName,
  type OptimizerOptions,
  optimizerNames,
} from './training/optimizers/by-name.ts';
export type { Optimizer, OptimizerState, RateOptions } from './training/optimizers/optimizer.ts';
export { type RmspropOptions, rmsprop } from './training/optimizers/rmsprop.ts';
export { cosineDecay, linearWarmup, type Schedule, stepDecay } from './training/optimizers/schedules.ts';
export { type SgdOptions, sgd } from './training/optimizers/sgd.ts';
export { type TrainResult, train } from './training/train.ts';
export {
  checkTraining,
  type EarlyStopping,
  type Evaluation,
  type Judged,
  type TrainOptions,
  type TrainProgress,
} from './training/train-options.ts';
export type { AdvanceOptions, Trainer } from './training/trainer.ts';
