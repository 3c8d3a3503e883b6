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

/** The options of a model: what JSON can hold, so that they can name a run. */
export type ModelOptions = Readonly<Record<string, number | string | boolean | readonly number[]>>;

/** A differentiable function with parameters. None of its functions disposes an argument; all return tensors the caller owns. */
export interface Model<P extends Params> {
  readonly name: string;
  /** What it was made with, defaults included. */
  readonly options: ModelOptions;
  /** Names of those parameters that no gradient trains, such as running statistics. Default none. */
  readonly buffers?: readonly (keyof P & string)[];
  /** How many numbers `init` draws from PyTorch's generator: what a program draws next stands behind them. */
  readonly draws?: number;
  /**
   * Initial parameters, bit for bit those of PyTorch after `torch.manual_seed(seed)`.
   *
   * @param seed an integer in 0 … 2³²−1
   */
  init(seed: number): P;
  /**
   * The logits of a batch, in evaluation: normalised by running statistics, without dropout.
   *
   * @param x [batch, inputSize]
   * @returns [batch, outputSize]
   */
  apply(params: P, x: Tensor2D): Tensor2D;
  /**
   * The forward pass of training, where that is not `apply`: normalised by the statistics of the batch, with dropout.
   * Gradients go through its logits; its buffers are constants to them, and the next update's parameters.
   *
   * @param x [batch, inputSize]
   * @param random asked once for each place of the network that needs random numbers
   */
  applyInTraining?(params: P, x: Tensor2D, random: Randomness): TrainingPass;
}

/** What a forward pass of training gives; the caller owns all of it. */
export interface TrainingPass {
  /** [batch, outputSize] */
  readonly logits: Tensor2D;
  /** The new values of all of the model's buffers, by name. */
  readonly buffers: Params;
}

/**
 * Uniform numbers in [0, 1) for a place of the network, which `stream` names: for each place others, and others at each update.
 * Whoever trains hands it in; what it returns belongs to the pass that asked.
 */
export type Randomness = (stream: string, shape: readonly number[]) => Tensor;

/** A model of this package, which also tells its shapes and gives its initial parameters without tfjs. */
export interface Classifier<P extends Params> extends Model<P> {
  /** The shape of each parameter, in the order of PyTorch's state_dict. */
  readonly shapes: { readonly [K in keyof P]: readonly number[] };
  /** What `init` returns, as plain arrays. */
  initArrays(seed: number): ArrayParams<P>;
  /**
   * What the layers give for a batch in evaluation, by name, in the order of the network; the last are the `logits`.
   * Those of this package's models stand behind the ReLU, in PyTorch's layout.
   *
   * @param x [batch, inputSize]
   * @returns [batch, units] or [batch, channels, time] each
   */
  activations(params: P, x: Tensor2D): Params;
}
