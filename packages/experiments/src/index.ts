/** @mnist1d/experiments: training, the experiments of the paper and their claims. Files are in `@mnist1d/experiments/storage`. */

export { type Embedding, type TsneOptions, tsne as tsneEmbedding } from './analysis/tsne-embedding.ts';
export { type ClassificationConfig, classification } from './recipes/classification/classification.ts';
export { type ConstructionConfig, construction } from './recipes/construction/construction.ts';
export { type DoubleDescentConfig, doubleDescent } from './recipes/double-descent/double-descent.ts';
export { type HumanConfig, human, QUIZ_LENGTH } from './recipes/human/human.ts';
export { type LotteryConfig, lottery } from './recipes/lottery/lottery.ts';
export {
  type MetalearnActivationConfig,
  metalearnActivation,
} from './recipes/metalearn-activation/metalearn-activation.ts';
export { type MetalearnLrConfig, metalearnLr } from './recipes/metalearn-lr/metalearn-lr.ts';
export { type PoolingConfig, pooling } from './recipes/pooling/pooling.ts';
export { type SelfSupervisedConfig, selfSupervised } from './recipes/self-supervised/self-supervised.ts';
export { type TsneConfig, tsne } from './recipes/tsne/tsne.ts';
export { checkName } from './running/check-options.ts';
export {
  type Checkpoint,
  type Claim,
  type ClaimDefinition,
  checkClaims,
  defineExperiment,
  type Experiment,
  type Json,
  type JsonObject,
  type Preset,
  type PresetName,
  type Run,
  type RunContext,
  type RunOutput,
} from './running/experiment.ts';
export type { ExperimentProgress } from './running/make-runs.ts';
export { experiments, getExperiment, register } from './running/registry.ts';
export {
  type ExperimentChoice,
  type ExperimentResult,
  type RunExperimentOptions,
  type RunOptions,
  runExperiment,
  runExperiments,
} from './running/run-experiment.ts';
export { availableCores } from './running/run-pool.ts';
export type { FinishedRun, RunStore, UnfinishedRun } from './running/run-store.ts';
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
  type ArrayParameter,
  type EarlyStopping,
  type Evaluation,
  type TrainingData,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
  train,
} from './training/train.ts';
export type { AdvanceOptions, Trainer } from './training/trainer.ts';
