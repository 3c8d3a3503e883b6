/**
 * What the experiments train with, from their sources: the workloads and the replayed models are theirs. Not from their
 * package, for it depends on this one, and a dependency back would be a circle, which turbo refuses to build.
 */
export {
  type ContrastiveState,
  contrastiveTraining,
  DRAWN,
  type Signals,
} from '../../experiments/src/recipes/self-supervised/contrastive.ts';
export { crossEntropy } from '../../experiments/src/training/losses.ts';
export { adam } from '../../experiments/src/training/optimizers/adam.ts';
export type { Optimizer, OptimizerState } from '../../experiments/src/training/optimizers/optimizer.ts';
export { sgd } from '../../experiments/src/training/optimizers/sgd.ts';
export { masked, trainingStep } from '../../experiments/src/training/training-step.ts';
