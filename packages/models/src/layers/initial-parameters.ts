/** How PyTorch draws the initial parameters of its layers (torch.nn.Linear, Conv1d and GRU, reset_parameters). */
import { checkSeed } from '../check-arguments.ts';
import type { ArrayParameter } from '../model.ts';
import { TorchRandom } from '../random/torch-random.ts';
import { sizeOf } from '../size-of.ts';

/** A parameter drawn from U(−bound, bound). */
export interface ParameterSpec {
  readonly shape: readonly number[];
  readonly bound: number;
}

/** The weight and bias of a linear layer: [out, in] and [out]. */
export function linearSpecs(inFeatures: number, outFeatures: number): [weight: ParameterSpec, bias: ParameterSpec] {
  return weightAndBias([outFeatures, inFeatures], inFeatures);
}

/** The weight and bias of a one-dimensional convolution: [out, in, kernel] and [out]. */
export function conv1dSpecs(
  inChannels: number,
  outChannels: number,
  kernelSize: number,
): [weight: ParameterSpec, bias: ParameterSpec] {
  return weightAndBias([outChannels, inChannels, kernelSize], inChannels * kernelSize);
}

function weightAndBias(shape: readonly number[], fanIn: number): [ParameterSpec, ParameterSpec] {
  // kaiming_uniform_ with a = √5. That is 1/√fanIn, but for the rounding of each of PyTorch's steps in double precision.
  const gain = Math.sqrt(2 / (1 + Math.sqrt(5) * Math.sqrt(5)));
  const weightBound = Math.sqrt(3) * (gain / Math.sqrt(fanIn));
  return [
    { shape, bound: weightBound },
    { shape: [shape[0] as number], bound: 1 / Math.sqrt(fanIn) },
  ];
}

/** Draws all parameters in the order of `specs` from one generator, as a module's constructor does. */
export function drawParameters<K extends string>(
  caller: string,
  specs: { readonly [key in K]: ParameterSpec },
  seed: number,
): { readonly [key in K]: ArrayParameter } {
  checkSeed(caller, seed);
  const random = new TorchRandom(seed);
  const drawn: Record<string, ArrayParameter> = {};
  for (const [key, spec] of Object.entries<ParameterSpec>(specs)) drawn[key] = draw(random, spec);
  return drawn as { readonly [key in K]: ArrayParameter };
}

/**
 * Draws the initial weight [outFeatures, inFeatures] and bias [outFeatures] of torch.nn.Linear from a generator, which goes
 * on behind them: for networks of one's own.
 */
export function drawLinear(
  random: TorchRandom,
  inFeatures: number,
  outFeatures: number,
): { readonly weight: ArrayParameter; readonly bias: ArrayParameter } {
  const [weight, bias] = linearSpecs(inFeatures, outFeatures);
  return { weight: draw(random, weight), bias: draw(random, bias) };
}

function draw(random: TorchRandom, { shape, bound }: ParameterSpec): ArrayParameter {
  return { shape, data: random.uniform(sizeOf(shape), -bound, bound) };
}
