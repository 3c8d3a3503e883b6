/** The outputs of an encoder in the plane, before its training or after it. */
import { makeDataset } from '@mnist1d/dataset';
import { type ConvEncoderParams, toTensors, unflattenParameters } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { coordinates, tsne } from '../../analysis/tsne-embedding.ts';
import { floatsFromBase64 } from '../../running/base64.ts';
import type { JsonObject, Run, RunContext } from '../../running/experiment.ts';
import { encoderOf, layerOutputs, type Split } from './encoder.ts';
import type { SelfSupervisedOutput, TrainingSpec } from './train-encoder.ts';

/** Z in the plane, before the training or after it. */
export interface EmbeddingSpec extends JsonObject {
  readonly kind: 'embedding';
  readonly when: 'before' | 'after';
  readonly rows: number;
  readonly training: TrainingSpec;
}

/** The t-SNE of Z over the first training rows. */
export async function embedOutputs(
  { when, rows, training }: EmbeddingSpec,
  { signal, onProgress, needed }: RunContext,
): Promise<SelfSupervisedOutput> {
  const data = makeDataset();
  const encoder = encoderOf(training);
  const text = (needed?.[0] as Run<TrainingSpec, SelfSupervisedOutput> | undefined)?.metrics.parameters;
  if (when === 'after' && text === undefined)
    throw new Error('self-supervised: t-SNE after training needs the training');
  const params =
    text === undefined
      ? encoder.init(training.seed)
      : (toTensors(unflattenParameters(floatsFromBase64(text), encoder.shapes)) as ConvEncoderParams);
  const layersAt = layerOutputs(encoder, data);
  const z = (layersAt(params).at(-1) as Split).train.points;
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
