/** Makes a classifier from the specification of its parameters and its forward pass. */
import { checkInteger, checkNumber, show } from '@mnist1d/checks';
import { type Tensor, type Tensor1D, type Tensor2D, type Tensor3D, tidy } from '@tensorflow/tfjs-core';
import { checkChoice, checkParams, checkShape } from '../check-arguments.ts';
import { toTensors } from '../formats/parameter-tensors.ts';
import { drawParameters, drawsOf, type Initialisation, initialisations } from '../layers/initial-parameters.ts';
import type { ParameterSpec, ParameterSpecs } from '../layers/parameter-specs.ts';
import { type Dropouts, evaluationPass, observedPass, type Pass, trainingPass } from '../layers/pass.ts';
import type { ArrayParams, Classifier, ModelOptions, Params } from '../model.ts';

/** The tensors that parameter specifications make. */
export type ParamsOf<S extends ParameterSpecs> = { readonly [K in keyof S & string]: TensorOf<S[K]['shape']> };

type TensorOf<S extends readonly number[]> = S extends readonly [number]
  ? Tensor1D
  : S extends readonly [number, number]
    ? Tensor2D
    : S extends readonly [number, number, number]
      ? Tensor3D
      : Tensor;

/** What a classifier is. */
export interface ClassifierDefinition<S extends ParameterSpecs> {
  readonly name: string;
  /** What it was made with; with the name it stands in the key of a run. */
  readonly options: ModelOptions & { readonly inputSize: number };
  /** In the order in which PyTorch draws them, which is that of its state_dict. */
  readonly parameters: S;
  /** Default `default`. */
  readonly initialisation?: Initialisation | undefined;
  /** The probabilities of the places where the network drops values in training, by name; from 0 to below 1. Default none. */
  readonly dropouts?: Dropouts | undefined;
  /**
   * The logits of a batch, as differentiable tfjs; its intermediate tensors are disposed.
   *
   * @param params as `parameters` says
   * @param x [batch, inputSize]
   * @param pass what differs between training and evaluation
   * @returns [batch, outputSize]
   */
  forward(params: ParamsOf<S>, x: Tensor2D, pass: Pass): Tensor2D;
}

/**
 * A network of one's own: a classifier from its parameters and one forward pass, which serves training and evaluation.
 *
 * Features go from layer to layer as [batch, features], signals as [time, batch, channels].
 *
 * @example
 * ```ts
 * const model = defineClassifier({
 *   name: 'small-resnet',
 *   options: { inputSize: 40 },
 *   parameters: {
 *     ...conv1dParameters('conv1', 1, 16, 5),
 *     ...conv1dParameters('conv2', 16, 16, 3),
 *     ...batchNormParameters('bn2', 16),
 *     ...linearParameters('linear', 16, 10),
 *   },
 *   dropouts: { features: 0.2 },
 *   forward(p, x, pass) {
 *     const h = tf.relu(conv1d(toSignal(x), layer(p, 'conv1'), { stride: 2, padding: 2 }));
 *     const g = pass.batchNorm(conv1d(h, layer(p, 'conv2'), { padding: 1 }), 'bn2');
 *     const features = globalAveragePool(tf.relu(tf.add(g, h)));
 *     return linear(pass.dropout(features, 'features'), layer(p, 'linear'));
 *   },
 * });
 * ```
 *
 * @throws TypeError or RangeError on a name that is no text, an inputSize that is no positive integer, a probability or an
 * initialisation that is none
 */
export function defineClassifier<const S extends ParameterSpecs>(
  definition: ClassifierDefinition<S>,
): Classifier<ParamsOf<S>> {
  type P = ParamsOf<S>;
  const { name, options, parameters, dropouts = {}, forward } = definition;
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`defineClassifier: name must be a text, got ${show(name)}`);
  }
  checkInteger(name, 'inputSize', options?.inputSize, 1);
  const initialisation = checkChoice(name, 'initialisation', definition.initialisation, initialisations);
  for (const [place, probability] of Object.entries(dropouts)) {
    checkNumber(name, `dropouts.${place}`, probability, 0);
    if (probability >= 1) throw new RangeError(`${name}: dropouts.${place} must be below 1, got ${probability}`);
  }
  const specs = Object.entries<ParameterSpec>(parameters);
  const shapes = Object.fromEntries(specs.map(([key, { shape }]) => [key, shape])) as Classifier<P>['shapes'];
  const buffers = specs.filter(([, { isBuffer }]) => isBuffer).map(([key]) => key) as (keyof P & string)[];
  const initArrays = (seed: number) =>
    drawParameters(`${name}.init`, parameters, initialisation, seed) as ArrayParams<P>;
  const check = (caller: string, params: Params, x: Tensor2D) => {
    checkParams(caller, shapes, params);
    checkShape(caller, 'x', x, ['batch', options.inputSize]);
  };
  const classifier: Classifier<P> = {
    name,
    options,
    shapes,
    draws: drawsOf(parameters, initialisation),
    initArrays,
    init: (seed) => toTensors(initArrays(seed) as ArrayParams<Params>) as P,
    apply(params, x) {
      check(`${name}.apply`, params, x);
      return tidy(() => forward(params, x, evaluationPass(params, dropouts)));
    },
    activations(params, x) {
      check(`${name}.activations`, params, x);
      return tidy(() => {
        const { pass, observed } = observedPass(params, dropouts);
        const logits = forward(params, x, pass);
        return { ...observed, logits };
      });
    },
  };
  if (buffers.length === 0 && Object.values(dropouts).every((probability) => probability === 0)) return classifier;
  return {
    ...classifier,
    buffers,
    applyInTraining(params, x, random) {
      check(`${name}.applyInTraining`, params, x);
      return tidy(() => {
        const { pass, updatedBuffers } = trainingPass(params, buffers, dropouts, random);
        return { logits: forward(params, x, pass), buffers: updatedBuffers() };
      });
    },
  };
}
