export { type CnnOptions, type CnnParams, cnn } from './cnn.ts';
export { createModel, type ModelName, type Models } from './create-model.ts';
export { registerGradients } from './gradients.ts';
export { type GruOptions, type GruParams, gru } from './gru.ts';
export { type LogisticOptions, type LogisticParams, logistic } from './logistic.ts';
export { type MlpOptions, type MlpParams, mlp } from './mlp.ts';
export type { ArrayParameter, ArrayParams, Classifier, Model, Params } from './model.ts';
export { TorchRandom } from './torch-random.ts';
