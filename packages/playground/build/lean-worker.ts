/** What the worker that trains does without: a Vite plugin that leaves it out, so that the first curve comes sooner. */
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

const packages = resolve(import.meta.dirname, '../..');

/** Sources in the place of builds: jit and models have the gradients of TensorFlow.js each for itself there. */
const sources: Readonly<Record<string, string>> = {
  '@mnist1d/experiments': `${packages}/experiments/src/index.ts`,
  '@mnist1d/experiments/browser-storage': `${packages}/experiments/src/running/browser-storage.ts`,
  '@mnist1d/experiments/networks': `${packages}/experiments/src/networks/index.ts`,
  '@mnist1d/experiments/train': `${packages}/experiments/src/training.ts`,
  '@mnist1d/experiments/worker': `${packages}/experiments/src/worker.ts`,
  '@mnist1d/jit': `${packages}/jit/src/index.ts`,
  '@mnist1d/models': `${packages}/models/src/index.ts`,
};

/** Modules of TensorFlow.js that save and load models, know seven optimisers and hash strings; what others import of them is empty. */
const empty: readonly (readonly [path: RegExp, code: string])[] = [
  [/tfjs-core\/dist\/io\/io\.js$/, 'export {}'],
  [/tfjs-core\/dist\/io\/indexed_db\.js$/, 'export class BrowserIndexedDB {} export class BrowserIndexedDBManager {}'],
  [
    /tfjs-core\/dist\/io\/local_storage\.js$/,
    'export class BrowserLocalStorage {} export class BrowserLocalStorageManager {}',
  ],
  [/tfjs-core\/dist\/io\/model_management\.js$/, 'export const ModelStoreManagerRegistry = { registerManager() {} };'],
  [/tfjs-core\/dist\/optimizers\/register_optimizers\.js$/, 'export function registerOptimizers() {}'],
  [/tfjs-core\/dist\/hash_util\.js$/, 'export const hexToLong = undefined, fingerPrint64 = undefined;'],
  // No worker is Node.
  [
    /experiments\/src\/running\/workers\/worker-messages\.ts$/,
    'export const isNode = () => false; export const nodeOnly = async () => ({});',
  ],
];

/** How the package starts a worker, and how a worker of a page does: of its own script. */
const [started, startedHere] = [
  "new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })",
  "new Worker(location.href, { name: 'maker' })",
];

/** @param cpuBackend in the place of the processor's kernels for two hundred operations: what is computed here is compiled */
export function leanWorker(cpuBackend: string): Plugin {
  return {
    name: 'lean-worker',
    enforce: 'pre',
    resolveId: (id) => (id === '@tensorflow/tfjs-backend-cpu' ? cpuBackend : sources[id]),
    load: (id) => empty.find(([path]) => path.test(id))?.[1],
    transform(code, id) {
      // Fused arithmetic is not asked for here.
      if (id.endsWith('/jit/src/run/kernels.gen.ts')) return { code: code.replace(/fused: '[^']*'/g, "fused: ''") };
      if (!id.endsWith('/experiments/src/running/workers/start-worker.ts')) return undefined;
      if (!code.includes(started)) throw new Error(`${id}: where does it start a worker?`);
      return { code: code.replace(started, startedHere) };
    },
  };
}
