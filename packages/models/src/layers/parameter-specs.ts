/** What the parameters of PyTorch's layers are: names, shapes, and how they begin (torch.nn.Linear, Conv1d, BatchNorm1d). */

/** A parameter before it has values. */
export interface ParameterSpec<S extends readonly number[] = readonly number[]> {
  readonly shape: S;
  /** Drawn from U(−bound, bound). Without a bound nothing is drawn, and all its values are `value`. */
  readonly bound?: number;
  /** Default 0. */
  readonly value?: number;
  /** Drawn anew from U(−heBound, heBound) by He's initialisation; 0 for zeros, of which none is drawn. Default: it is left as it is. */
  readonly heBound?: number;
  /** Of which layer it is a weight or a bias. */
  readonly layer?: 'linear' | 'conv1d';
  /** Whether no gradient trains it. */
  readonly isBuffer?: boolean;
}

/** Parameters under the names of PyTorch's state_dict, in the order in which its modules draw them. */
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

type Weights<N extends string, W extends readonly number[], B extends boolean> = {
  readonly [K in `${N}.weight`]: ParameterSpec<W>;
} & (B extends true ? { readonly [K in `${N}.bias`]: ParameterSpec<readonly [number]> } : unknown);

/** Whether a layer has a bias. */
export interface BiasOption<B extends boolean> {
  /** Default true. */
  readonly bias?: B;
}

/** The parameters of torch.nn.Linear: `${name}.weight` [out, in] and `${name}.bias` [out]. */
export function linearParameters<N extends string, B extends boolean = true>(
  name: N,
  inFeatures: number,
  outFeatures: number,
  { bias }: BiasOption<B> = {},
): Weights<N, readonly [number, number], B> {
  return weights(name, 'linear', [outFeatures, inFeatures], inFeatures, bias) as never;
}

/** The parameters of torch.nn.Conv1d: `${name}.weight` [out, in, kernel] and `${name}.bias` [out]. */
export function conv1dParameters<N extends string, B extends boolean = true>(
  name: N,
  inChannels: number,
  outChannels: number,
  kernelSize: number,
  { bias }: BiasOption<B> = {},
): Weights<N, readonly [number, number, number], B> {
  return weights(name, 'conv1d', [outChannels, inChannels, kernelSize], inChannels * kernelSize, bias) as never;
}

/** The names under {@link batchNormParameters}. */
const batchNormNames = ['weight', 'bias', 'running_mean', 'running_var'] as const;

/** The parameters of torch.nn.BatchNorm1d, each [channels]: weight 1, bias 0, and the buffers running_mean 0, running_var 1. */
export function batchNormParameters<N extends string>(
  name: N,
  channels: number,
): { readonly [K in `${N}.${(typeof batchNormNames)[number]}`]: ParameterSpec<readonly [number]> } {
  const shape = [channels];
  return {
    [`${name}.weight`]: { shape, value: 1 },
    [`${name}.bias`]: { shape, value: 0 },
    [`${name}.running_mean`]: { shape, value: 0, isBuffer: true },
    [`${name}.running_var`]: { shape, value: 1, isBuffer: true },
  } as never;
}

/** torch.nn.Linear's reset_parameters, and torch.nn.init.kaiming_uniform_ of the weight with a bias of zeros. */
function weights(
  name: string,
  layer: 'linear' | 'conv1d',
  shape: readonly number[],
  fanIn: number,
  bias = true,
): ParameterSpecs {
  // kaiming_uniform_ with a = √5. That is 1/√fanIn, but for the rounding of each of PyTorch's steps in double precision.
  const bound = kaimingBound(Math.sqrt(2 / (1 + Math.sqrt(5) * Math.sqrt(5))), fanIn);
  const weight = { shape, bound, heBound: kaimingBound(Math.sqrt(2), fanIn), layer };
  if (!bias) return { [`${name}.weight`]: weight };
  const biases = { shape: [shape[0] as number], bound: 1 / Math.sqrt(fanIn), heBound: 0, layer };
  return { [`${name}.weight`]: weight, [`${name}.bias`]: biases };
}

const kaimingBound = (gain: number, fanIn: number): number => Math.sqrt(3) * (gain / Math.sqrt(fanIn));
