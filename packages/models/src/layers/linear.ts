/** The linear layer, torch.nn.Linear, and what a layer is given. */
import { show } from '@mnist1d/checks';
import { add, matMul, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { checkShape } from '../check-arguments.ts';
import type { Params } from '../model.ts';

/** The parameters of one layer. */
export interface LayerParameters {
  readonly weight: Tensor;
  /** [out]; default none. */
  readonly bias?: Tensor | undefined;
}

/**
 * The parameters of a layer by its name: `linear(x, layer(p, 'linear1'))`.
 *
 * @throws TypeError where there is no `${name}.weight`
 */
export function layer(params: Params, name: string): LayerParameters {
  const weight = params[`${name}.weight`];
  if (!weight) throw new TypeError(`layer: there is no '${name}.weight'; params has ${show(Object.keys(params))}`);
  return { weight, bias: params[`${name}.bias`] };
}

/**
 * x · weightᵀ + bias.
 *
 * @param x [batch, in]
 * @param parameters weight [out, in], bias [out]
 * @returns [batch, out]
 * @throws RangeError on other shapes
 */
export function linear(x: Tensor2D, { weight, bias }: LayerParameters): Tensor2D {
  checkShape('linear', 'weight', weight, ['out', 'in']);
  checkShape('linear', 'x', x, ['batch', weight.shape[1] as number]);
  const products: Tensor2D = matMul(x, weight as Tensor2D, false, true);
  return bias ? add(products, bias) : products;
}
