/** Milliseconds per step of the paper's four classifiers in a page: ours, and other ways to train there. `run.mjs` opens it. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { jaxMlp } from '../jax-mlp.ts';
import { eagerTime, models, timeOf } from '../peers.ts';
import { modelLoop } from '../workloads/classifiers.ts';
import { loopRunner } from '../workloads/workload.ts';

/** In a column each, in this order. What a page cannot do is told in the place of a time. */
const columns: Readonly<Record<string, (workload: keyof typeof models) => Promise<number | undefined>>> = {
  ours: async (workload) => timeOf(loopRunner(modelLoop(models[workload])).run),
  'tfjs cpu': (workload) => eagerTime('cpu', models[workload]),
  'tfjs wasm': (workload) => eagerTime('wasm', models[workload]),
  'tfjs webgl': (workload) => eagerTime('webgl', models[workload]),
  'jax-js': async (workload) => (workload === 'mlp-100' ? timeOf(await jaxMlp()) : undefined),
};

tf.enableProdMode();
setWasmPaths('wasm/');
await tf.setBackend('cpu');
const renderer = rendererOf(document.createElement('canvas').getContext('webgl2'));
console.log(JSON.stringify({ columns: Object.keys(columns), renderer }));
for (const workload of Object.keys(models) as (keyof typeof models)[]) {
  const times: Record<string, number | string | undefined> = {};
  for (const [name, measure] of Object.entries(columns))
    times[name] = await measure(workload).catch((error: unknown) => String(error));
  console.log(JSON.stringify({ workload, times }));
}
console.log(JSON.stringify({ isOver: true }));

/** What draws, which is the processor where there is no GPU. */
function rendererOf(context: WebGL2RenderingContext | null): string {
  const names = context?.getExtension('WEBGL_debug_renderer_info');
  return names ? String(context?.getParameter(names.UNMASKED_RENDERER_WEBGL)) : 'no WebGL';
}
