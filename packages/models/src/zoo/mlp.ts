/** The multilayer perceptron, with a residual connection and without. */
import { add, relu, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { checkSizes } from '../check-arguments.ts';
import { linearSpecs } from '../layers/initial-parameters.ts';
import { linear } from '../layers/linear.ts';
import type { Classifier } from '../model.ts';
import { defineClassifier } from './define-classifier.ts';

/** The sizes of {@link mlp}. */
export interface MlpOptions {
  /** Features of a sample. Default 40. */
  readonly inputSize?: number;
  /** Units of each of the two hidden layers. Default 100. */
  readonly hiddenSize?: number;
  /** Classes. Default 10. */
  readonly outputSize?: number;
}

/** The parameters of {@link mlp}: three linear layers, weights [out, in] and biases [out]. */
export type MlpParams = {
  readonly 'linear1.weight': Tensor2D;
  readonly 'linear1.bias': Tensor1D;
  readonly 'linear2.weight': Tensor2D;
  readonly 'linear2.bias': Tensor1D;
  readonly 'linear3.weight': Tensor2D;
  readonly 'linear3.bias': Tensor1D;
};

/**
 * Two hidden ReLU layers, the second around a residual connection: h = relu(W₁x + b₁), then W₃(h + relu(W₂h + b₂)) + b₃.
 * 15,210 parameters at the default sizes (the paper's Figure 2, "MLP").
 *
 * @throws RangeError on an unknown option or a size that is not a positive integer
 */
export function mlp(options: MlpOptions = {}): Classifier<MlpParams> {
  return perceptron('mlp', checkSizes('mlp', options, defaults), true);
}

/**
 * Two hidden ReLU layers: W₃ relu(W₂ relu(W₁x + b₁) + b₂) + b₃, the network of the paper's Figure 5, "MLP". Sizes and
 * parameters are those of {@link mlp}.
 *
 * @throws RangeError on an unknown option or a size that is not a positive integer
 */
export function plainMlp(options: MlpOptions = {}): Classifier<MlpParams> {
  return perceptron('plain-mlp', checkSizes('plainMlp', options, defaults), false);
}

const defaults = { inputSize: 40, hiddenSize: 100, outputSize: 10 };

function perceptron(name: string, sizes: typeof defaults, isResidual: boolean): Classifier<MlpParams> {
  const { inputSize, hiddenSize, outputSize } = sizes;
  const [weight1, bias1] = linearSpecs(inputSize, hiddenSize);
  const [weight2, bias2] = linearSpecs(hiddenSize, hiddenSize);
  const [weight3, bias3] = linearSpecs(hiddenSize, outputSize);
  return defineClassifier<MlpParams>({
    name,
    options: sizes,
    parameters: {
      'linear1.weight': weight1,
      'linear1.bias': bias1,
      'linear2.weight': weight2,
      'linear2.bias': bias2,
      'linear3.weight': weight3,
      'linear3.bias': bias3,
    },
    forward(p, x) {
      const h1 = relu(linear(x, p['linear1.weight'], p['linear1.bias']));
      const h2 = relu(linear(h1, p['linear2.weight'], p['linear2.bias']));
      return linear(isResidual ? add(h1, h2) : h2, p['linear3.weight'], p['linear3.bias']);
    },
  });
}
