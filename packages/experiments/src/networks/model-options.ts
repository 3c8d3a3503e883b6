/** The models by name, and what each of their options is. */
import { checkName } from '@mnist1d/checks';
import { type ModelName, type Models, modelNames } from '@mnist1d/models';
import type { Json } from '@mnist1d/results';

/** A setting: what it is by default and what it means. Without a default it follows from others, as the meaning says. */
export interface Setting {
  readonly default?: Json;
  readonly meaning: string;
}

const inputSize = { meaning: 'points of a signal; by default as many as the data have' };
const outputSize = { meaning: 'classes; by default as many as the data have' };
const initialisation = { default: 'default', meaning: 'default (PyTorch’s), he or he-linear' };
const perceptron = {
  inputSize,
  hiddenSize: { default: 100, meaning: 'units of each hidden layer; a list gives each its own' },
  outputSize,
  depth: { default: 2, meaning: 'hidden layers' },
  batchNorm: { default: false, meaning: 'whether the input of each ReLU is normalised' },
  initialisation,
};

/** The compiler sees to it that no option is missing. */
const options: { readonly [N in ModelName]: { readonly [K in keyof Required<Models[N]['options']>]: Setting } } = {
  logistic: { inputSize, outputSize },
  mlp: {
    ...perceptron,
    residual: { default: 'relu-before-addition', meaning: 'relu-before-addition, pre-activation or none' },
  },
  'plain-mlp': perceptron,
  cnn: {
    inputSize,
    channels: { default: 25, meaning: 'of each convolution; a list gives each its own, as below' },
    outputSize,
    kernelSize: { default: [5, 3, 3], meaning: 'taps of each convolution' },
    stride: { default: 2, meaning: 'of each convolution' },
    padding: { default: 1, meaning: 'zeros at both ends, of each convolution' },
    initialisation,
  },
  gru: { inputSize, hiddenSize: { default: 6, meaning: 'units of each direction' }, outputSize },
  'pooling-cnn': {
    inputSize,
    channels: { default: 20, meaning: 'of both convolutions' },
    outputSize,
    pooling: { default: 'max', meaning: 'none, stride, max, average or l2' },
  },
  resnet: { inputSize, channels: { default: 64, meaning: 'of the three convolutions' }, outputSize },
  tcn: {
    inputSize,
    channels: { default: 32, meaning: 'of each convolution' },
    outputSize,
    kernelSize: { default: 3, meaning: 'taps of each kernel' },
    blocks: { default: 4, meaning: 'residual blocks; the dilation doubles from each to the next' },
  },
  'dilated-cnn': {
    inputSize,
    channels: { default: 64, meaning: 'of the three convolutions' },
    outputSize,
    dilation: { default: 2, meaning: 'time steps between the taps of a kernel' },
  },
};

/** @throws RangeError that suggests the nearest name where there is no such model */
export function chooseModel(where: string, name: string): ModelName {
  return checkName(where, 'model', name, modelNames);
}

export function modelOptions(model: ModelName): Readonly<Record<string, Setting>> {
  return options[model];
}
