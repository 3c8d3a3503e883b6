/** Milliseconds per step of the paper's four classifiers in a page: ours, and other ways to train there. `run.mjs` opens it. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { eagerTime, models, scriptPeers, timeOf } from '../script-peers.ts';
import { modelLoop } from '../workloads/classifiers.ts';
import { loopRunner } from '../workloads/workload.ts';

/** In a column each, in this order. What a page cannot do is told in the place of a time. */
const { 'jax-js': jaxJs, ...eager } = scriptPeers;
const columns: typeof scriptPeers = {
  ours: (model) => timeOf(loopRunner(modelLoop(model)).run),
  ...eager,
  'tfjs webgl': (model) => eagerTime('webgl', model),
  ...(jaxJs && { 'jax-js': jaxJs }),
};

tf.enableProdMode();
setWasmPaths('wasm/');
await tf.setBackend('cpu');
const renderer = rendererOf(document.createElement('canvas').getContext('webgl2'));
console.log(JSON.stringify({ columns: Object.keys(columns), renderer }));
for (const [workload, model] of Object.entries(models)) {
  const times: Record<string, number | string> = {};
  for (const [name, measure] of Object.entries(columns))
    times[name] = await measure(model).catch((error: unknown) => String(error));
  console.log(JSON.stringify({ workload, times }));
}
console.log(JSON.stringify({ isOver: true }));

/** What draws, which is the processor where there is no GPU. */
function rendererOf(context: WebGL2RenderingContext | null): string {
  const names = context?.getExtension('WEBGL_debug_renderer_info');
  return names ? String(context?.getParameter(names.UNMASKED_RENDERER_WEBGL)) : 'no WebGL';
}
