/** @mnist1d/experiments: training, the experiments of the paper and their claims. Files are in `@mnist1d/experiments/storage`. */
export { type Backend, backends, useBackend } from './backend.ts';
export { checkName } from './check-options.ts';
export { type ClassificationConfig, classification } from './classification.ts';
export { type ConstructionConfig, construction } from './construction.ts';
export { createTrainer, type TrainerOptions } from './create-trainer.ts';
export { crossEntropy } from './cross-entropy.ts';
export { type DoubleDescentConfig, doubleDescent } from './double-descent.ts';
export { evaluate, predict } from './evaluate.ts';
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
} from './experiment.ts';
export { type HumanConfig, human, QUIZ_LENGTH } from './human.ts';
export { type LotteryConfig, lottery } from './lottery.ts';
export type { ExperimentProgress } from './make-runs.ts';
export { type MetalearnActivationConfig, metalearnActivation } from './metalearn-activation.ts';
export { type MetalearnLrConfig, metalearnLr } from './metalearn-lr.ts';
export { type AdamOptions, adam, type Optimizer, type OptimizerState, type SgdOptions, sgd } from './optimizers.ts';
export { type PoolingConfig, pooling } from './pooling.ts';
export { experiments, getExperiment, register } from './registry.ts';
export {
  type ExperimentChoice,
  type ExperimentResult,
  type RunExperimentOptions,
  type RunOptions,
  runExperiment,
  runExperiments,
} from './run-experiment.ts';
export { availableCores } from './run-pool.ts';
export type { FinishedRun, RunStore, UnfinishedRun } from './run-store.ts';
export { type SelfSupervisedConfig, selfSupervised } from './self-supervised.ts';
export {
  type ArrayParameter,
  type EarlyStopping,
  type Evaluation,
  type TrainingData,
  type TrainOptions,
  type TrainProgress,
  type TrainResult,
  train,
} from './train.ts';
export type { AdvanceOptions, Trainer } from './trainer.ts';
export { type TsneConfig, tsne } from './tsne.ts';
export { type Embedding, type TsneOptions, tsne as tsneEmbedding } from './tsne-embedding.ts';
