/** What a forward pass does otherwise in training than in evaluation: batch normalisation and dropout. */
import { checkName } from '@mnist1d/checks';
import { cast, clone, greaterEqual, mul, sub, type Tensor } from '@tensorflow/tfjs-core';
import { checkShape } from '../check-arguments.ts';
import type { Params, Randomness } from '../model.ts';
import { type BatchNormOptions, batchStatistics, normalise, normaliseBatch, updateStatistics } from './batch-norm.ts';

/** A pass through a network, in training or in evaluation. */
export interface Pass {
  readonly isTraining: boolean;
  /**
   * torch.nn.BatchNorm1d of x [.., channels]: by the mean and variance of the batch in training, where the running ones follow,
   * by the running ones in evaluation.
   *
   * @param name that of its parameters, made by `batchNormParameters`
   * @throws TypeError without such parameters, RangeError where x has other channels or, in training, one value per channel
   */
  batchNorm<T extends Tensor>(x: T, name: string, options?: BatchNormOptions): T;
  /**
   * torch.nn.Dropout: in training each value is zero with the probability that the network's `dropouts` give, or else divided by
   * one minus that. x itself in evaluation.
   *
   * @param name one of the network's `dropouts`, which is used once
   * @throws RangeError on another name or the second use
   */
  dropout<T extends Tensor>(x: T, name: string): T;
  /**
   * Tells what a layer gives, for `activations`; in training and in evaluation `activation` is not called.
   *
   * @param name under which it is returned
   * @throws RangeError where another layer has told under that name
   */
  observe(name: string, activation: () => Tensor): void;
}

/** The probabilities of a network's dropouts, by name. */
export type Dropouts = Readonly<Record<string, number>>;

export function evaluationPass(params: Params, dropouts: Dropouts): Pass {
  return {
    isTraining: false,
    batchNorm(x, name, options = {}) {
      const { weight, bias, mean, variance } = batchNormOf(params, name, x);
      return normalise(sub(x, mean), variance, { weight, bias }, options);
    },
    dropout(x, name) {
      checkName('dropout', 'dropout', name, Object.keys(dropouts));
      return x;
    },
    observe() {},
  };
}

/** A pass of evaluation, and what its layers gave. */
export function observedPass(params: Params, dropouts: Dropouts): { readonly pass: Pass; readonly observed: Params } {
  const observed: Record<string, Tensor> = {};
  const pass: Pass = {
    ...evaluationPass(params, dropouts),
    observe(name, activation) {
      if (name in observed)
        throw new RangeError(`observe: '${name}' is told twice in a pass; give each layer its own name`);
      observed[name] = activation();
    },
  };
  return { pass, observed };
}

/** A pass of training, and what the buffers are after it. */
export function trainingPass(
  params: Params,
  buffers: readonly string[],
  dropouts: Dropouts,
  random: Randomness,
): { readonly pass: Pass; readonly updatedBuffers: () => Params } {
  const updated: Record<string, Tensor> = {};
  const used = new Set<string>();
  const pass: Pass = {
    isTraining: true,
    batchNorm(x, name, options = {}) {
      const { weight, bias, ...running } = batchNormOf({ ...params, ...updated }, name, x);
      const count = x.size / weight.size;
      if (count < 2) {
        throw new RangeError(
          `batchNorm: training '${name}' takes more than one value per channel, got ${count}; take larger batches`,
        );
      }
      const { mean, variance } = updateStatistics(running, batchStatistics(x), count, options);
      updated[`${name}.running_mean`] = mean;
      updated[`${name}.running_var`] = variance;
      return normaliseBatch(x, { weight, bias }, options);
    },
    dropout(x, name) {
      checkName('dropout', 'dropout', name, Object.keys(dropouts));
      if (used.has(name))
        throw new RangeError(`dropout: '${name}' is used twice in a pass; give each place its own name`);
      used.add(name);
      const probability = dropouts[name] as number;
      if (probability === 0) return x;
      const kept = cast(greaterEqual(random(name, x.shape), probability), 'float32');
      return mul(x, mul(kept, 1 / (1 - probability)));
    },
    observe() {},
  };
  const updatedBuffers = () =>
    Object.fromEntries(buffers.map((name) => [name, updated[name] ?? clone(params[name] as Tensor)]));
  return { pass, updatedBuffers };
}

function batchNormOf(params: Params, name: string, x: Tensor) {
  const parameter = (key: string): Tensor => {
    const tensor = params[`${name}.${key}`];
    if (!tensor)
      throw new TypeError(`batchNorm: there is no '${name}.${key}'; batchNormParameters('${name}', …) has it`);
    return tensor;
  };
  const weight = parameter('weight');
  checkShape(`batchNorm: '${name}'`, 'x', x, [...x.shape.slice(0, -1).map(() => '…'), weight.size]);
  return { weight, bias: parameter('bias'), mean: parameter('running_mean'), variance: parameter('running_var') };
}
