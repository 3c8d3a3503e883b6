/** The encoder of self-supervised learning: convolutions and a projection head. */
import { checkInteger, show } from '@mnist1d/checks';
import { relu, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { checkParams, checkShape, checkSizes } from '../check-arguments.ts';
import {
  type ConvStackParams,
  convStack,
  convStackParameters,
  convStackSize,
  paperConvolutions,
} from '../layers/conv-stack.ts';
import { layer, linear } from '../layers/linear.ts';
import { linearParameters, type ParameterSpecs } from '../layers/parameter-specs.ts';
import type { Classifier, Params } from '../model.ts';
import { defineClassifier } from './define-classifier.ts';

/** The sizes of {@link convEncoder}. */
export interface ConvEncoderOptions {
  /** Points of a signal; at least 3. Default 40. */
  readonly inputSize?: number;
  /** Channels of each of the three convolutions. Default 25. */
  readonly channels?: number;
  /** Units of each layer of the projector, the last of them the size of the output; none for no projector. Default [125, 16]. */
  readonly projector?: readonly number[];
}

/** The parameters of {@link convEncoder}; the projector's under the names of a torch.nn.Sequential, 'projector.0.weight', 'projector.2.weight' … */
export type ConvEncoderParams = ConvStackParams & { readonly [name: `projector.${number}.weight`]: Tensor2D } & {
  readonly [name: `projector.${number}.bias`]: Tensor1D;
};

/** An encoder; `apply` gives its output Z. */
export interface ConvEncoder extends Classifier<ConvEncoderParams> {
  /**
   * What every layer gives, after its ReLU where it has one: the three convolutions, of which the third is H, then the
   * projector's layers, of which the last is Z. The caller owns them.
   *
   * @param x [batch, inputSize]
   */
  layers(params: ConvEncoderParams, x: Tensor2D): Tensor2D[];
}

/**
 * The CNN's convolutions as an encoder and linear layers with ReLUs in between as its projector (the paper's Figure 8).
 *
 * @throws TypeError on an option of another type, RangeError on an unknown one or a size that is not a positive integer
 */
export function convEncoder(options: ConvEncoderOptions = {}): ConvEncoder {
  const { projector = [125, 16], ...others } = options;
  const sizes = checkSizes('convEncoder', others, { inputSize: 40, channels: 25 }, { inputSize: 3 });
  if (!Array.isArray(projector)) {
    throw new TypeError(`convEncoder: projector must be an array of sizes, got ${show(projector)}`);
  }
  for (const [i, size] of projector.entries()) checkInteger('convEncoder', `projector[${i}]`, size, 1, 2 ** 24);
  const { inputSize, channels } = sizes;
  const convolutions = paperConvolutions(channels);
  const widths = [convStackSize(inputSize, convolutions), ...projector];
  const projections = projector.map((size, i) => linearParameters(`projector.${2 * i}`, widths[i] as number, size));
  /** The projector's layers for features [batch, features]. */
  const project = (p: Params, features: Tensor2D): Tensor2D[] => {
    const outputs: Tensor2D[] = [];
    for (let i = 0; i < projector.length; i++) {
      const z = linear(outputs.at(-1) ?? features, layer(p, `projector.${2 * i}`));
      outputs.push(i === projector.length - 1 ? z : relu(z));
    }
    return outputs;
  };
  const encoder = defineClassifier({
    name: 'conv-encoder',
    options: { ...sizes, projector: projector.join(',') },
    parameters: Object.assign(convStackParameters(convolutions), ...projections) as ParameterSpecs,
    forward(p, x) {
      const features = convStack(p, x, convolutions);
      return project(p, features).at(-1) ?? features;
    },
  }) as Classifier<never> as Classifier<ConvEncoderParams>;
  return {
    ...encoder,
    layers(params, x) {
      checkParams('conv-encoder.layers', encoder.shapes, params);
      checkShape('conv-encoder.layers', 'x', x, ['batch', inputSize]);
      return tidy(() => {
        const convolved = [1, 2, 3].map((depth) => convStack(params, x, convolutions.slice(0, depth)));
        return [...convolved, ...project(params, convolved[2] as Tensor2D)];
      });
    },
  };
}
