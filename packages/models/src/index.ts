/** @mnist1d/models: the models of MNIST-1D on TensorFlow.js, with the initial weights of PyTorch. */

export { withoutBuffers } from './buffers.ts';
export { toArrays, toTensors } from './formats/parameter-tensors.ts';
export { flattenParameters, unflattenParameters } from './formats/parameter-vector.ts';
export { loadSafetensors, saveSafetensors } from './formats/safetensors.ts';
export { decodeSafetensors, encodeSafetensors, type SafetensorsArray } from './formats/safetensors-format.ts';
export { registerGradients } from './gradients.ts';
export { drawLinear } from './layers/initial-parameters.ts';
export type {
  ArrayParameter,
  ArrayParams,
  Classifier,
  Model,
  ModelOptions,
  Params,
  Randomness,
  TrainingPass,
} from './model.ts';
export { TorchRandom } from './random/torch-random.ts';
export * from './zoo/index.ts';
