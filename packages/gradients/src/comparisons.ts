/** Gradients of comparisons, which tfjs-core lacks: what they give has steps, and so they are zero. */
import { type GradConfig, type Tensor, zeros } from '@tensorflow/tfjs-core';

const binary = ['Equal', 'NotEqual', 'Greater', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr'];
const unary = ['IsNan', 'IsInf', 'IsFinite', 'LogicalNot'];

/** In float32, as all gradients. */
const zeroFor = (kernelName: string, names: readonly string[]): GradConfig => ({
  kernelName,
  inputsToSave: [...names],
  gradFunc: (_, saved) => Object.fromEntries(names.map((name, i) => [name, () => zeros((saved[i] as Tensor).shape)])),
});

export const comparisons: readonly GradConfig[] = [
  ...binary.map((kernel) => zeroFor(kernel, ['a', 'b'])),
  ...unary.map((kernel) => zeroFor(kernel, ['x'])),
];
