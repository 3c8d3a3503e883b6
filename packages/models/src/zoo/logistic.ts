/** Multinomial logistic regression. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { checkSizes } from '../check-arguments.ts';
import { layer, linear } from '../layers/linear.ts';
import { linearParameters } from '../layers/parameter-specs.ts';
import type { Classifier } from '../model.ts';
import { defineClassifier } from './define-classifier.ts';

/** The sizes of {@link logistic}. */
export interface LogisticOptions {
  /** Features of a sample. Default 40. */
  readonly inputSize?: number;
  /** Classes. Default 10. */
  readonly outputSize?: number;
}

/** The parameters of {@link logistic}: weight [outputSize, inputSize], bias [outputSize]. */
export type LogisticParams = {
  readonly 'linear.weight': Tensor2D;
  readonly 'linear.bias': Tensor1D;
};

/**
 * Logistic regression, one linear layer; 410 parameters at the default sizes (the paper's Figure 2, "logistic regression").
 *
 * @throws RangeError on an unknown option or a size that is not a positive integer
 */
export function logistic(options: LogisticOptions = {}): Classifier<LogisticParams> {
  const sizes = checkSizes('logistic', options, { inputSize: 40, outputSize: 10 });
  return defineClassifier({
    name: 'logistic',
    options: sizes,
    parameters: linearParameters('linear', sizes.inputSize, sizes.outputSize),
    forward: (p, x) => linear(x, layer(p, 'linear')),
  });
}
