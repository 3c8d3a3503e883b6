/** @mnist1d/experiments: training, the experiments of the paper and their claims. Files are in `@mnist1d/experiments/storage`. */
export { type Backend, backends, useBackend } from './backend.ts';
export { checkName } from './check-options.ts';
export { type ClassificationConfig, classification } from './classification.ts';
export { crossEntropy } from './cross-entropy.ts';
export { evaluate, predict } from './evaluate.ts';
export {
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
export { type AdamOptions, adam, type Optimizer, type OptimizerState, type SgdOptions, sgd } from './optimizers.ts';
export { experiments, getExperiment, register } from './registry.ts';
export {
  type ExperimentProgress,
  type ExperimentResult,
  type RunExperimentOptions,
  type RunStore,
  runExperiment,
} from './run-experiment.ts';
export { availableCores } from './run-pool.ts';
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
