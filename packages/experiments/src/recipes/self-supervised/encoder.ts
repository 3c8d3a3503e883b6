/** The encoder with its projector: how it is made, and what its layers give. */
import type { Dataset } from '@mnist1d/dataset';
import { jit, type Numerics } from '@mnist1d/jit';
import { type ConvEncoder, type ConvEncoderParams, convEncoder } from '@mnist1d/models';
import type { ProjectorName } from '@mnist1d/results/kinds/self-supervised';
import type * as tf from '@tensorflow/tfjs-core';
import type { LabelledPoints } from '../../analysis/nearest-neighbours.ts';
import { inChunks } from '../../training/evaluate.ts';

/**
 * The encoder of a training: `channels` of each convolution, `outputSize` units of Z. The projector is what stands between H and
 * Z; without any, Z is H.
 */
export function encoderOf({
  projector,
  channels,
  outputSize,
}: {
  readonly projector: ProjectorName;
  readonly channels: number;
  readonly outputSize: number;
}): ConvEncoder {
  const [, hidden] = convEncoder({ channels, projector: [1] }).shapes['projector.0.weight'] as readonly [
    number,
    number,
  ];
  const widths = { none: [], default: [hidden, outputSize], deep: [hidden, hidden, hidden, outputSize] };
  return convEncoder({ channels, projector: widths[projector] });
}

/** The outputs of a layer and their classes. */
export interface Split {
  readonly train: LabelledPoints;
  readonly test: LabelledPoints;
}

/** What gives the signals and every layer's outputs for them, in training and test. */
export function layerOutputs(encoder: ConvEncoder, data: Dataset, numerics: Numerics | undefined) {
  const layers = jit((params: ConvEncoderParams, x: tf.Tensor2D) => encoder.layers(params, x), { numerics });
  const at = async (params: ConvEncoderParams): Promise<Split[]> => {
    const outputs = async (x: Dataset['x'], rows: number): Promise<Float32Array[]> => [
      Float32Array.from(x),
      ...(await inChunks((chunk) => layers(params, chunk), x, rows)),
    ];
    const test = await outputs(data.xTest, data.numTest);
    const train = await outputs(data.x, data.numTrain);
    return train.map((points, i) => ({
      train: { points, labels: data.y },
      test: { points: test[i] as Float32Array, labels: data.yTest },
    }));
  };
  return Object.assign(at, { dispose: () => layers.dispose() });
}
