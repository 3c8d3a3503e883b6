/** Programs of training loops, and functions that assign variables. */
import * as tf from '@tensorflow/tfjs-core';
import { functionOf, loopOf, type Program, randomUniform } from './emitted.ts';
import { floats, normal, oneHot } from './tensors.ts';

/** Adds up the rows of its batches. */
const summing = (rows: number, batchSize: number) =>
  loopOf({
    state: { sum: tf.zeros([2]), last: tf.scalar(-1, 'int32') },
    data: { x: tf.reshape(tf.range(0, 2 * rows), [rows, 2]) },
    batchSize,
    step: ({ sum }, batch, i) => ({
      state: { sum: tf.add(sum, tf.sum(batch.x, 0)), last: i },
      loss: tf.sum(batch.x),
    }),
  });

/** Linear regression whose gradient descent is written out. */
const regression = (numerics?: 'fused') =>
  loopOf({
    state: { w: tf.zeros<tf.Rank.R2>([40, 10]) },
    data: { x: normal([400, 40], 1) as tf.Tensor2D, y: normal([400, 10], 2) as tf.Tensor2D },
    numerics,
    step: ({ w }, { x, y }) => {
      const loss = (w: tf.Tensor2D) => tf.mean<tf.Scalar>(tf.square(tf.sub(tf.matMul(x, w), y)));
      const { value, grad } = tf.valueAndGrad(loss)(w);
      return { state: { w: tf.sub(w, grad) }, loss: value };
    },
  });

const optimizers: Readonly<Record<string, () => tf.Optimizer>> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.05, 0.9),
  nesterov: () => tf.train.momentum(0.05, 0.9, true),
  adam: () => tf.train.adam(0.05),
  adamax: () => tf.train.adamax(0.05),
  adadelta: () => tf.train.adadelta(0.5),
  adagrad: () => tf.train.adagrad(0.1),
  rmsprop: () => tf.train.rmsprop(0.01),
  'rmsprop, centred': () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true),
};

/** A small network in variables, and a step of an optimiser of tfjs. */
function variables(optimizer: tf.Optimizer) {
  const w = tf.variable(normal([3, 2], 7) as tf.Tensor2D);
  const b = tf.variable(tf.zeros<tf.Rank.R1>([2]));
  return (x: tf.Tensor2D, y: tf.Tensor2D) => {
    const loss = () => tf.mean(tf.square(tf.sub(tf.tanh(tf.add(tf.matMul(x, w), b)), y))) as tf.Scalar;
    return optimizer.minimize(loss, true, [w, b]) as tf.Scalar;
  };
}

export const loops: Readonly<Record<string, Program>> = {
  'rows in order': () => summing(6, 2),
  'rows left over': () => summing(5, 2),
  'no data': () =>
    loopOf({ state: { n: tf.scalar(0) }, step: ({ n }) => ({ state: { n: tf.add(n, 1) }, loss: n as tf.Scalar }) }),
  'no loss': () => loopOf({ state: { n: tf.scalar(5) }, step: ({ n }) => ({ state: { n: tf.add(n, 1) } }) }),
  'data of all types and ranks': () =>
    loopOf({
      state: { hits: tf.zeros([2, 2], 'int32') },
      data: [
        tf.tensor1d([1, 2, 3, 4], 'int32'),
        tf.tensor1d([true, false, true, true], 'bool'),
        tf.ones([4, 2, 2, 1]),
      ] as const,
      batchSize: 2,
      step: ({ hits }, [numbers, flags, images]) => {
        const counted = tf.sum(tf.where(flags, numbers, tf.zerosLike(numbers)));
        const added = tf.cast(tf.mul(tf.sum(tf.squeeze(images, [3]), 0), counted), 'int32');
        return { state: { hits: tf.add(hits, added) } };
      },
    }),
  'a state that swaps its parts': () =>
    loopOf({
      state: { a: tf.tensor1d([1, 2]), b: tf.tensor1d([3, 4]) },
      step: ({ a, b }) => ({ state: { a: b, b: a } }),
    }),
  'a state that stays': () =>
    loopOf({
      state: { kept: tf.ones([3]), sum: tf.zeros([3]) },
      step: ({ kept, sum }) => ({ state: { kept, sum: tf.add(sum, kept) } }),
    }),
  'random numbers': () =>
    loopOf({
      state: { sum: tf.zeros([4]) as tf.Tensor },
      step: (_state, _batch, i) => {
        const draw = randomUniform(i, [4], { seed: 7, stream: 'loop' });
        return { state: { sum: draw }, loss: tf.sum(draw) };
      },
    }),
  'linear regression': () => regression(),
  'linear regression, fused': () => regression('fused'),
  'a small classifier': () =>
    loopOf({
      state: { w: tf.zeros<tf.Rank.R2>([4, 3]) },
      data: { x: normal([6, 4], 1) as tf.Tensor2D, y: oneHot(6, 3) },
      batchSize: 2,
      step: ({ w }, { x, y }) => {
        const loss = (w: tf.Tensor2D) =>
          tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(tf.matMul(x, w))), 1))) as tf.Scalar;
        const { value, grad } = tf.valueAndGrad(loss)(w);
        return { state: { w: tf.sub(w, grad) }, loss: value };
      },
    }),
  'variables and their optimiser': () => {
    const step = variables(tf.train.adam(0.05));
    return loopOf({
      state: {},
      data: { x: normal([20, 3], 1) as tf.Tensor2D, y: normal([20, 2], 2) as tf.Tensor2D },
      batchSize: 5,
      step: (_, batch) => ({ state: {}, loss: step(batch.x, batch.y) }),
    });
  },
  ...Object.fromEntries(
    Object.entries(optimizers).map(([name, make]) => [
      `a function with ${name}`,
      () => functionOf(variables(make()), [floats([5, 3]) as tf.Tensor2D, floats([5, 2]) as tf.Tensor2D]),
    ]),
  ),
  'a scalar with momentum': () => {
    const w = tf.variable(tf.scalar(3));
    const optimizer = tf.train.momentum(0.05, 0.9);
    return functionOf(() => optimizer.minimize(() => tf.square(w) as tf.Scalar, true, [w]), []);
  },
  'a function that swaps variables': () => {
    const a = tf.variable(tf.tensor1d([1, 2]));
    const b = tf.variable(tf.tensor1d([3, 4]));
    return functionOf(() => {
      const kept = tf.mul(a, 1) as tf.Tensor1D;
      a.assign(tf.add(b, 0) as tf.Tensor1D);
      b.assign(kept);
    }, []);
  },
};
