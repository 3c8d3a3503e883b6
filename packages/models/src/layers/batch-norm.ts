/** Batch normalisation over the channels, torch.nn.BatchNorm1d (Ioffe & Szegedy 2015). */
import { add, customGrad, div, mul, rsqrt, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';

/** PyTorch's, with its defaults. */
export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly eps?: number;
  /** The share of the batch in the new running statistics. Default 0.1. */
  readonly momentum?: number;
}

/** The mean and the variance of each channel, [channels]. */
export interface Statistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** (x − mean) / √(variance + eps) · weight + bias, for x [.., channels], weight and bias [channels]. */
export function normalise<T extends Tensor>(
  centred: T,
  variance: Tensor,
  { weight, bias }: { readonly weight: Tensor; readonly bias: Tensor },
  { eps = 1e-5 }: BatchNormOptions,
): T {
  return add(mul(centred, mul(weight, rsqrt(add(variance, eps)))), bias);
}

/**
 * The statistics of a batch and x without its mean. They are exact to more digits than a sum of thousands of values one after
 * another is: sums go over one dimension after the other. (PyTorch sums in double precision.)
 *
 * @param x [.., channels], of at least two values per channel
 */
export function batchStatistics<T extends Tensor>(x: T): Statistics & { readonly centred: T } {
  const count = x.size / (x.shape.at(-1) as number);
  const average = div(sumByChannel(x), count);
  const centred: T = sub(x, average);
  return { mean: average, variance: div(sumByChannel(square(centred)), count), centred };
}

/** {@link normalise} by the statistics of the batch itself, with its gradient through them. */
export function normaliseBatch<T extends Tensor>(
  x: T,
  { weight, bias }: { readonly weight: Tensor; readonly bias: Tensor },
  options: BatchNormOptions,
): T {
  const { eps = 1e-5 } = options;
  const normalised = customGrad((...args) => {
    const [given, scale, offset, save] = args as unknown as [Tensor, Tensor, Tensor, (kept: Tensor[]) => void];
    const { centred, variance } = batchStatistics(given);
    save([given, scale]);
    return {
      value: normalise(centred, variance, { weight: scale, bias: offset }, options),
      gradFunc(dy, kept) {
        const [input, gain] = kept as [Tensor, Tensor];
        const count = input.size / gain.size;
        const batch = batchStatistics(input);
        const inverse = rsqrt(add(batch.variance, eps));
        const standard = mul(batch.centred, inverse);
        const [slopes, products] = [sumByChannel(dy), sumByChannel(mul(dy, standard))];
        const through = add(div(slopes, count), mul(standard, div(products, count)));
        return [mul(sub(dy, through), mul(gain, inverse)), products, slopes];
      },
    };
  });
  return normalised(x, weight, bias) as T;
}

/** The sum over all dimensions but the last, one after the other. */
function sumByChannel(x: Tensor): Tensor {
  let sums = x;
  while (sums.rank > 1) sums = sum(sums, sums.rank - 2);
  return sums;
}

/** The running statistics after a batch of `count` values per channel, whose variance counts as the unbiased one. */
export function updateStatistics(
  running: Statistics,
  batch: Statistics,
  count: number,
  { momentum = 0.1 }: BatchNormOptions,
): Statistics {
  const mix = (old: Tensor, now: Tensor, share: number) => add(mul(old, 1 - momentum), mul(now, share));
  return {
    mean: mix(running.mean, batch.mean, momentum),
    variance: mix(running.variance, batch.variance, (momentum * count) / (count - 1)),
  };
}
