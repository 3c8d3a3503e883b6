/** Training steps to scan, and how tensors are compared. */
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

export const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
export const values = (tensor: tf.Tensor) => [...tensor.dataSync()];

export function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance: number): void {
  expect(actual.shape).toEqual(expected.shape);
  const largest = Math.max(...values(tf.abs(expected)));
  const wanted = values(expected);
  values(actual).forEach((value, i) =>
    expect(Math.abs(value - wanted[i]!), `element ${i}: ${value} for ${wanted[i]}`).toBeLessThan(tolerance * largest),
  );
}

export const sizes = { inputs: 6, hidden: 5, classes: 3 };
export type Batch = { x: tf.Tensor; y: tf.Tensor };

/** −mean(oneHot × logSoftmax) of an MLP with tanh, its parameters one flat vector in PyTorch's order. */
export function mlpLoss({ inputs, hidden, classes }: typeof sizes, { x, y }: Batch) {
  return (p: tf.Tensor): tf.Scalar => {
    const [w1, b1, w2, b2] = tf.split(p, [inputs * hidden, hidden, hidden * classes, classes]) as tf.Tensor[];
    const h = tf.tanh(
      tf.add(tf.matMul(x as tf.Tensor2D, tf.reshape(w1!, [hidden, inputs]) as tf.Tensor2D, false, true), b1!),
    );
    const logits = tf.add(
      tf.matMul(h as tf.Tensor2D, tf.reshape(w2!, [classes, hidden]) as tf.Tensor2D, false, true),
      b2!,
    );
    return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(logits)), 1)));
  };
}

/** A step of gradient descent whose learning rate is part of the carry. */
export const sgdStep =
  (shape: typeof sizes) =>
  ({ p, rate }: { p: tf.Tensor; rate: tf.Tensor }, batch: Batch) => {
    const { value, grad } = tf.valueAndGrad(mlpLoss(shape, batch))(p);
    return { carry: { p: tf.sub(p, tf.mul(rate, grad)), rate }, y: value as tf.Tensor };
  };
