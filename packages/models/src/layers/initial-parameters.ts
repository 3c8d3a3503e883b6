/** How PyTorch draws initial parameters. */
import { checkSeed } from '../check-arguments.ts';
import type { ArrayParameter } from '../model.ts';
import { TorchRandom } from '../random/torch-random.ts';
import { sizeOf } from '../size-of.ts';
import { linearParameters, type ParameterSpec, type ParameterSpecs } from './parameter-specs.ts';

/**
 * How parameters begin: `default` as PyTorch's layers do; `he` with torch.nn.init.kaiming_uniform_ for all weights of linear layers
 * and convolutions, after the default draws, and biases of zero (He et al. 2015); `he-linear` the same for linear layers alone.
 */
export const initialisations = ['default', 'he', 'he-linear'] as const;
export type Initialisation = (typeof initialisations)[number];

/** Draws all parameters in the order of `specs` from one generator, as a module's constructor does. */
export function drawParameters(
  caller: string,
  specs: ParameterSpecs,
  initialisation: Initialisation,
  seed: number,
): Readonly<Record<string, ArrayParameter>> {
  checkSeed(caller, seed);
  const random = new TorchRandom(seed);
  const entries = Object.entries(specs);
  const drawn: Record<string, ArrayParameter> = {};
  for (const [key, spec] of entries) drawn[key] = draw(random, spec);
  if (initialisation === 'default') return drawn;
  for (const [key, { shape, heBound, layer }] of entries) {
    if (heBound === undefined || (initialisation === 'he-linear' && layer !== 'linear')) continue;
    drawn[key] = draw(random, heBound > 0 ? { shape, bound: heBound } : { shape });
  }
  return drawn;
}

/**
 * Draws the initial weight [outFeatures, inFeatures] and bias [outFeatures] of torch.nn.Linear from a generator, which goes
 * on behind them: for parameters that are no model's.
 */
export function drawLinear(
  random: TorchRandom,
  inFeatures: number,
  outFeatures: number,
): { readonly weight: ArrayParameter; readonly bias: ArrayParameter } {
  const { 'linear.weight': weight, 'linear.bias': bias } = linearParameters('linear', inFeatures, outFeatures);
  return { weight: draw(random, weight), bias: draw(random, bias) };
}

function draw(random: TorchRandom, { shape, bound, value = 0 }: ParameterSpec): ArrayParameter {
  const size = sizeOf(shape);
  return {
    shape,
    data: bound === undefined ? new Float32Array(size).fill(value) : random.uniform(size, -bound, bound),
  };
}
