/** Batch normalisation over the channels, torch.nn.BatchNorm1d (Ioffe & Szegedy 2015). */
import { add, mean, mul, rsqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';

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
 * The statistics of a batch and x without its mean.
 *
 * @param x [.., channels], of at least two values per channel
 */
export function batchStatistics<T extends Tensor>(x: T): Statistics & { readonly centred: T } {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const average = mean(x, axes);
  const centred: T = sub(x, average);
  return { mean: average, variance: mean(square(centred), axes), centred };
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
