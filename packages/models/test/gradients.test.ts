import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createModel, type ModelName, poolingCnn, poolings, registerGradients, TorchRandom } from '../src/index.ts';
import { crossEntropy, valueAndGradients } from './cpu-backend.ts';
import { type Arrays, loss } from './reference/forward-reference.ts';

const cases: (readonly [ModelName, { readonly inputSize: number; readonly [name: string]: number | string }])[] = [
  ['logistic', { inputSize: 5, outputSize: 3 }],
  ['mlp', { inputSize: 5, hiddenSize: 4, outputSize: 3 }],
  ['cnn', { inputSize: 12, channels: 2, outputSize: 3 }],
  ['gru', { inputSize: 5, hiddenSize: 2, outputSize: 3 }],
  ['plain-mlp', { inputSize: 5, hiddenSize: 4, outputSize: 3 }],
  ...poolings.map((pooling) => ['pooling-cnn', { inputSize: 8, channels: 2, outputSize: 3, pooling }] as const),
];
const batch = 4;

test.each(cases)('%s, %j: gradients equal finite differences of the plain loops', (name, options) => {
  const model = createModel(name, options);
  const width = options.inputSize;
  const random = new TorchRandom(3);
  const x = random.randn(batch * width);
  const classes = random.randint(0, 3, batch);
  const rows = Array.from({ length: batch }, (_, i) => [...x.slice(i * width, (i + 1) * width)]);
  const arrays = Object.fromEntries(
    Object.entries(model.initArrays(1) as Arrays).map(([key, { shape, data }]) => [
      key,
      { shape, data: Float64Array.from(data) },
    ]),
  );
  const input = tf.tensor2d(x, [batch, width]);
  const { value, gradients } = valueAndGradients({ ...model.init(1), x: input }, (p: Record<string, tf.Tensor>) => {
    const { x: batchOfRows, ...params } = p;
    return crossEntropy(model.apply(params as never, batchOfRows as tf.Tensor2D), classes);
  });
  expect(Math.abs(value.dataSync()[0]! - loss(name, arrays, rows, classes, options))).toBeLessThan(1e-6);

  const step = 1e-5;
  const difference = (data: { [i: number]: number }, i: number) => {
    const kept = data[i]!;
    const at = (shifted: number) => {
      data[i] = shifted;
      return loss(name, arrays, rows, classes, options);
    };
    const slope = (at(kept + step) - at(kept - step)) / (2 * step);
    data[i] = kept;
    return slope;
  };
  for (const [key, { data }] of Object.entries(arrays)) {
    gradients[key]!.dataSync().forEach((slope, i) =>
      expect(Math.abs(slope - difference(data, i)), `${key}[${i}]`).toBeLessThan(1e-6),
    );
  }
  gradients
    .x!.dataSync()
    .forEach((slope, i) =>
      expect(Math.abs(slope - difference(rows[Math.floor(i / width)]!, i % width)), `x[${i}]`).toBeLessThan(1e-6),
    );
});

test('a convolution differentiates twice', () => {
  // The gradient of |∂ sum((10 logits)²) / ∂ conv2.weight|² along a direction, against its difference quotient.
  const model = createModel('cnn', { inputSize: 12, channels: 2, outputSize: 3 });
  const params = model.init(1);
  const x = tf.tensor2d(new TorchRandom(3).randn(batch * 12), [batch, 12]);
  const squaredGradient = (weight: tf.Tensor) => {
    const logits = (w: tf.Tensor) => model.apply({ ...params, 'conv2.weight': w as tf.Tensor3D }, x);
    const inner = tf.grad((w) => tf.sum(tf.square(tf.mul(logits(w), 10))));
    return tf.sum(tf.square(inner(weight))) as tf.Scalar;
  };
  const weight = params['conv2.weight'];
  const direction = tf.tensor(new TorchRandom(4).randn(weight.size), weight.shape);
  const slope = tf.sum(tf.mul(tf.grad(squaredGradient)(weight), direction)).dataSync()[0]!;
  const at = (step: number) => squaredGradient(tf.add(weight, tf.mul(direction, step))).dataSync()[0]!;
  // Small enough that no ReLU switches between the two.
  const step = 1e-3;
  expect(Math.abs(slope)).toBeGreaterThan(0.1);
  expect(Math.abs((at(step) - at(-step)) / (2 * step) / slope - 1)).toBeLessThan(1e-3);
});

test('every gradient of tfjs-core is registered, and those of others are left alone', () => {
  for (const kernel of ['Add', 'BatchMatMul', 'Conv2D', 'MaxPool', 'Softmax', 'GatherV2', 'AvgPool3D', 'Elu']) {
    expect(tf.getGradient(kernel)?.kernelName).toBe(kernel);
  }
  const kept = tf.getGradient('Relu');
  const own: tf.GradConfig = { kernelName: 'Relu', gradFunc: (dy) => ({ x: () => dy as tf.Tensor }) };
  tf.unregisterGradient('Relu');
  tf.registerGradient(own);
  registerGradients();
  expect(tf.getGradient('Relu')).toBe(own);
  tf.unregisterGradient('Relu');
  registerGradients();
  expect(tf.getGradient('Relu')).toBe(kept);
});

test('the gradient of L2 pooling at a pair of zeros is zero', () => {
  const model = poolingCnn({ inputSize: 8, channels: 2, outputSize: 3, pooling: 'l2' });
  const params = model.init(0);
  // No signal and negative biases: every ReLU gives zero, and every pair is one of zeros.
  const silent = { ...params, 'conv1.bias': tf.fill<tf.Rank.R1>([2], -1), 'conv2.bias': tf.fill<tf.Rank.R1>([2], -1) };
  const { gradients } = valueAndGradients(silent, (p: typeof silent) =>
    crossEntropy(model.apply(p, tf.zeros([1, 8])), Int32Array.of(0)),
  );
  for (const key of ['conv1.weight', 'conv1.bias', 'conv2.weight', 'conv2.bias']) {
    expect([...gradients[key]!.dataSync()].every((value) => value === 0)).toBe(true);
  }
});
