/** Training of classifiers: a batch, cross-entropy, gradients, an update. */
import { createModel, type Model, type Params, TorchRandom, withoutBuffers } from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { type LoopOptions, randomUniform } from '../../src/index.ts';
import { adam, crossEntropy, type Optimizer, sgd, trainingStep } from '../experiments.ts';
import { coefficientsOf, type TrainingState } from './coefficients.ts';
import { type LinearLayer, linear, parametersOf } from './layers.ts';
import { oneHotOf, randomRows } from './rows.ts';

export type TrainingLoop = LoopOptions<TrainingState, { readonly x: tf.Tensor2D; readonly oneHot: tf.Tensor2D }>;

/** A function with parameters, perhaps with buffers and a forward pass of its own in training. */
type Network = { readonly params: Params } & Pick<Model<Params>, 'apply' | 'applyInTraining' | 'buffers'>;

function trainingLoop({ params, ...network }: Network, optimizer: Optimizer, rows = 4000): TrainingLoop {
  const coefficients = coefficientsOf(optimizer);
  const { x, labels } = randomRows(rows);
  const model = { ...network, name: '', options: {}, init: () => params };
  return {
    state: { params, optimizer: optimizer.init(withoutBuffers(model, params)) },
    data: { x, oneHot: oneHotOf(labels) },
    step(state, batch, i) {
      const next = trainingStep({
        ...{ model, optimizer, ...batch, plan: { loss: crossEntropy } },
        random: (stream, shape) => randomUniform(i, shape, { seed: 0, stream }),
        params: state.params,
        state: state.optimizer,
        coefficients: coefficients(i),
      });
      return { state: { params: next.params, optimizer: next.state }, loss: next.loss };
    },
  };
}

function masked(params: Params, masks: Params): Params {
  return Object.fromEntries(Object.entries(params).map(([key, p]) => [key, tf.mul(p, masks[key] as tf.Tensor)]));
}

type ModelOf = Parameters<typeof createModel>;

export function modelLoop(name: ModelOf[0], options: ModelOf[1] = {}, optimizer = adam(), rows?: number): TrainingLoop {
  const model = createModel(name, options);
  return trainingLoop({ ...(model as Model<Params>), params: model.init(0) }, optimizer, rows);
}

/**
 * The lottery ticket: every parameter is multiplied by its mask before each forward pass, and so is its gradient.
 *
 * @param isConstant whether the compiler can tell that the masks are constant
 */
export function lotteryLoop(hiddenSize: number, sparsity: number, rows?: number, isConstant = true): TrainingLoop {
  const model = createModel('mlp', { hiddenSize });
  const params = model.init(0);
  const keys = Object.keys(params);
  const random = new TorchRandom(2);
  const masks = Object.fromEntries(
    Object.entries(params).map(([key, { shape, size }]) => [
      key,
      tf.tensor(
        random.rand(size).map((u) => Number(u > sparsity)),
        shape,
      ),
    ]),
  );
  const apply = (p: Params, x: tf.Tensor2D) => {
    const zero = () => tf.mul(tf.reshape(tf.slice(x, [0, 0], [1, 1]), []), 0);
    const given = isConstant
      ? masks
      : Object.fromEntries(keys.map((key) => [key, tf.add(masks[key] as tf.Tensor, zero())]));
    return model.apply(masked(p, given) as typeof params, x);
  };
  return trainingLoop({ params, apply }, adam(), rows);
}

/** Two hidden ReLU layers without a residual connection. */
export function doubleDescentMlpLoop(hidden: number, rows?: number): TrainingLoop {
  const layers: readonly LinearLayer[] = [
    { name: 'linear1', in: 40, out: hidden },
    { name: 'linear2', in: hidden, out: hidden },
    { name: 'linear3', in: hidden, out: 10 },
  ];
  const apply = (params: Params, x: tf.Tensor2D) => {
    const h1 = tf.relu(linear(params, 'linear1', x));
    const h2 = tf.relu(linear(params, 'linear2', h1));
    return linear(params, 'linear3', h2);
  };
  return trainingLoop({ params: parametersOf(layers), apply }, sgd(), rows);
}

/** Two convolutions, each followed by a ReLU and a maximum of neighbours, then a linear layer. */
export function poolingLoop(channels: number, rows?: number): TrainingLoop {
  const params = parametersOf([
    { name: 'conv1', in: 3, out: channels },
    { name: 'conv2', in: 3 * channels, out: channels },
    { name: 'linear', in: 10 * channels, out: 10 },
  ]);
  const apply = (p: Params, x: tf.Tensor2D) => {
    const [batch, time] = x.shape;
    let h: tf.Tensor4D = tf.reshape(x, [batch, 1, time, 1]);
    h = maxPool(tf.relu(conv1d(p, 'conv1', h)));
    h = maxPool(tf.relu(conv1d(p, 'conv2', h)));
    return linear(p, 'linear', tf.reshape(h, [batch, 10 * channels]));
  };
  return trainingLoop({ params, apply }, adam(), rows);
}

/** A convolution of three taps along the time of x, [batch, 1, time, in]; the weights' columns are ordered by tap, channel. */
function conv1d(params: Params, name: string, x: tf.Tensor4D): tf.Tensor4D {
  const weight = params[`${name}.weight`] as tf.Tensor2D;
  const filter: tf.Tensor4D = tf.reshape(tf.transpose(weight), [1, 3, x.shape[3], weight.shape[0]]);
  return tf.add(tf.conv2d(x, filter, 1, 'same'), params[`${name}.bias`] as tf.Tensor);
}

/** The larger of times 2t and 2t + 1; as two halves and a maximum it needs no kernel of its own. */
function maxPool(x: tf.Tensor4D): tf.Tensor4D {
  const [batch, , time, channels] = x.shape;
  const [even, odd] = tf.unstack(tf.reshape(x, [batch, time / 2, 2, channels]), 2) as [tf.Tensor, tf.Tensor];
  return tf.reshape(tf.maximum(even, odd), [batch, 1, time / 2, channels]);
}
