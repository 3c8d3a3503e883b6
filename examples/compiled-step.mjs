/** A model made with TensorFlow.js alone, its training step compiled: node examples/compiled-step.mjs */
import { makeDataset } from '@mnist1d/dataset';
import { jit } from '@mnist1d/jit';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

await tf.setBackend('cpu');
const { x, y, numTrain, length } = makeDataset();
const signals = tf.tensor2d(x, [numTrain, length]);
const oneHot = tf.oneHot(tf.tensor1d(y, 'int32'), 10);

const weights = [tf.variable(tf.randomNormal([40, 100], 0, 0.2, 'float32', 1)), tf.variable(tf.zeros([100]))];
const output = [tf.variable(tf.randomNormal([100, 10], 0, 0.1, 'float32', 2)), tf.variable(tf.zeros([10]))];
const optimizer = tf.train.adam(0.01);
const logitsOf = (batch) => {
  const hidden = tf.relu(tf.add(tf.matMul(batch, weights[0]), weights[1]));
  return tf.add(tf.matMul(hidden, output[0]), output[1]);
};
const step = jit((batch, labels) =>
  optimizer.minimize(() => tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logitsOf(batch))), 1))), true),
);

const start = performance.now();
for (let i = 0; i < 1000; i++) {
  const first = (100 * i) % numTrain;
  const loss = tf.tidy(() =>
    step(tf.slice(signals, [first, 0], [100, length]), tf.slice(oneHot, [first, 0], [100, 10])),
  );
  if (i % 200 === 0) console.log(`update ${i}: loss ${loss.dataSync()[0].toFixed(3)}`);
  loss.dispose();
}
console.log(`1,000 updates in ${((performance.now() - start) / 1000).toFixed(2)} s`);
step.dispose();
