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
  for (const [key, spec] of entries) {
    const anew = drawnAnew(spec, initialisation);
    if (anew) drawn[key] = draw(random, anew);
  }
  return drawn;
}

/** How many numbers {@link drawParameters} draws. */
export function drawsOf(specs: ParameterSpecs, initialisation: Initialisation): number {
  const anew = Object.values(specs).flatMap((spec) => drawnAnew(spec, initialisation) ?? []);
  return [...Object.values(specs), ...anew].reduce((sum, { shape, bound }) => sum + (bound ? sizeOf(shape) : 0), 0);
}

/** What a parameter is drawn from after the default draws; undefined where it stays as it is. */
function drawnAnew(
  { shape, heBound, layer }: ParameterSpec,
  initialisation: Initialisation,
): ParameterSpec | undefined {
  if (initialisation === 'default' || heBound === undefined) return undefined;
  if (initialisation === 'he-linear' && layer !== 'linear') return undefined;
  return heBound > 0 ? { shape, bound: heBound } : { shape };
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
