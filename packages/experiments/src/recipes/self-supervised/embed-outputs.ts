/** The outputs of an encoder in the plane, before its training or after it. */
import { makeDataset } from '@mnist1d/dataset';
import { type ConvEncoderParams, toTensors, unflattenParameters } from '@mnist1d/models';
import type { OutputOf, SpecOf } from '@mnist1d/results';
import type { selfSupervisedKind } from '@mnist1d/results/kinds/self-supervised';
import * as tf from '@tensorflow/tfjs-core';
import { coordinates, tsne } from '../../analysis/tsne-embedding.ts';
import type { Run, RunContext } from '../../running/experiment.ts';
import { floatsFromBase64 } from '../base64.ts';
import { encoderOf, layerOutputs, type Split } from './encoder.ts';
import type { TrainingOutput, TrainingSpec } from './train-encoder.ts';

export type EmbeddingSpec = SpecOf<typeof selfSupervisedKind, 'embedding'>;

/** The t-SNE of Z over the first training rows. */
export async function embedOutputs(
  { when, rows, training }: EmbeddingSpec,
  { signal, onProgress, needed, numerics }: RunContext,
): Promise<OutputOf<typeof selfSupervisedKind, 'embedding'>> {
  const data = makeDataset();
  const encoder = encoderOf(training);
  const text = (needed?.[0] as Run<TrainingSpec, TrainingOutput> | undefined)?.metrics.parameters;
  if (when === 'after' && text === undefined)
    throw new Error('self-supervised: t-SNE after training needs the training');
  const params =
    text === undefined
      ? encoder.init(training.seed)
      : (toTensors(unflattenParameters(floatsFromBase64(text), encoder.shapes)) as ConvEncoderParams);
  const layersAt = layerOutputs(encoder, data, numerics);
  const z = ((await layersAt(params)).at(-1) as Split).train.points;
  tf.dispose(params);
  layersAt.dispose();
  const outputSize = z.length / data.numTrain;
  const { points, klDivergence } = await tsne(Float32Array.from(z).subarray(0, rows * outputSize), rows, {
    metric: 'cosine',
    signal,
    onProgress,
  });
  return { metrics: { klDivergence }, curves: coordinates(points, data.y.subarray(0, rows)) };
}
