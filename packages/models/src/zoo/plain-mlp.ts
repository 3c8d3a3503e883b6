/** The multilayer perceptron without a residual connection. */
import { relu } from '@tensorflow/tfjs-core';
import { checkSizes } from '../check-arguments.ts';
import { linearSpecs } from '../layers/initial-parameters.ts';
import { linear } from '../layers/linear.ts';
import { defineClassifier } from './define-classifier.ts';
import type { MlpOptions, MlpParams } from './mlp.ts';
import type { Classifier } from './model.ts';

/**
 * Two hidden ReLU layers: W₃ relu(W₂ relu(W₁x + b₁) + b₂) + b₃, the network of the paper's Figure 5, "MLP". Sizes and
 * parameters are those of {@link mlp}.
 *
 * @throws TypeError on an unknown option, RangeError on a size that is not a positive integer
 */
export function plainMlp(options: MlpOptions = {}): Classifier<MlpParams> {
  const sizes = checkSizes('plainMlp', options, { inputSize: 40, hiddenSize: 100, outputSize: 10 });
  const { inputSize, hiddenSize, outputSize } = sizes;
  const [weight1, bias1] = linearSpecs(inputSize, hiddenSize);
  const [weight2, bias2] = linearSpecs(hiddenSize, hiddenSize);
  const [weight3, bias3] = linearSpecs(hiddenSize, outputSize);
  return defineClassifier<MlpParams>({
    name: 'plain-mlp',
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
      return linear(h2, p['linear3.weight'], p['linear3.bias']);
    },
  });
}
