/** The recurrent network. */
import { add, matMul, reshape, type Tensor1D, type Tensor2D, transpose } from '@tensorflow/tfjs-core';
import { checkSizes } from '../check-arguments.ts';
import { bidirectionalGru } from '../layers/bidirectional-gru.ts';
import { linearParameters } from '../layers/parameter-specs.ts';
import type { Classifier } from '../model.ts';
import { defineClassifier } from './define-classifier.ts';

/** The sizes of {@link gru}. */
export interface GruOptions {
  /** Features of a sample, read one per time step: the length of the sequence. Default 40. */
  readonly inputSize?: number;
  /** Units of each direction. Default 6. */
  readonly hiddenSize?: number;
  /** Classes. Default 10. */
  readonly outputSize?: number;
}

/**
 * The parameters of {@link gru}. The rows of the recurrent layer's are the gates r, z, n, `hiddenSize` of each; the
 * linear weight is [outputSize, inputSize · 2 · hiddenSize], its columns ordered by time, direction, unit.
 */
export type GruParams = {
  readonly 'gru.weight_ih_l0': Tensor2D;
  readonly 'gru.weight_hh_l0': Tensor2D;
  readonly 'gru.bias_ih_l0': Tensor1D;
  readonly 'gru.bias_hh_l0': Tensor1D;
  readonly 'gru.weight_ih_l0_reverse': Tensor2D;
  readonly 'gru.weight_hh_l0_reverse': Tensor2D;
  readonly 'gru.bias_ih_l0_reverse': Tensor1D;
  readonly 'gru.bias_hh_l0_reverse': Tensor1D;
  readonly 'linear.weight': Tensor2D;
  readonly 'linear.bias': Tensor1D;
};

/**
 * A bidirectional gated recurrent unit over the features as a sequence, all its outputs flattened into a linear layer.
 * 5,134 parameters at the default sizes (the paper's Figure 2, "GRU").
 *
 * @throws RangeError on an unknown option or a size that is not a positive integer
 */
export function gru(options: GruOptions = {}): Classifier<GruParams> {
  const sizes = checkSizes('gru', options, { inputSize: 40, hiddenSize: 6, outputSize: 10 });
  const { inputSize, hiddenSize, outputSize } = sizes;
  const bound = 1 / Math.sqrt(hiddenSize);
  const weightIh = { shape: [3 * hiddenSize, 1], bound } as const;
  const weightHh = { shape: [3 * hiddenSize, hiddenSize], bound } as const;
  const bias = { shape: [3 * hiddenSize], bound } as const;
  return defineClassifier({
    name: 'gru',
    options: sizes,
    parameters: {
      'gru.weight_ih_l0': weightIh,
      'gru.weight_hh_l0': weightHh,
      'gru.bias_ih_l0': bias,
      'gru.bias_hh_l0': bias,
      'gru.weight_ih_l0_reverse': weightIh,
      'gru.weight_hh_l0_reverse': weightHh,
      'gru.bias_ih_l0_reverse': bias,
      'gru.bias_hh_l0_reverse': bias,
      ...linearParameters('linear', inputSize * 2 * hiddenSize, outputSize),
    },
    forward(p, x, pass) {
      const outputs = bidirectionalGru(x, {
        forward: {
          weightIh: p['gru.weight_ih_l0'],
          weightHh: p['gru.weight_hh_l0'],
          biasIh: p['gru.bias_ih_l0'],
          biasHh: p['gru.bias_hh_l0'],
        },
        reverse: {
          weightIh: p['gru.weight_ih_l0_reverse'],
          weightHh: p['gru.weight_hh_l0_reverse'],
          biasIh: p['gru.bias_ih_l0_reverse'],
          biasHh: p['gru.bias_hh_l0_reverse'],
        },
      });
      pass.observe('gru', () => transpose(reshape(outputs, [inputSize, 2 * hiddenSize, -1]), [2, 1, 0]));
      // The batch stays innermost up to here: the small logits are turned, not the large outputs.
      const logits: Tensor2D = transpose(matMul(p['linear.weight'], outputs));
      return add(logits, p['linear.bias']);
    },
  });
}
