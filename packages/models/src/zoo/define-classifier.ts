/** Makes a classifier from the specification of its parameters and its forward pass. */
import { type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { checkInput, checkParams } from '../check-arguments.ts';
import { toTensors } from '../formats/parameter-tensors.ts';
import { drawParameters, type ParameterSpec } from '../layers/initial-parameters.ts';
import type { ArrayParams, Classifier, ModelOptions, Params } from '../model.ts';

export function defineClassifier<P extends Params>(definition: {
  readonly name: string;
  readonly options: ModelOptions & { readonly inputSize: number };
  /** In the order in which PyTorch draws them, which is that of its state_dict. */
  readonly parameters: { readonly [K in keyof P & string]: ParameterSpec };
  readonly forward: (params: P, x: Tensor2D) => Tensor2D;
}): Classifier<P> {
  const { name, options, parameters, forward } = definition;
  const shapes = Object.fromEntries(
    Object.entries<ParameterSpec>(parameters).map(([key, { shape }]) => [key, shape]),
  ) as Classifier<P>['shapes'];
  const initArrays = (seed: number) => drawParameters(`${name}.init`, parameters, seed) as ArrayParams<P>;
  return {
    name,
    options,
    shapes,
    initArrays,
    init(seed) {
      return toTensors<keyof P & string>(initArrays(seed)) as P;
    },
    apply(params, x) {
      checkParams(`${name}.apply`, shapes, params);
      checkInput(`${name}.apply`, options.inputSize, x);
      return tidy(() => forward(params, x));
    },
  };
}
