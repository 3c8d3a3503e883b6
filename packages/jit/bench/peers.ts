/** Other ways to train in JavaScript, where they can run a workload. Not in turns with ours: they are far apart. */
import * as tf from '@tensorflow/tfjs-core';
import { jaxMlp } from './jax-mlp.ts';
import { measure, median, roundOf } from './measure.ts';
import { modelLoop } from './workloads/classifiers.ts';
import { runEagerly } from './workloads/workload.ts';

export const peerNames = ['tfjs cpu', 'tfjs wasm', 'jax-js'];

export const models = { logistic: 'logistic', 'mlp-100': 'mlp', 'cnn-25': 'cnn', 'gru-6': 'gru' } as const;

/** Milliseconds per step of every peer. */
export async function measurePeers(workload: string): Promise<(number | undefined)[]> {
  const model = models[workload as keyof typeof models];
  return [
    model && (await eagerTime('cpu', model)),
    model && (await eagerTime('wasm', model)),
    workload === 'mlp-100' ? await timeOf(await jaxMlp()) : undefined,
  ];
}

export async function eagerTime(backend: string, model: (typeof models)[keyof typeof models]): Promise<number> {
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
