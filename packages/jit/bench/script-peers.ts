/** Other ways to train the paper's classifiers in JavaScript. Not in turns with ours: they are far apart. */
import * as tf from '@tensorflow/tfjs-core';
import { jaxJs, networks } from './jax-js.ts';
import { measure, median, roundOf } from './measure.ts';
import { modelLoop } from './workloads/classifiers.ts';
import { runEagerly } from './workloads/workload.ts';

export const models = { logistic: 'logistic', 'mlp-100': 'mlp', 'cnn-25': 'cnn', 'gru-6': 'gru' } as const;
type ModelName = (typeof models)[keyof typeof models];

/** Milliseconds per step of a classifier. */
export const scriptPeers: Readonly<Record<string, (model: ModelName) => Promise<number>>> = {
  'tfjs cpu': (model) => eagerTime('cpu', model),
  'tfjs wasm': (model) => eagerTime('wasm', model),
  'jax-js': async (model) => timeOf(await jaxJs(networks[model])),
};

export async function eagerTime(backend: string, model: ModelName): Promise<number> {
  // Not at the top: the module catches what goes wrong anywhere in the process, and prints itself in answer.
  await import('@tensorflow/tfjs-backend-wasm');
  const before = tf.getBackend();
  await tf.setBackend(backend);
  const options = modelLoop(model);
  const time = await timeOf((steps) => runEagerly(options, steps));
  await tf.setBackend(before);
  return time;
}

export async function timeOf(run: (steps: number) => Promise<unknown>): Promise<number> {
  const [times] = await measure([roundOf(run)]);
  return median(times as number[]);
}
