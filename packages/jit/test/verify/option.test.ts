/** `{ verify: true }` has the program checked after every pass that gives one; by default nothing is checked. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeEach, expect, test } from 'vitest';
import { compileLoop, jit } from '../../src/index.ts';
import type { Step } from '../../src/program/program.ts';
import { type Watch, watchers } from '../../src/run/passes.ts';

/** Spoils what a pass made: the program begins with its last step, which reads what is not written yet. */
const spoil =
  (pass: string): Watch =>
  ({ name }, stage) => {
    if (name !== pass || !('program' in stage)) return;
    const steps = stage.program.steps as Step[];
    steps.unshift(steps.at(-1) as Step);
  };

beforeEach(async () => {
  await tf.setBackend('cpu');
  // What all tests check.
  watchers.clear();
});

/** Two steps: the second reads what the first has summed up. */
const share = (x: tf.Tensor) => tf.div(x, tf.sum(x));

test.each(['lower', 'merge-maps', 'share-state'])('jit: what %s has spoiled is named', (pass) => {
  watchers.add(spoil(pass));
  const call = jit(share, { verify: true });
  expect(() => call(tf.ones([5]))).toThrow(`after ${pass}`);
});

test('compileLoop: what a pass has spoiled is named', () => {
  watchers.add(spoil('merge-maps'));
  const options = { state: { x: tf.ones([5]) }, step: ({ x }: { x: tf.Tensor }) => ({ state: { x: share(x) } }) };
  expect(() => compileLoop({ ...options, verify: true })).toThrow('after merge-maps');
});

test('without the option nothing is checked', () => {
  watchers.add(spoil('share-state'));
  expect(() => jit(share)(tf.ones([5])).dispose()).not.toThrow();
});
