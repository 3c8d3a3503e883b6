/** The experiments of the paper, a line each, in its order: to import one is to register it. */
// biome-ignore-all assist/source/organizeImports: the order of the paper is that of `experiments`

export { type ConstructionConfig, construction } from './construction/construction.ts';
export { type ClassificationConfig, classification } from './classification/classification.ts';
export { type HumanConfig, human } from './human/human.ts';
export { QUIZ_LENGTH } from './human/quiz.ts';
export { type TsneConfig, tsne } from './tsne/tsne.ts';
export { type LotteryConfig, lottery } from './lottery/lottery.ts';
export { type DoubleDescentConfig, doubleDescent } from './double-descent/double-descent.ts';
export { type MetalearnLrConfig, metalearnLr } from './metalearn-lr/metalearn-lr.ts';
export { type MetalearnActivationConfig, metalearnActivation } from './metalearn-activation/metalearn-activation.ts';
export { type SelfSupervisedConfig, selfSupervised } from './self-supervised/self-supervised.ts';
export { type PoolingConfig, pooling } from './pooling/pooling.ts';
// The book's.
export { type PerformanceConfig, performance } from './book/performance.ts';
export { type AugmentationConfig, augmentation } from './book/augmentation.ts';
export { type ResidualConfig, residual } from './book/residual.ts';
export { type BatchNormConfig, batchNorm } from './book/batch-norm.ts';
export { type RandomLabelsConfig, randomLabels } from './book/random-labels.ts';
export { type FullBatchConfig, fullBatch } from './book/full-batch.ts';
// Our own.
export { type ZooConfig, zoo } from './zoo/zoo.ts';
export { type NoiseAndShearConfig, noiseAndShear } from './noise-and-shear/noise-and-shear.ts';
export { type DataSizeConfig, dataSize } from './data-size/data-size.ts';
