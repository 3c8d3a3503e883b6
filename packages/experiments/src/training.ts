/** The entry `@mnist1d/experiments/train`: training alone, without the experiments of the paper. */

export type { ArrayParameter } from '@mnist1d/models';
export { type Backend, backends, useBackend } from './training/backend.ts';
export { createTrainer, type TrainerOptions } from './training/create-trainer.ts';
export { crossEntropy } from './training/cross-entropy.ts';
export { evaluate, predict } from './training/evaluate.ts';
export {
  type AdamOptions,
  adam,
  type Optimizer,
  type OptimizerState,
  type SgdOptions,
  sgd,
} from './training/optimizers.ts';
export {
  type EarlyStopping,
  type Evaluation,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
  train,
} from './training/train.ts';
export type { AdvanceOptions, Trainer, TrainingData } from './training/trainer.ts';
