/** What the worker of a page runs: a function, a loop, and a question for fused arithmetic. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { compileLoop, ExecutionError, fuses, jit } from '../../src/index.ts';

tf.enableProdMode();
await tf.setBackend('cpu');

const square = jit((x: tf.Tensor) => tf.square(x));

async function outcome(run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    return [error instanceof ExecutionError, String(error)];
  }
}

postMessage([
  await outcome(() => square(tf.scalar(3)).dataSync()[0]),
  await outcome(async () => {
    await square.compile(tf.ones([2]));
    return 'compiled';
  }),
  await outcome(() => compileLoop({ state: { w: tf.scalar(1) }, step: ({ w }) => ({ state: { w } }) }).position),
  await outcome(() => fuses()),
  await outcome(() => void jit((x: tf.Tensor) => x, { numerics: 'fused' })),
]);
