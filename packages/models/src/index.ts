export { loadSafetensors, saveSafetensors } from './formats/safetensors.ts';
export { decodeSafetensors, encodeSafetensors, type SafetensorsArray } from './formats/safetensors-format.ts';
export { registerGradients } from './gradients.ts';
export { drawLinear } from './layers/initial-parameters.ts';
export { TorchRandom } from './random/torch-random.ts';
export { type CnnOptions, type CnnParams, cnn } from './zoo/cnn.ts';
export { type ConvEncoder, type ConvEncoderOptions, type ConvEncoderParams, convEncoder } from './zoo/conv-encoder.ts';
export { createModel, type ModelName, type Models } from './zoo/create-model.ts';
export { type GruOptions, type GruParams, gru } from './zoo/gru.ts';
export { type LogisticOptions, type LogisticParams, logistic } from './zoo/logistic.ts';
export { type MlpOptions, type MlpParams, mlp } from './zoo/mlp.ts';
export type { ArrayParameter, ArrayParams, Classifier, Model, Params } from './zoo/model.ts';
export { plainMlp } from './zoo/plain-mlp.ts';
export {
  type Pooling,
  type PoolingCnnOptions,
  type PoolingCnnParams,
  poolingCnn,
  poolings,
} from './zoo/pooling-cnn.ts';
