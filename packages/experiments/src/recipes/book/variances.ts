/** The variance of a residual network's activations before its training. */
import { makeDataset } from '@mnist1d/dataset';
import { layer, linear, mlp, type Params } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { batchNormKind } from '@mnist1d/results/kinds/book/batch-norm';
import * as tf from '@tensorflow/tfjs-core';

export type VariancesSpec = SpecOf<typeof batchNormKind, 'variances'>;

/** The network of the experiment: a linear layer, residual branches, a linear layer. */
export const residualNetwork = ({
  batchNorm,
  branches,
  hiddenSize,
}: Pick<VariancesSpec, 'batchNorm' | 'branches' | 'hiddenSize'>) =>
  mlp({ depth: branches + 1, hiddenSize, residual: 'pre-activation', batchNorm, initialisation: 'he' });

/** Of all activations of the first training rows, in training: before the first residual branch and after each. */
export async function measureVariances(spec: VariancesSpec): Promise<OutputOf<typeof batchNormKind, 'variances'>> {
  const { batchNorm, branches, seed, batchSize } = spec;
  const { x, length } = makeDataset();
  const params = residualNetwork(spec).init(seed) as Params;
  const rows = tf.tensor2d(Float32Array.from(x.subarray(0, batchSize * length)), [batchSize, length]);
  const measured = tf.tidy(() => {
    let h = linear(rows, layer(params, 'linear1'));
    const variances = [tf.moments(h).variance];
    for (let i = 2; i <= branches + 1; i++) {
      const input = batchNorm ? standardised(h) : h;
      h = tf.add(h, linear(tf.relu(input), layer(params, `linear${i}`)));
      variances.push(tf.moments(h).variance);
    }
    return tf.stack(variances);
  });
  const variances = [...(await measured.data<'float32'>())];
  tf.dispose([params, rows, measured]);
  return { metrics: { variances } };
}

/** Batch normalisation before its weight and bias have learned: each unit of mean 0 and variance 1 over the batch. */
function standardised(h: tf.Tensor2D): tf.Tensor2D {
  const { mean, variance } = tf.moments(h, 0);
  return tf.div(tf.sub(h, mean), tf.sqrt(tf.add(variance, 1e-5)));
}
