/** The linear layer, torch.nn.Linear. */
import { add, matMul, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

/** x · weightᵀ + bias, for x [batch, in], weight [out, in], bias [out]. */
export function linear(x: Tensor2D, weight: Tensor2D, bias: Tensor1D): Tensor2D {
  return add(matMul(x, weight, false, true), bias);
}
