/** A step of training every model, as experiments train them, and what judges them. */
import {
  type Classifier,
  cnn,
  convEncoder,
  gru,
  logistic,
  mlp,
  type Params,
  plainMlp,
  poolingCnn,
  poolings,
} from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';
import { adam, crossEntropy, masked, type Optimizer, sgd, trainingStep } from '../../bench/experiments.ts';
import { randomUniform } from '../../src/index.ts';
import { functionOf, loopOf, type Program } from './emitted.ts';
import { floats, normal } from './tensors.ts';

const ROWS = 200;
const CLASSES = 10;

/** A model that is told no more of its parameters than that they are tensors. */
const untyped = (model: unknown) => model as Classifier<Params>;

/** A loop over batches of data with labels, with the optimiser's coefficients in a table. */
function training(given: unknown, optimizer: Optimizer, { batchSize = 100, masks }: Masking = {}): string {
  const model = untyped(given);
  const params = model.init(1);
  const { length } = optimizer.coefficients(0);
  const coefficients = tf.tensor2d(
    Array.from({ length: 20 }, (_, step) => [...optimizer.coefficients(step), 0]).flat(),
    [20, length + 1],
  );
  const constants = masks ? masksOf(params) : undefined;
  return loopOf({
    state: { params, optimizer: optimizer.init(params) },
    data: {
      x: normal([ROWS, 40], 1) as tf.Tensor2D,
      y: tf.tensor1d(
        Array.from({ length: ROWS }, (_, i) => i % CLASSES),
        'int32',
      ),
    },
    batchSize,
    step(state, batch, i) {
      const oneHot = tf.cast(tf.oneHot(batch.y, CLASSES), 'float32') as tf.Tensor2D;
      const scalars = tf.unstack(tf.gather(coefficients, i)) as tf.Scalar[];
      const next = trainingStep({
        ...{ model, optimizer, oneHot, plan: { loss: crossEntropy, masks: constants } },
        random: (stream, shape) => randomUniform(i, shape, { seed: 1, stream }),
        params: state.params,
        state: state.optimizer,
        coefficients: scalars,
        x: batch.x,
      });
      return { state: { params: next.params, optimizer: next.state }, loss: next.loss };
    },
  });
}

interface Masking {
  readonly batchSize?: number;
  /** Whether nine of ten parameters are left out. */
  readonly masks?: boolean;
}

const masksOf = (params: Params): Params =>
  Object.fromEntries(
    Object.entries(params).map(([name, { shape }], i) => [
      name,
      tf.cast(tf.less(tf.randomUniform(shape, 0, 1, 'float32', i + 1), 0.1), 'float32'),
    ]),
  );

/** Right answers and the sum of the losses. */
function judging(given: unknown, masks = false): string {
  const model = untyped(given);
  const params = model.init(1);
  const constants = masks ? masksOf(params) : undefined;
  return functionOf(
    (params: Params, x: tf.Tensor2D, y: tf.Tensor1D) => {
      const logits = model.apply(masked(params, constants), x);
      const oneHot = tf.cast(tf.oneHot(y, CLASSES), 'float32');
      return {
        correct: tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), y), 'int32')),
        loss: tf.neg(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)))),
      };
    },
    [params, floats([100, 40]) as tf.Tensor2D, tf.zeros([100], 'int32') as tf.Tensor1D],
  );
}

const factories = { logistic, mlp, 'plain-mlp': plainMlp, cnn, gru };

export const models: Readonly<Record<string, Program>> = {
  ...Object.fromEntries(
    Object.entries(factories).flatMap(([name, make]): [string, Program][] => [
      [`${name}, Adam`, () => training(make(), adam())],
      [`${name}, SGD`, () => training(make(), sgd())],
      [`${name}, judged`, () => judging(make())],
    ]),
  ),
  ...Object.fromEntries(
    poolings.map((pooling) => [`pooling-cnn, ${pooling}`, () => training(poolingCnn({ pooling }), adam())]),
  ),
  'conv-encoder, Adam': () => training(convEncoder({ projector: [125, CLASSES] }), adam()),
  'conv-encoder, its layers': () => {
    const encoder = convEncoder();
    return functionOf((x: tf.Tensor2D) => encoder.layers(encoder.init(1), x), [floats([10, 40]) as tf.Tensor2D]);
  },
  'mlp with masks': () => training(mlp(), adam(), { masks: true }),
  'mlp with masks, judged': () => judging(mlp(), true),
  'cnn with masks': () => training(cnn(), sgd(), { masks: true }),
  'mlp, rows left over': () => training(mlp(), adam(), { batchSize: 96 }),
  'cnn without momentum': () => training(cnn({ channels: 7 }), sgd({ momentum: 0 })),
};
