/** @mnist1d/models: the models of MNIST-1D on TensorFlow.js, with the initial weights of PyTorch. */

export { countParameters, withoutBuffers } from './buffers.ts';
export { toArrays, toTensors } from './formats/parameter-tensors.ts';
export { flattenParameters, unflattenParameters } from './formats/parameter-vector.ts';
export { loadSafetensors, saveSafetensors } from './formats/safetensors.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsArray,
  safetensorsMetadata,
} from './formats/safetensors-format.ts';
export { registerGradients } from './gradients.ts';
export type { BatchNormOptions } from './layers/batch-norm.ts';
export { type Conv1dOptions, conv1d, conv1dLength } from './layers/conv1d.ts';
export { drawLinear, type Initialisation, initialisations } from './layers/initial-parameters.ts';
export { type LayerParameters, layer, linear } from './layers/linear.ts';
export {
  type BiasOption,
  batchNormParameters,
  conv1dParameters,
  linearParameters,
  type ParameterSpec,
  type ParameterSpecs,
} from './layers/parameter-specs.ts';
export type { Dropouts, Pass } from './layers/pass.ts';
export { flattenSignal, globalAveragePool, lastTimeStep, toSignal } from './layers/signals.ts';
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
