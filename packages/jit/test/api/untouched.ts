/** That compiling leaves tfjs's engine as it was. */
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Whether the engine is as it was before `act`: backend, tensors, variables and Math.random. */
export function expectUntouched(act: () => void): void {
  const { random } = Math;
  const registered = Object.keys(variables()).join();
  const before = { ...tf.memory() };
  act();
  expect(tf.getBackend()).toBe('cpu');
  expect(Math.random).toBe(random);
  expect(Object.keys(variables()).join()).toBe(registered);
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numBytes).toBe(before.numBytes);
  expect([...tf.tidy(() => tf.add(tf.tensor1d([1, 2]), 1)).dataSync()]).toEqual([2, 3]);
}

const variables = () =>
  (tf.engine() as unknown as { registeredVariables: Record<string, tf.Variable> }).registeredVariables;
