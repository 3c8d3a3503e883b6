/** The multilayer perceptron, of any depth, with residual connections and without. */
import { checkInteger, refuse } from '@mnist1d/checks';
import { add, relu, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { checkChoice, checkOptions, checkSizes, LARGEST_SIZE } from '../check-arguments.ts';
import { type Initialisation, initialisations } from '../layers/initial-parameters.ts';
import { layer, linear } from '../layers/linear.ts';
import { batchNormParameters, linearParameters, type ParameterSpecs } from '../layers/parameter-specs.ts';
import type { Classifier } from '../model.ts';
import { defineClassifier } from './define-classifier.ts';
import { inShort, layersOf, type SizePerLayer, sizePerLayer, unlessDefault } from './layer-options.ts';

/**
 * What a hidden layer's output is added to: its input plus relu(linear(h)) in `relu-before-addition`, as in the paper, or plus
 * linear(relu(h)) in `pre-activation` (He et al. 2016, Figure 4 c and d), or nothing.
 */
export const residuals = ['relu-before-addition', 'pre-activation', 'none'] as const;
export type Residual = (typeof residuals)[number];

/** The sizes of {@link plainMlp}. */
export interface PlainMlpOptions {
  /** Features of a sample. Default 40. */
  readonly inputSize?: number;
  /** Units of each hidden layer: one number for all or a list, which tells how many there are. Default 100. */
  readonly hiddenSize?: SizePerLayer;
  /** Classes. Default 10. */
  readonly outputSize?: number;
  /** Hidden layers, at least one. Default 2. */
  readonly depth?: number;
  /** Whether each ReLU of a hidden layer has its input normalised, but for the first of `pre-activation`. Default false. */
  readonly batchNorm?: boolean;
  /** Default `default`. */
  readonly initialisation?: Initialisation;
}

/** The sizes of {@link mlp}. */
export interface MlpOptions extends PlainMlpOptions {
  /** What each hidden layer but the first adds up; all have the same size then. Default `relu-before-addition`. */
  readonly residual?: Residual;
}

/**
 * The parameters of {@link mlp} by default: linear layers, weights [out, in] and biases [out]. Another depth has as many more or
 * fewer; normalised ones have bn1 …, too.
 */
export type MlpParams = {
  readonly 'linear1.weight': Tensor2D;
  readonly 'linear1.bias': Tensor1D;
  readonly 'linear2.weight': Tensor2D;
  readonly 'linear2.bias': Tensor1D;
  readonly 'linear3.weight': Tensor2D;
  readonly 'linear3.bias': Tensor1D;
};

/**
 * Hidden ReLU layers, each but the first with a residual connection. By default two, h = relu(W₁x + b₁), then
 * W₃(h + relu(W₂h + b₂)) + b₃: 15,210 parameters at the default sizes (the paper's Figure 2, "MLP").
 *
 * Pre-activation: h = W₁x + b₁, then h ← h + W relu(h) + b for each other hidden layer, then a linear layer of relu(h).
 *
 * The model's `options` have depth, residual, batchNorm and initialisation only where they are not the default.
 *
 * @throws TypeError on an option of another type, RangeError on an unknown one, a size that is not a positive integer, or sizes
 * that differ around a residual connection
 */
export function mlp(options: MlpOptions = {}): Classifier<MlpParams> {
  checkOptions('mlp', options, [...plainKeys, 'residual']);
  const residual = checkChoice('mlp', 'residual', options.residual, residuals);
  return perceptron({ caller: 'mlp', name: 'mlp' }, options, residual);
}

/**
 * Hidden ReLU layers without residual connections, by default W₃ relu(W₂ relu(W₁x + b₁) + b₂) + b₃, the network of the paper's
 * Figure 5, "MLP". Sizes and parameters are those of {@link mlp}.
 *
 * @throws TypeError on an option of another type, RangeError on an unknown one or a size that is not a positive integer
 */
export function plainMlp(options: PlainMlpOptions = {}): Classifier<MlpParams> {
  checkOptions('plainMlp', options, plainKeys);
  return perceptron({ caller: 'plainMlp', name: 'plain-mlp' }, options, 'none');
}

const plainKeys = ['inputSize', 'hiddenSize', 'outputSize', 'depth', 'batchNorm', 'initialisation'];
const defaults = { depth: 2, residual: 'relu-before-addition', batchNorm: false, initialisation: 'default' } as const;

function perceptron(
  { caller, name }: { readonly caller: string; readonly name: string },
  options: PlainMlpOptions,
  residual: Residual,
): Classifier<MlpParams> {
  const { hiddenSize = 100, batchNorm = defaults.batchNorm } = options;
  const depth = options.depth ?? layersOf([hiddenSize]) ?? defaults.depth;
  checkInteger(caller, 'depth', depth, 1, LARGEST_SIZE);
  const hidden = sizePerLayer(caller, 'hiddenSize', hiddenSize, depth);
  if (residual !== 'none' && new Set(hidden).size > 1) {
    refuse(caller, 'hiddenSize', `the same for all layers where residual is '${residual}'`, hiddenSize);
  }
  if (typeof batchNorm !== 'boolean') refuse(caller, 'batchNorm', 'true or false', batchNorm);
  const initialisation = checkChoice(caller, 'initialisation', options.initialisation, initialisations);
  const { inputSize, outputSize } = checkSizes(
    caller,
    { inputSize: options.inputSize, outputSize: options.outputSize },
    { inputSize: 40, outputSize: 10 },
  );
  const widths = [inputSize, ...hidden, outputSize];
  const linears = widths
    .slice(1)
    .map((size, i) => linearParameters(`linear${i + 1}`, widths[i] as number, size) as ParameterSpecs);
  const isPreActivation = residual === 'pre-activation';
  const norms = hidden.map((size, i) => (isPreActivation && i === 0 ? {} : batchNormParameters(`bn${i + 1}`, size)));
  return defineClassifier({
    name,
    options: Object.freeze({
      ...{ inputSize, hiddenSize: inShort(hidden), outputSize },
      ...unlessDefault({ depth, batchNorm, initialisation }, defaults),
      ...(name === 'mlp' ? unlessDefault({ residual }, defaults) : {}),
    }),
    parameters: Object.assign({}, ...linears, ...(batchNorm ? norms : [])) as ParameterSpecs,
    initialisation,
    forward(p, x, pass) {
      const project = (h: Tensor2D, i: number) => linear(h, layer(p, `linear${i}`));
      const activate = (h: Tensor2D, i: number) => relu(batchNorm ? pass.batchNorm(h, `bn${i}`) : h);
      let h = project(x, 1);
      if (isPreActivation) {
        pass.observe('linear1', () => h);
        for (let i = 2; i <= depth; i++) {
          h = add(h, project(activate(h, i), i));
          pass.observe(`linear${i}`, () => h);
        }
        return project(relu(h), depth + 1);
      }
      h = activate(h, 1);
      pass.observe('linear1', () => h);
      for (let i = 2; i <= depth; i++) {
        const g = activate(project(h, i), i);
        h = residual === 'none' ? g : add(h, g);
        pass.observe(`linear${i}`, () => h);
      }
      return project(h, depth + 1);
    },
  }) as Classifier<never> as Classifier<MlpParams>;
}
