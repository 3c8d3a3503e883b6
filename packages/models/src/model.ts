/** What a model is: a pair of pure functions over named tensors. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/** A model's parameters under the names of PyTorch's state_dict. Each model has its own type with its exact keys. */
export type Params = Readonly<Record<string, Tensor>>;

/** A tensor as plain data: row-major values and their shape. */
export interface ArrayParameter {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A model's parameters as plain data. */
export type ArrayParams<P extends Params> = { readonly [K in keyof P]: ArrayParameter };

/** A differentiable function with parameters. Neither function disposes an argument; both return tensors the caller owns. */
export interface Model<P extends Params> {
  readonly name: string;
  /** What it was made with, defaults included. */
  readonly options: Readonly<Record<string, number | string>>;
  /**
   * Initial parameters, bit for bit those of PyTorch after `torch.manual_seed(seed)`.
   *
   * @param seed an integer in 0 … 2³²−1
   */
  init(seed: number): P;
  /**
   * The logits of a batch.
   *
   * @param x [batch, inputSize]
   * @returns [batch, outputSize]
   */
  apply(params: P, x: Tensor2D): Tensor2D;
}

/** A model of this package, which also tells its shapes and gives its initial parameters without tfjs. */
export interface Classifier<P extends Params> extends Model<P> {
  /** The shape of each parameter, in the order of PyTorch's state_dict. */
  readonly shapes: { readonly [K in keyof P]: readonly number[] };
  /** What `init` returns, as plain arrays. */
  initArrays(seed: number): ArrayParams<P>;
}
