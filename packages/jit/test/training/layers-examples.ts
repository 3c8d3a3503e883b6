/** Models of tfjs-layers, built as in the public tfjs-examples. */
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';

interface Example {
  /** With every seed given, so that two builds have the same weights. */
  readonly build: () => layers.LayersModel;
  readonly optimizer: () => tf.Optimizer;
  readonly loss: (y: tf.Tensor, prediction: tf.Tensor) => tf.Tensor;
  readonly x: () => tf.Tensor;
  readonly y: () => tf.Tensor;
}

const { dense, sequential } = { dense: layers.layers.dense, sequential: layers.sequential };
const glorot = (seed: number) => layers.initializers.glorotNormal({ seed });
const orthogonal = (seed: number) => layers.initializers.glorotUniform({ seed });
const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
const classes = (rows: number, count: number) =>
  tf.cast(
    tf.oneHot(
      tf.tensor1d(
        Array.from({ length: rows }, (_, i) => (7 * i) % count),
        'int32',
      ),
      count,
    ),
    'float32',
  );
const words = (rows: number, length: number, count: number) =>
  tf.tensor2d(
    Array.from({ length: rows * length }, (_, i) => (i * i * 31 + 3 * i) % count),
    [rows, length],
    'int32',
  );
const crossEntropy = (y: tf.Tensor, p: tf.Tensor) => layers.metrics.categoricalCrossentropy(y, p);
const squaredError = (y: tf.Tensor, p: tf.Tensor) => layers.metrics.meanSquaredError(y, p);
const binary = (y: tf.Tensor, p: tf.Tensor) => layers.metrics.binaryCrossentropy(y, p);

export const examples: Record<string, Example> = {
  'iris: dense': {
    build: () =>
      sequential({
        layers: [
          dense({ units: 10, activation: 'sigmoid', inputShape: [4], kernelInitializer: glorot(1) }),
          dense({ units: 3, activation: 'softmax', kernelInitializer: glorot(2) }),
        ],
      }),
    optimizer: () => tf.train.adam(0.01),
    loss: crossEntropy,
    x: () => normal([12, 4], 3),
    y: () => classes(12, 3),
  },
  'boston-housing: dense': {
    build: () =>
      sequential({
        layers: [
          dense({ units: 50, activation: 'sigmoid', inputShape: [12], kernelInitializer: glorot(1) }),
          dense({ units: 50, activation: 'sigmoid', kernelInitializer: glorot(2) }),
          dense({ units: 1, kernelInitializer: glorot(3) }),
        ],
      }),
    optimizer: () => tf.train.sgd(0.01),
    loss: squaredError,
    x: () => normal([40, 12], 4),
    y: () => tf.mul(20, normal([40, 1], 5)),
  },
  'conv1d, as for time series': {
    build: () =>
      sequential({
        layers: [
          layers.layers.conv1d({
            filters: 8,
            kernelSize: 5,
            activation: 'relu',
            inputShape: [40, 2],
            kernelInitializer: glorot(1),
          }),
          layers.layers.maxPooling1d({ poolSize: 2 }),
          layers.layers.conv1d({
            filters: 4,
            kernelSize: 3,
            strides: 2,
            padding: 'same',
            activation: 'relu',
            kernelInitializer: glorot(2),
          }),
          layers.layers.globalMaxPooling1d(),
          dense({ units: 2, activation: 'softmax', kernelInitializer: glorot(3) }),
        ],
      }),
    optimizer: () => tf.train.rmsprop(0.01),
    loss: crossEntropy,
    x: () => normal([6, 40, 2], 6),
    y: () => classes(6, 2),
  },
  'mnist: convnet': {
    build: () =>
      sequential({
        layers: [
          layers.layers.conv2d({
            inputShape: [28, 28, 1],
            kernelSize: 3,
            filters: 8,
            activation: 'relu',
            kernelInitializer: glorot(1),
          }),
          layers.layers.maxPooling2d({ poolSize: 2, strides: 2 }),
          layers.layers.conv2d({ kernelSize: 3, filters: 16, activation: 'relu', kernelInitializer: glorot(2) }),
          layers.layers.maxPooling2d({ poolSize: 2, strides: 2 }),
          layers.layers.flatten(),
          layers.layers.dropout({ rate: 0.25, seed: 42 }),
          dense({ units: 32, activation: 'relu', kernelInitializer: glorot(3) }),
          layers.layers.dropout({ rate: 0.5, seed: 43 }),
          dense({ units: 10, activation: 'softmax', kernelInitializer: glorot(4) }),
        ],
      }),
    optimizer: () => tf.train.rmsprop(0.001),
    loss: crossEntropy,
    x: () => tf.randomUniform([5, 28, 28, 1], 0, 1, 'float32', 7),
    y: () => classes(5, 10),
  },
  'a convnet with average pooling and batch normalisation': {
    build: () =>
      sequential({
        layers: [
          layers.layers.conv2d({
            inputShape: [12, 12, 3],
            kernelSize: 3,
            filters: 4,
            padding: 'same',
            useBias: false,
            kernelInitializer: glorot(1),
          }),
          layers.layers.batchNormalization(),
          layers.layers.activation({ activation: 'relu' }),
          layers.layers.averagePooling2d({ poolSize: 2 }),
          layers.layers.conv2d({
            kernelSize: 3,
            strides: 2,
            filters: 6,
            padding: 'same',
            activation: 'relu',
            kernelInitializer: glorot(2),
          }),
          layers.layers.globalAveragePooling2d({}),
          dense({ units: 3, activation: 'softmax', kernelInitializer: glorot(3) }),
        ],
      }),
    optimizer: () => tf.train.adam(0.005),
    loss: crossEntropy,
    x: () => normal([6, 12, 12, 3], 8),
    y: () => classes(6, 3),
  },
  'batch normalisation of features': {
    build: () =>
      sequential({
        layers: [
          dense({ units: 16, inputShape: [8], kernelInitializer: glorot(1) }),
          layers.layers.batchNormalization({ momentum: 0.9 }),
          layers.layers.leakyReLU({ alpha: 0.1 }),
          dense({ units: 1, kernelInitializer: glorot(2) }),
        ],
      }),
    optimizer: () => tf.train.momentum(0.01, 0.9),
    loss: squaredError,
    x: () => normal([20, 8], 9),
    y: () => normal([20, 1], 10),
  },
  'addition-rnn: LSTM, repeated, time-distributed': {
    build: () =>
      sequential({
        layers: [
          layers.layers.lstm({
            units: 8,
            inputShape: [6, 12],
            kernelInitializer: glorot(1),
            recurrentInitializer: orthogonal(2),
          }),
          layers.layers.repeatVector({ n: 4 }),
          layers.layers.lstm({
            units: 8,
            returnSequences: true,
            kernelInitializer: glorot(3),
            recurrentInitializer: orthogonal(4),
          }),
          layers.layers.timeDistributed({
            layer: dense({ units: 12, activation: 'softmax', kernelInitializer: glorot(5) }),
          }),
        ],
      }),
    optimizer: () => tf.train.adam(0.01),
    loss: crossEntropy,
    x: () => tf.reshape(classes(4 * 6, 12), [4, 6, 12]),
    y: () => tf.reshape(classes(4 * 4, 12), [4, 4, 12]),
  },
  'jena-weather: GRU': {
    build: () =>
      sequential({
        layers: [
          layers.layers.gru({
            units: 6,
            inputShape: [8, 5],
            kernelInitializer: glorot(1),
            recurrentInitializer: orthogonal(2),
          }),
          dense({ units: 1, kernelInitializer: glorot(3) }),
        ],
      }),
    optimizer: () => tf.train.rmsprop(0.01),
    loss: (y, p) => layers.metrics.meanAbsoluteError(y, p),
    x: () => normal([5, 8, 5], 11),
    y: () => normal([5, 1], 12),
  },
  'simple RNN': {
    build: () =>
      sequential({
        layers: [
          layers.layers.simpleRNN({
            units: 7,
            inputShape: [6, 3],
            kernelInitializer: glorot(1),
            recurrentInitializer: orthogonal(2),
          }),
          dense({ units: 1, kernelInitializer: glorot(3) }),
        ],
      }),
    optimizer: () => tf.train.adagrad(0.05),
    loss: squaredError,
    x: () => normal([5, 6, 3], 13),
    y: () => normal([5, 1], 14),
  },
  'sentiment: embedding and average': {
    build: () =>
      sequential({
        layers: [
          layers.layers.embedding({
            inputDim: 50,
            outputDim: 8,
            inputLength: 10,
            embeddingsInitializer: layers.initializers.randomUniform({ minval: -0.05, maxval: 0.05, seed: 1 }),
          }),
          layers.layers.globalAveragePooling1d({}),
          dense({ units: 6, activation: 'relu', kernelInitializer: glorot(2) }),
          dense({ units: 1, activation: 'sigmoid', kernelInitializer: glorot(3) }),
        ],
      }),
    optimizer: () => tf.train.adam(0.01),
    loss: binary,
    x: () => words(8, 10, 50),
    y: () =>
      tf.tensor2d(
        Array.from({ length: 8 }, (_, i) => i % 2),
        [8, 1],
      ),
  },
};
