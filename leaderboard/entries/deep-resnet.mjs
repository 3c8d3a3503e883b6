/**
 * A ResNet of two blocks, the second of twice the channels at half the time steps, trained on signals that are a little different each
 * time: shifted, scaled, sheared, with more of the smooth noise that the generator puts around its digits. How it was found stands
 * in deep-resnet.md.
 */
import { defineEntry } from '@mnist1d/experiments/leaderboard';
import { adamw, cosineDecay, linearWarmup } from '@mnist1d/experiments/train';
import {
  batchNormParameters,
  conv1d,
  conv1dParameters,
  defineClassifier,
  globalAveragePool,
  layer,
  linear,
  linearParameters,
  toSignal,
} from '@mnist1d/models';
import * as tf from '@tensorflow/tfjs-core';

const steps = 6001;
const blocks = [
  { name: 'block1', from: 64, to: 64, stride: 1 },
  { name: 'block2', from: 64, to: 128, stride: 2 },
];

function deepResnet() {
  const ofBlock = ({ name, from, to, stride }) => ({
    ...conv1dParameters(`${name}.conv1`, from, to, 3),
    ...batchNormParameters(`${name}.bn1`, to),
    ...conv1dParameters(`${name}.conv2`, to, to, 3),
    ...batchNormParameters(`${name}.bn2`, to),
    ...(stride > 1 && { ...conv1dParameters(`${name}.down`, from, to, 1), ...batchNormParameters(`${name}.bn3`, to) }),
  });
  return defineClassifier({
    name: 'deep-resnet',
    options: { inputSize: 40 },
    parameters: Object.assign(
      { ...conv1dParameters('conv1', 1, 64, 7), ...batchNormParameters('bn1', 64) },
      ...blocks.map(ofBlock),
      linearParameters('linear', 128, 10),
    ),
    forward(p, x, pass) {
      const convolve = (h, conv, bn, options) => pass.batchNorm(conv1d(h, layer(p, conv), options), bn);
      let h = tf.relu(convolve(toSignal(x), 'conv1', 'bn1', { stride: 2, padding: 3 }));
      for (const { name, stride } of blocks) {
        const inner = tf.relu(convolve(h, `${name}.conv1`, `${name}.bn1`, { stride, padding: 1 }));
        const outer = convolve(inner, `${name}.conv2`, `${name}.bn2`, { padding: 1 });
        h = tf.relu(tf.add(outer, stride > 1 ? convolve(h, `${name}.down`, `${name}.bn3`, { stride }) : h));
      }
      return linear(globalAveragePool(h), layer(p, 'linear'));
    },
  });
}

/** Numbers of mean 0 and deviation 1: sums of three uniform ones, which is near enough to Gaussian. */
function normal(random, name, [rows, length]) {
  const three = tf.reshape(random(name, [rows, 3 * length]), [rows, length, 3]);
  return tf.mul(tf.sub(tf.sum(three, 2), 1.5), 2);
}

/** exp(−d² / (2 · 1.1²)) at distances 0, 1, …: written out, for engines differ in Math.exp. */
const gaussian = [1, 0.6615, 0.1915, 0.0243, 0.0013];

/** Smooths white noise as the generator does, by a Gaussian of two of its points, here 1.1, to noise of deviation 1. */
function smoothing(length) {
  const rows = Array.from({ length }, (_, i) => {
    const weights = Array.from({ length }, (_, j) => gaussian[Math.abs(i - j)] ?? 0);
    const norm = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
    return weights.map((weight) => weight / norm);
  });
  return tf.tensor2d(rows);
}

function augment(x, random) {
  const [rows, length] = x.shape;
  const between = (name) => tf.sub(tf.mul(random(name, [rows, 1]), 2), 1);
  // By up to 3 points to either side, in a circle.
  const shift = tf.cast(tf.round(tf.mul(between('shift'), 3.5)), 'int32');
  const column = tf.mod(tf.sub(tf.range(0, length, 1, 'int32'), shift), tf.scalar(length, 'int32'));
  const starts = tf.reshape(tf.mul(tf.range(0, rows, 1, 'int32'), tf.scalar(length, 'int32')), [rows, 1]);
  const shifted = tf.gather(tf.reshape(x, [rows * length]), tf.add(starts, column));
  const scaled = tf.mul(shifted, tf.add(tf.mul(between('scale'), 0.2), 1));
  const line = tf.reshape(tf.sub(tf.mul(tf.range(0, length, 1, 'float32'), 2 / (length - 1)), 1), [1, length]);
  const sheared = tf.add(scaled, tf.mul(between('trend'), line));
  const noise = tf.matMul(normal(random, 'noise', [rows, length]), smoothing(length), false, true);
  return tf.add(sheared, tf.mul(noise, 0.2));
}

defineEntry({
  name: 'deep-resnet',
  title: 'ResNet of two blocks: AdamW with a cosine schedule, augmented',
  authors: 'MNIST-1D for TypeScript',
  module: import.meta.url,
  seeds: [0, 1, 2, 3, 4],
  model: deepResnet,
  steps,
  optimizer: adamw({
    learningRate: 0.01,
    weightDecay: 0.01,
    schedule: linearWarmup({ steps: 100, next: cosineDecay({ steps: steps - 100 }) }),
  }),
  order: 'shuffled',
  augment,
});
