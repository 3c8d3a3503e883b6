/** What the worker of a page runs: the same training with one thread and with two, and what came of it. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { modelLoop } from '../../bench/workloads/classifiers.ts';
import { compileLoop } from '../../src/index.ts';

async function train(threads: number) {
  const loop = compileLoop({ ...modelLoop('mlp', {}, undefined, 300), threads });
  const losses = [...(await loop.run(30))];
  const { steps, threads: shared } = loop.explain();
  loop.dispose();
  return { losses, isDivided: steps.some((step) => step.threads), why: shared.why };
}

tf.enableProdMode();
await tf.setBackend('cpu');
const [one, two] = [await train(1), await train(2)];
postMessage({
  isIsolated: self.crossOriginIsolated,
  areEqual: JSON.stringify(one.losses) === JSON.stringify(two.losses),
  isDivided: two.isDivided,
  why: two.why,
});
