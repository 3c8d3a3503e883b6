/**
 * `@mnist1d/experiments`: training, the experiments of the paper and their claims. Files are in `@mnist1d/experiments/storage`.
 * @module main
 */

export type { ExperimentResult } from '@mnist1d/results';
export { type Embedding, type TsneOptions, tsne as tsneEmbedding } from './analysis/tsne-embedding.ts';
export * from './recipes/index.ts';
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
  type Procedure,
  type Run,
  type RunContext,
  type RunOutput,
} from './running/experiment.ts';
export type { ExperimentProgress } from './running/make-runs.ts';
export { experiments, getExperiment, register } from './running/registry.ts';
export { resolveConfig } from './running/resolve-config.ts';
export {
  type ExperimentChoice,
  type RunExperimentOptions,
  type RunOptions,
  runExperiment,
  runExperiments,
} from './running/run-experiment.ts';
export type { FinishedRun, RunStore, UnfinishedRun } from './running/run-store.ts';
export { availableCores } from './running/workers/run-pool.ts';
export * from './training.ts';
