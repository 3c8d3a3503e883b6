/** The encoder with its projector: how it is made, and what its layers give. */
import type { Dataset } from '@mnist1d/dataset';
import { jit } from '@mnist1d/jit';
import { type ConvEncoder, type ConvEncoderParams, convEncoder } from '@mnist1d/models';
import type { ProjectorName } from '@mnist1d/results/kinds/self-supervised';
import * as tf from '@tensorflow/tfjs-core';
import type { LabelledPoints } from '../../analysis/nearest-neighbours.ts';
import { concatenate } from '../../training/evaluate.ts';

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

/** Rows of a forward pass; divides the numbers of training and test rows. */
const CHUNK = 500;

/** What gives the signals and every layer's outputs for them, in training and test. */
export function layerOutputs(encoder: ConvEncoder, data: Dataset) {
  const layers = jit((params: ConvEncoderParams, x: tf.Tensor2D) => encoder.layers(params, x));
  const at = (params: ConvEncoderParams): Split[] => {
    const outputs = (x: ArrayLike<number>): ArrayLike<number>[] => {
      const signals = Float32Array.from(x);
      const parts: Float32Array[][] = [];
      for (let first = 0; first < signals.length; first += CHUNK * data.length) {
        const chunk = tf.tensor2d(signals.subarray(first, first + CHUNK * data.length), [CHUNK, data.length]);
        const given = layers(params, chunk);
        given.forEach((layer, i) => {
          parts[i] = [...(parts[i] ?? []), layer.dataSync<'float32'>() as Float32Array];
        });
        tf.dispose([chunk, ...given]);
      }
      return [signals, ...parts.map(concatenate)];
    };
    const test = outputs(data.xTest);
    return outputs(data.x).map((points, i) => ({
      train: { points, labels: data.y },
      test: { points: test[i] as ArrayLike<number>, labels: data.yTest },
    }));
  };
  return Object.assign(at, { dispose: () => layers.dispose() });
}
